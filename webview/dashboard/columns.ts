import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Invocation } from '../../src/protocol/invocation';
import type { SortColumn } from '../../src/protocol/metrics';
import {
  formatCount,
  formatDuration,
  formatExactDuration,
  formatExactUsd,
  formatInstant,
  formatUsd,
} from '../../src/shared/format';
import { outcomeName, surfaceName } from './filterBar';

/** A column of the raw table. */
export interface Column {
  id: string;
  label: () => string;
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
    label: () => l10n.t('Time'),
    sort: 'timestamp',
    cell: ({ timestamp }) => ({ text: formatInstant(new Date(timestamp)), exact: timestamp }),
  },
  {
    id: 'model',
    label: () => l10n.t('Model'),
    sort: 'model_id',
    cell: ({ model_id, inference_profile, region }) => ({
      text: model_id,
      exact: [model_id, inference_profile, region].filter((part) => part !== null).join(' · '),
    }),
  },
  {
    id: 'surface',
    label: () => l10n.t('Surface'),
    sort: 'surface',
    cell: ({ surface }) => ({ text: surfaceName(surface) }),
  },
  {
    id: 'outcome',
    label: () => l10n.t('Outcome'),
    sort: 'outcome',
    cell: ({ outcome, error_code: code }) => ({
      text: html`<span class="outcome outcome-${outcome}">${outcomeName(outcome)}</span>${
          code === null ? '' : ` · ${code}`
        }`,
      exact: code === null ? outcomeName(outcome) : `${outcomeName(outcome)}: ${code}`,
    }),
  },
  {
    id: 'latency',
    label: () => l10n.t('Latency'),
    sort: 'latency_ms',
    numeric: true,
    cell: ({ latency_ms }) => duration(latency_ms),
  },
  {
    id: 'first',
    label: () => l10n.t('First token'),
    sort: 'time_to_first_token_ms',
    numeric: true,
    cell: ({ time_to_first_token_ms }) => duration(time_to_first_token_ms),
  },
  {
    id: 'in',
    label: () => l10n.t({ message: 'In', comment: ['Tokens that went in'] }),
    sort: 'input_tokens',
    numeric: true,
    cell: ({ input_tokens, usage_source }) => tokens(input_tokens, usage_source === 'estimated'),
  },
  {
    id: 'cached',
    label: () => l10n.t({ message: 'Cached', comment: ['Tokens of the prompt cache'] }),
    numeric: true,
    cell: ({ cache_read_tokens: read, cache_write_tokens: written }) =>
      read === null && written === null
        ? { text: UNKNOWN }
        : {
            text: formatCount((read ?? 0) + (written ?? 0)),
            exact: l10n.t(
              '{0} read from the cache, {1} written to it',
              formatCount(read ?? 0),
              formatCount(written ?? 0),
            ),
          },
  },
  {
    id: 'out',
    label: () => l10n.t({ message: 'Out', comment: ['Tokens that came out'] }),
    sort: 'output_tokens',
    numeric: true,
    cell: ({ output_tokens, usage_source }) => tokens(output_tokens, usage_source === 'estimated'),
  },
  {
    id: 'cost',
    label: () => l10n.t('Cost'),
    sort: 'cost_usd',
    numeric: true,
    cell: ({ cost_usd }) =>
      cost_usd === null
        ? { text: l10n.t('unknown'), exact: l10n.t('No price is known for this model in this region') }
        : { text: formatUsd(cost_usd), exact: formatExactUsd(cost_usd) },
  },
  {
    id: 'attempts',
    label: () => l10n.t('Attempts'),
    sort: 'attempts',
    numeric: true,
    cell: ({ attempts }) => ({ text: formatCount(attempts) }),
  },
];

function duration(ms: number | null) {
  return ms === null ? { text: UNKNOWN } : { text: formatDuration(ms), exact: formatExactDuration(ms) };
}

function tokens(count: number | null, estimated: boolean) {
  if (count === null) {
    return { text: UNKNOWN };
  }
  return estimated
    ? {
        text: `~${formatCount(count)}`,
        exact: l10n.t('Estimated: the call ended before Bedrock reported usage'),
      }
    : { text: formatCount(count) };
}
