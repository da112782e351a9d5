import { usdText } from '../spending/estimate';
import type { TurnFigures } from './turnFigures';

/** The figures of an answer in one line: "1.2 s · first token 0.4 s · 812 → 340 tokens (600 cached) · $0.0061". */
export function figuresText(figures: TurnFigures): string {
  const { usage, latencyMs, timeToFirstTokenMs, costUsd } = figures;
  const input = usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens;
  const about = usage.source === 'estimated' ? '~' : '';
  const cached = usage.cacheReadInputTokens > 0 ? ` (${count(usage.cacheReadInputTokens)} cached)` : '';
  return [
    seconds(latencyMs),
    ...(timeToFirstTokenMs === null ? [] : [`first token ${seconds(timeToFirstTokenMs)}`]),
    `${about}${count(input)} → ${about}${count(usage.outputTokens)} tokens${cached}`,
    costUsd === undefined ? 'cost unknown' : usdText(costUsd),
  ].join(' · ');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 100 ? 2 : 1)} s`;
}

function count(tokens: number): string {
  return tokens.toLocaleString('en-US');
}
