import * as l10n from '@vscode/l10n';
import type { TurnFigures } from './turnFigures';
import { formatCount, formatDuration, formatUsd } from '../../shared/format';

/** The figures of an answer in one line: "1.2 s · first token 0.4 s · 812 → 340 tokens (600 cached) · $0.0061". */
export function figuresText(figures: TurnFigures): string {
  const { usage, latencyMs, timeToFirstTokenMs, costUsd } = figures;
  const input = usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens;
  const about = usage.source === 'estimated' ? '~' : '';
  const sent = about + formatCount(input);
  const received = about + formatCount(usage.outputTokens);
  const cached = usage.cacheReadInputTokens;
  const tokens =
    cached > 0
      ? l10n.t('{0} → {1} tokens ({2} cached)', sent, received, formatCount(cached))
      : l10n.t('{0} → {1} tokens', sent, received);
  return [
    formatDuration(latencyMs),
    ...(timeToFirstTokenMs === null ? [] : [l10n.t('first token {0}', formatDuration(timeToFirstTokenMs))]),
    // A call that failed at once used nothing, and there is nothing to say of it.
    ...(input + usage.outputTokens === 0
      ? []
      : [tokens, costUsd === undefined ? l10n.t('cost unknown') : formatUsd(costUsd)]),
  ].join(' · ');
}
