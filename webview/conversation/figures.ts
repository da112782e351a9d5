import * as l10n from '@vscode/l10n';
import type { PanelFigures } from '../../src/protocol/chatPanel';
import {
  formatCount,
  formatDuration,
  formatExactDuration,
  formatExactUsd,
  formatUsd,
} from '../../src/shared/format';

/** One figure under an answer, and what it says exactly. */
export interface Figure {
  text: string;
  /** The exact value, for the tooltip. */
  exact: string;
}

/** The figures under an answer, as a user reads them: time, first token, tokens, cost, attempts. */
export function describeFigures(figures: PanelFigures): Figure[] {
  const described: Figure[] = [
    {
      text: formatDuration(figures.latencyMs),
      exact: l10n.t('{0}, whole answer: {1}', figures.modelLabel, formatExactDuration(figures.latencyMs)),
    },
  ];
  if (figures.timeToFirstTokenMs !== null) {
    described.push({
      text: l10n.t('first token {0}', formatDuration(figures.timeToFirstTokenMs)),
      exact: l10n.t('First token after {0}', formatExactDuration(figures.timeToFirstTokenMs)),
    });
  }
  // A call that failed at once used nothing, and there is nothing to say of it.
  if ((figures.totalInputTokens ?? 0) + (figures.outputTokens ?? 0) > 0) {
    described.push(describeTokens(figures), describeCost(figures));
  }
  if (figures.calls > 1) {
    described.push({
      text: l10n.t('{0} calls', formatCount(figures.calls)),
      exact: l10n.t(
        'The model was asked again with the results of its tools; the figures are sums over all calls',
      ),
    });
  }
  if (figures.attempts > figures.calls) {
    described.push({
      text: l10n.t('{0} attempts', formatCount(figures.attempts)),
      exact: l10n.t('Bedrock was asked more than once, since it was busy or did not answer'),
    });
  }
  return described;
}

function describeTokens(figures: PanelFigures): Figure {
  const { totalInputTokens, outputTokens, cachedInputTokens: cached, estimated } = figures;
  const amount = (tokens: number | null) => (tokens === null ? '?' : about(estimated) + formatCount(tokens));
  const [input, output] = [amount(totalInputTokens), amount(outputTokens)];
  const [text, exact] =
    cached !== null && cached > 0
      ? [
          l10n.t('{0} → {1} tokens ({2} cached)', input, output, formatCount(cached)),
          l10n.t('Input {0} tokens ({2} cached), output {1} tokens', input, output, formatCount(cached)),
        ]
      : [
          l10n.t('{0} → {1} tokens', input, output),
          l10n.t('Input {0} tokens, output {1} tokens', input, output),
        ];
  return { text, exact: marked(exact, estimated) };
}

function describeCost({ costUsd, estimated }: PanelFigures): Figure {
  if (costUsd === null) {
    return { text: l10n.t('cost unknown'), exact: l10n.t('No price is known for this model in this region') };
  }
  return { text: about(estimated) + formatUsd(costUsd), exact: marked(formatExactUsd(costUsd), estimated) };
}

function about(estimated: boolean): string {
  return estimated ? '~' : '';
}

function marked(exact: string, estimated: boolean): string {
  return estimated ? l10n.t('{0} (estimated: the answer ended before Bedrock reported usage)', exact) : exact;
}
