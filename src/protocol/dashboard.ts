import * as v from 'valibot';
import { featureUsageSchema } from './featureUsage';
import { runHistorySchema, runIdSchema } from './runHistory';
import { outcomeSchema, surfaceSchema } from './invocation';
import {
  exportFormatSchema,
  metricsFilterSchema,
  metricsSeriesSchema,
  metricsSummarySchema,
  rowsRequestSchema,
  rowsSchema,
  spendingOutlookSchema,
} from './metrics';
import { cacheAdviceIdSchema, cacheOverviewSchema } from './promptCache';
import type { MessageLimits } from './receivedMessage';

/** The stretches of time that the dashboard offers; `custom` has ends of its own. */
export const dashboardRangeSchema = v.picklist(['15m', '1h', '24h', '7d', '30d', 'all', 'custom']);
export type DashboardRange = v.InferOutput<typeof dashboardRangeSchema>;

/** The user's selection, remembered from one time to the next. Empty lists mean all. */
export const dashboardViewSchema = v.object({
  range: dashboardRangeSchema,
  /** The ends of the range `custom`, milliseconds since 1970, the second exclusive. */
  custom: v.nullable(v.object({ fromMs: v.number(), toMs: v.number() })),
  models: v.array(v.string()),
  surfaces: v.array(surfaceSchema),
  outcomes: v.array(outcomeSchema),
});
export type DashboardView = v.InferOutput<typeof dashboardViewSchema>;

/** The selection before anyone chose. */
export const defaultDashboardView: DashboardView = {
  range: '24h',
  custom: null,
  models: [],
  surfaces: [],
  outcomes: [],
};

/** The least level of log lines that are shown. */
export const logLevelSchema = v.picklist(['DEBUG', 'INFO', 'WARNING', 'ERROR']);
export type MinimumLogLevel = v.InferOutput<typeof logLevelSchema>;

/** The end of the log, oldest line first. */
export const logTailSchema = v.object({
  lines: v.array(v.string()),
  /** The search for lines of the level ended before it found enough: only the end of the file is read. */
  cut: v.boolean(),
});
export type LogTailLines = v.InferOutput<typeof logTailSchema>;

/** A question of the page to the extension host. */
export const dashboardQuerySchema = v.variant('kind', [
  v.object({ kind: v.literal('summary'), filter: metricsFilterSchema }),
  v.object({
    kind: v.literal('series'),
    filter: metricsFilterSchema,
    maxPoints: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
  }),
  v.object({ kind: v.literal('rows'), rows: rowsRequestSchema }),
  v.object({ kind: v.literal('models') }),
  v.object({ kind: v.literal('log'), level: logLevelSchema }),
  v.object({ kind: v.literal('runs') }),
]);
export type DashboardQuery = v.InferOutput<typeof dashboardQuerySchema>;

/** The answer to the question of the same kind. */
export const dashboardAnswerSchema = v.variant('kind', [
  v.object({
    kind: v.literal('summary'),
    summary: metricsSummarySchema,
    /** Of this month, whatever is looked at; null when nothing is known of it. */
    outlook: v.nullable(spendingOutlookSchema),
    /** Since it is counted, whatever is looked at; null when nobody asked cost data anything. */
    featureUsage: v.nullable(featureUsageSchema),
    /** Of this month and of this window, whatever is looked at; null when no call used the prompt cache. */
    cache: v.nullable(cacheOverviewSchema),
  }),
  v.object({ kind: v.literal('series'), series: metricsSeriesSchema }),
  v.object({ kind: v.literal('rows'), rows: rowsSchema }),
  v.object({ kind: v.literal('models'), models: v.array(v.string()) }),
  v.object({ kind: v.literal('log'), log: logTailSchema }),
  v.object({ kind: v.literal('runs'), runs: runHistorySchema }),
]);
export type DashboardAnswer = v.InferOutput<typeof dashboardAnswerSchema>;

const requestId = v.number();

/** Messages of the extension host to the page. `init` comes after each `ready`. */
export const toDashboardSchema = v.variant('type', [
  v.object({
    type: v.literal('init'),
    view: dashboardViewSchema,
    /** How often to look again while shown; 0 only when something changed. */
    refreshSeconds: v.number(),
    logLines: v.number(),
  }),
  v.object({ type: v.literal('answer'), id: requestId, answer: dashboardAnswerSchema }),
  /** A question that could not be answered: why, for those who ask for details. */
  v.object({ type: v.literal('failure'), id: requestId, detail: v.string() }),
  /** A call ended somewhere, or the metrics were deleted. */
  v.object({ type: v.literal('changed') }),
]);
export type ToDashboard = v.InferOutput<typeof toDashboardSchema>;

/** Questions of the page and intents of the user in it, never command ids, paths or SQL. */
export const fromDashboardSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('query'), id: requestId, query: dashboardQuerySchema }),
  v.object({ type: v.literal('remember'), view: dashboardViewSchema }),
  v.object({
    type: v.literal('export'),
    filter: metricsFilterSchema,
    search: v.pipe(v.string(), v.maxLength(200)),
    format: exportFormatSchema,
  }),
  v.object({ type: v.literal('openLog') }),
  v.object({ type: v.literal('openRunLog'), run: runIdSchema }),
  v.object({ type: v.literal('openRunResult'), run: runIdSchema }),
  v.object({ type: v.literal('openChat') }),
  v.object({ type: v.literal('followAdvice'), advice: cacheAdviceIdSchema }),
]);
export type FromDashboard = v.InferOutput<typeof fromDashboardSchema>;

/** The largest message is a filter of every model that was ever called. */
export const fromDashboardLimits: MessageLimits = { characters: 1_000_000, values: 10_000 };
