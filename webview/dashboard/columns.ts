import { html, type TemplateResult } from 'lit';
import type { Invocation } from '../../src/protocol/invocation';
import type { SortColumn } from '../../src/protocol/metrics';
import { formatCount, formatDuration, formatUsd } from '../components/numbers';
import { outcomeNames, surfaceNames } from './filterBar';

/** A column of the raw table. */
export interface Column {
  id: string;
  label: string;
  /** Its sort key; undefined where it cannot be. */
  sort?: SortColumn;
  numeric?: boolean;
  /** The cell's text, and the exact value on hover. */
  cell: (row: Invocation) => { text: string | TemplateResult; exact?: string };
}

const UNKNOWN = '–';

/** The raw table's columns in their order; each class `col-<id>` has its width in the style sheet. */
export const columns: readonly Column[] = [
  {
    id: 'time',
    label: 'Time',
    sort: 'timestamp',
    cell: ({ timestamp }) => ({ text: localTime(timestamp), exact: timestamp }),
  },
  {
    id: 'model',
    label: 'Model',
    sort: 'model_id',
    cell: ({ model_id, inference_profile, region }) => ({
      text: model_id,
      exact: [model_id, inference_profile, region].filter((part) => part !== null).join(' · '),
    }),
  },
  {
    id: 'surface',
    label: 'Surface',
    sort: 'surface',
    cell: ({ surface }) => ({ text: surfaceNames[surface] }),
  },
  {
    id: 'outcome',
    label: 'Outcome',
    sort: 'outcome',
    cell: ({ outcome, error_code: code }) => ({
      text: html`<span class="outcome outcome-${outcome}">${outcomeNames[outcome]}</span>${
          code === null ? '' : ` · ${code}`
        }`,
      exact: code === null ? outcomeNames[outcome] : `${outcomeNames[outcome]}: ${code}`,
    }),
  },
  {
    id: 'latency',
    label: 'Latency',
    sort: 'latency_ms',
    numeric: true,
    cell: ({ latency_ms }) => duration(latency_ms),
  },
  {
    id: 'first',
    label: 'First token',
    sort: 'time_to_first_token_ms',
    numeric: true,
    cell: ({ time_to_first_token_ms }) => duration(time_to_first_token_ms),
  },
  {
    id: 'in',
    label: 'In',
    sort: 'input_tokens',
    numeric: true,
    cell: ({ input_tokens, usage_source }) => tokens(input_tokens, usage_source === 'estimated'),
  },
  {
    id: 'cached',
    label: 'Cached',
    numeric: true,
    cell: ({ cache_read_tokens: read, cache_write_tokens: written }) =>
      read === null && written === null
        ? { text: UNKNOWN }
        : {
            text: formatCount((read ?? 0) + (written ?? 0)),
            exact: `${formatCount(read ?? 0)} read from the cache, ${formatCount(written ?? 0)} written to it`,
          },
  },
  {
    id: 'out',
    label: 'Out',
    sort: 'output_tokens',
    numeric: true,
    cell: ({ output_tokens, usage_source }) => tokens(output_tokens, usage_source === 'estimated'),
  },
  {
    id: 'cost',
    label: 'Cost',
    sort: 'cost_usd',
    numeric: true,
    cell: ({ cost_usd }) =>
      cost_usd === null
        ? { text: 'unknown', exact: 'No price is known for this model in this region' }
        : { text: formatUsd(cost_usd), exact: `US$ ${String(cost_usd)}` },
  },
  {
    id: 'attempts',
    label: 'Attempts',
    sort: 'attempts',
    numeric: true,
    cell: ({ attempts }) => ({ text: formatCount(attempts) }),
  },
];

const timeFormat = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function localTime(timestamp: string): string {
  return timeFormat.format(new Date(timestamp));
}

function duration(ms: number | null) {
  return ms === null ? { text: UNKNOWN } : { text: formatDuration(ms), exact: `${formatCount(ms)} ms` };
}

function tokens(count: number | null, estimated: boolean) {
  if (count === null) {
    return { text: UNKNOWN };
  }
  return estimated
    ? { text: `~${formatCount(count)}`, exact: 'Estimated: the call ended before Bedrock reported usage' }
    : { text: formatCount(count) };
}
