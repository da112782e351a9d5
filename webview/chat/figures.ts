import type { PanelFigures } from '../../src/protocol/chatPanel';

/** One figure under an answer, and what it says exactly. */
export interface Figure {
  text: string;
  /** The exact value, for the tooltip. */
  exact: string;
}

/** The figures under an answer, as a person reads them: time, first token, tokens, cost, attempts. */
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
  if (figures.attempts > 1) {
    described.push({
      text: `${count.format(figures.attempts)} attempts`,
      exact: 'Bedrock was asked more than once, since it was busy or did not answer',
    });
  }
  return described;
}

function describeCost(costUsd: number | null, about: string, estimate: string, locale?: string): Figure {
  if (costUsd === null)
    return { text: 'cost unknown', exact: 'No price is known for this model in this region' };
  return { text: about + formatUsd(costUsd, locale), exact: `US$ ${String(costUsd)}${estimate}` };
}

/** A duration in milliseconds, in words that fit its size: 40 ms, 1.2 s, 1 min 5 s. */
export function formatDuration(durationMs: number, locale?: string): string {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(
      value,
    );
  if (durationMs < 100) return `${number(durationMs, 0)} ms`;
  if (durationMs < 59_950) return `${number(durationMs / 1000, 1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${number(Math.floor(seconds / 60), 0)} min ${number(seconds % 60, 0)} s`;
}

/** US dollars with as many digits as a small amount needs; an amount above nothing is never shown as zero. */
export function formatUsd(amountUsd: number, locale?: string): string {
  const digits = amountUsd === 0 || amountUsd >= 1 ? 2 : 4;
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return amountUsd > 0 && amountUsd < 0.0001 ? `<${format.format(0.0001)}` : format.format(amountUsd);
}
