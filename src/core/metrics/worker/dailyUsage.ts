import type { DailyUsage } from '../../../protocol/reconciliation';
import type { MetricsFilter } from '../../../protocol/metrics';
import type { Columns } from './columns';
import { DAY_MS } from './recent';
import { select } from './select';
import { inputTokensOf, known } from './tokens';

type Sums = { -readonly [Key in keyof DailyUsage]: DailyUsage[Key] };

/** The calls that a filter leaves, added up by UTC day, model and region; in the order of their first calls. */
export function dailyUsage(columns: Columns, filter: MetricsFilter): DailyUsage[] {
  const { timeMs, texts, counts, costUsd, dictionaries } = columns;
  const isEstimated = dictionaries.usage_source.mask((source) => source === 'estimated');
  const sums = new Map<string, Sums>();
  for (const row of select(columns, filter)) {
    const day = Math.floor((timeMs[row] ?? 0) / DAY_MS);
    const [model, region] = [texts.model_id[row] ?? 0, texts.region[row] ?? 0];
    const key = `${day} ${model} ${region}`;
    let sum = sums.get(key);
    if (sum === undefined) {
      sum = {
        day: new Date(day * DAY_MS).toISOString().slice(0, 10),
        model: dictionaries.model_id.text(model) ?? '',
        region: dictionaries.region.text(region) ?? '',
        ...nothing,
      };
      sums.set(key, sum);
    }
    sum.calls += 1;
    const tokens = inputTokensOf(counts, row) + known(counts.output_tokens[row]);
    sum.inputTokens += known(counts.input_tokens[row]);
    sum.outputTokens += known(counts.output_tokens[row]);
    sum.cacheReadTokens += known(counts.cache_read_tokens[row]);
    sum.cacheWriteTokens += known(counts.cache_write_tokens[row]);
    sum.estimatedCalls += isEstimated[texts.usage_source[row] ?? 0] ?? 0;
    const cost = costUsd[row] ?? NaN;
    if (!Number.isNaN(cost)) {
      sum.costUsd += cost;
    }
    // A call that failed before a token came has no price to be known.
    else if (tokens > 0) {
      sum.unpricedCalls += 1;
    }
  }
  return [...sums.values()];
}

const nothing = {
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: 0,
  unpricedCalls: 0,
  estimatedCalls: 0,
};
