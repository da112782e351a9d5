import type { PanelFigures } from '../../src/protocol/chatPanel';
import { formatDuration, formatUsd } from '../components/numbers';

/** One figure under an answer, and what it says exactly. */
export interface Figure {
  text: string;
  /** The exact value, for the tooltip. */
  exact: string;
}

/** The figures under an answer, as a user reads them: time, first token, tokens, cost, attempts. */
export function describeFigures(figures: PanelFigures, locale?: string): Figure[] {
  const count = new Intl.NumberFormat(locale);
  const about = figures.estimated ? '~' : '';
  const estimate = figures.estimated ? ' (estimated: the answer ended before Bedrock reported usage)' : '';
  const described: Figure[] = [
    {
      text: formatDuration(figures.latencyMs, locale),
      exact: `${figures.modelLabel}, whole answer: ${count.format(figures.latencyMs)} ms`,
    },
  ];
  if (figures.timeToFirstTokenMs !== null) {
    described.push({
      text: `first token ${formatDuration(figures.timeToFirstTokenMs, locale)}`,
      exact: `First token after ${count.format(figures.timeToFirstTokenMs)} ms`,
    });
  }
  const { totalInputTokens: input, outputTokens: output, cachedInputTokens: cached } = figures;
  if (input !== null || output !== null) {
    const amount = (tokens: number | null) => (tokens === null ? '?' : about + count.format(tokens));
    const fromCache = cached !== null && cached > 0 ? ` (${count.format(cached)} cached)` : '';
    described.push({
      text: `${amount(input)} → ${amount(output)} tokens${fromCache}`,
      exact: `Input ${amount(input)} tokens${fromCache}, output ${amount(output)} tokens${estimate}`,
    });
    described.push(describeCost(figures.costUsd, about, estimate, locale));
  }
  if (figures.calls > 1) {
    described.push({
      text: `${count.format(figures.calls)} calls`,
      exact: 'The model was asked again with the results of its tools; the figures are sums over all calls',
    });
  }
  if (figures.attempts > figures.calls) {
    described.push({
      text: `${count.format(figures.attempts)} attempts`,
      exact: 'Bedrock was asked more than once, since it was busy or did not answer',
    });
  }
  return described;
}

function describeCost(costUsd: number | null, about: string, estimate: string, locale?: string): Figure {
  if (costUsd === null) {
    return { text: 'cost unknown', exact: 'No price is known for this model in this region' };
  }
  return { text: about + formatUsd(costUsd, locale), exact: `US$ ${String(costUsd)}${estimate}` };
}
