/** A row of a text in JSON: texts by the names of columns; numbers are as they are written. */
export type JsonRow = Readonly<Record<string, string>>;

/** Whether a value is an object with members. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; none where it is no list. */
export function recordsIn(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The value of a text in JSON, its numbers as texts with all their digits; undefined where it is none. */
export function parseJson(text: string): unknown {
  // A double has 17 digits, amounts may have more.
  const exact = (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value;
  try {
    return JSON.parse(text, exact);
  } catch {
    return undefined;
  }
}

/** A text or number as text; nothing for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : '';
}

/**
 * What the cost APIs of OpenAI and Anthropic answer: buckets of time with results. Undefined for anything else.
 * Anthropic's amounts are in cents. Sources: "Costs" of OpenAI's API reference, "Get Cost Report" of Anthropic's.
 */
export function bucketRows(value: unknown): JsonRow[] | undefined {
  const buckets = recordsIn(isRecord(value) ? value['data'] : value);
  if (buckets.length === 0 || !buckets.every((bucket) => Array.isArray(bucket['results']))) {
    return undefined;
  }
  const rows = buckets.flatMap((bucket) =>
    recordsIn(bucket['results']).map((result) => resultRow(bucket, result)),
  );
  const known = rows.filter((row) => row !== undefined);
  return rows.length > 0 && known.length === rows.length ? known : undefined;
}

function resultRow(
  bucket: Readonly<Record<string, unknown>>,
  result: Readonly<Record<string, unknown>>,
): JsonRow | undefined {
  const { amount } = result;
  const others = Object.fromEntries(
    Object.entries(result).flatMap(([name, one]) =>
      name === 'amount' || textOf(one) === '' ? [] : [[name, textOf(one)] as const],
    ),
  );
  if (isRecord(amount) && 'start_time' in bucket) {
    return {
      ...others,
      start_time: textOf(bucket['start_time']),
      amount_value: textOf(amount['value']),
      amount_currency: textOf(amount['currency']),
      line_item: others['line_item'] ?? '',
    };
  }
  if (typeof amount === 'string' && 'starting_at' in bucket && others['currency'] === 'USD') {
    return {
      ...others,
      usage_date_utc: textOf(bucket['starting_at']),
      model: others['model'] ?? '',
      workspace: others['workspace_id'] ?? '',
      cost_usd: inDollars(amount),
    };
  }
  return undefined;
}

/** Cents as dollars: the point two places further left. */
function inDollars(cents: string): string {
  return cents.trim() === '' ? '' : `${cents.trim().replace(/e-?\d+$/i, '')}E${exponentOf(cents) - 2}`;
}

function exponentOf(amount: string): number {
  return Number(/e([-+]?\d+)$/i.exec(amount.trim())?.[1] ?? 0);
}
