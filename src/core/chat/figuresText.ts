import type { TurnFigures } from './turnFigures';
import { formatCount, formatDuration, formatUsd } from '../../shared/format';

/** The figures of an answer in one line: "1.2 s · first token 0.4 s · 812 → 340 tokens (600 cached) · $0.0061". */
export function figuresText(figures: TurnFigures): string {
  const { usage, latencyMs, timeToFirstTokenMs, costUsd } = figures;
  const input = usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens;
  const about = usage.source === 'estimated' ? '~' : '';
  const cached = usage.cacheReadInputTokens > 0 ? ` (${formatCount(usage.cacheReadInputTokens)} cached)` : '';
  return [
    formatDuration(latencyMs),
    ...(timeToFirstTokenMs === null ? [] : [`first token ${formatDuration(timeToFirstTokenMs)}`]),
    `${about}${formatCount(input)} → ${about}${formatCount(usage.outputTokens)} tokens${cached}`,
    costUsd === undefined ? 'cost unknown' : formatUsd(costUsd),
  ].join(' · ');
}
