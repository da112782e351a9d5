import { isRecord, type JsonRow, recordsIn, textOf } from './jsonRows';

const REPORTS = ['daily', 'weekly', 'monthly', 'sessions', 'session', 'blocks'];

/** The rows of a report of ccusage: one for each model of an entry; undefined for anything else. Its totals say them again. */
export function ccusageRows(value: unknown): JsonRow[] | undefined {
  if (!isRecord(value)) {
    return undefined;
  }
  const entries = entriesOf(value);
  const costs = entries.filter((entry) => costOf(entry) !== '');
  return costs.length === 0 || costs.length < entries.length || !entries.some(hasTokens)
    ? undefined
    : entries.flatMap(rowsOf);
}

type Entry = Readonly<Record<string, unknown>>;

function entriesOf(value: Entry): Entry[] {
  const report = REPORTS.find((name) => Array.isArray(value[name]));
  if (report !== undefined) {
    // Gaps between blocks are no use.
    return recordsIn(value[report]).filter((entry) => entry['isGap'] !== true);
  }
  if (isRecord(value['projects'])) {
    return Object.entries(value['projects']).flatMap(([project, entries]) =>
      recordsIn(entries).map((entry) => ({ project, ...entry })),
    );
  }
  return typeof value['type'] === 'string' && REPORTS.includes(value['type']) ? recordsIn(value['data']) : [];
}

function costOf(entry: Entry): string {
  return textOf(entry['totalCost'] ?? entry['costUSD'] ?? entry['cost']);
}

function hasTokens(entry: Entry): boolean {
  return ['totalTokens', 'inputTokens', 'tokenCounts'].some((name) => name in entry);
}

function rowsOf(entry: Entry): JsonRow[] {
  const day = ['date', 'week', 'month', 'startTime', 'lastActivity', 'firstActivity'].find(
    (name) => textOf(entry[name]) !== '',
  );
  const common = {
    date: day === undefined ? '' : textOf(entry[day]),
    project: textOf(entry['project'] ?? entry['projectPath'] ?? entry['instance']),
    sessionId: textOf(entry['sessionId'] ?? entry['session'] ?? entry['id']),
  };
  const cost = costOf(entry);
  const models = recordsIn(entry['modelBreakdowns'] ?? entry['breakdown']);
  const sum = models.reduce((all, model) => all + Number(costOf(model)), 0);
  const isWhole = models.length > 0 && Math.abs(sum - Number(cost)) <= 1e-9 * Math.max(1, Math.abs(sum));
  const rows = isWhole ? models : [entry];
  return rows.map((row) => ({
    ...common,
    model: isWhole ? textOf(row['modelName'] ?? row['model']) : modelsOf(entry),
    inputTokens: textOf(row['inputTokens']),
    outputTokens: textOf(row['outputTokens']),
    cacheCreationTokens: textOf(row['cacheCreationTokens']),
    cacheReadTokens: textOf(row['cacheReadTokens']),
    totalTokens: isWhole ? '' : textOf(entry['totalTokens']),
    cost: costOf(row),
  }));
}

function modelsOf(entry: Entry): string {
  const models = entry['modelsUsed'] ?? entry['models'];
  return Array.isArray(models) ? models.map(textOf).join(', ') : textOf(models ?? entry['model']);
}
