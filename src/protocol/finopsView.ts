import * as v from 'valibot';
import { fromPanelSchema } from './chatPanel';
import {
  amountSchema,
  chargeCategorySchema,
  costScopeSchema,
  costSummarySchema,
  dataSetSchema,
  queryResultSchema,
  type ChargeCategory,
} from './finops';
import type { MessageLimits } from './receivedMessage';
import { changedReadingSchema, shownReadingSchema } from './shownReading';

/** The charts that there are: bars, parts of a whole, a curve over time. */
export const chartKindSchema = v.picklist(['bar', 'pie', 'time']);
export type ShownChartKind = v.InferOutput<typeof chartKindSchema>;

/** `key`: by which a part can be chosen; its name is what is shown of it. */
const partsSchema = v.pipe(
  v.array(v.object({ name: v.string(), value: amountSchema, key: v.optional(v.string()) })),
  v.readonly(),
);

/** What the cost is divided by. */
export const dimensionSchema = v.picklist(['service', 'usageType', 'resource']);
export type Dimension = v.InferOutput<typeof dimensionSchema>;

/** As many days before those that were chosen; where the data does not reach so far, its first day. */
const periodBeforeSchema = v.variant('known', [
  v.object({ known: v.literal(true), from: v.string(), to: v.string(), total: amountSchema }),
  v.object({ known: v.literal(false), days: v.number(), first: v.string() }),
]);
export type PeriodBefore = v.InferOutput<typeof periodBeforeSchema>;

/** A chart with its exact numbers, or why there is none of that kind. */
export const shownChartSchema = v.variant('possible', [
  v.object({
    possible: v.literal(true),
    kind: chartKindSchema,
    label: v.string(),
    value: v.string(),
    series: v.pipe(
      v.array(v.object({ name: v.string(), parts: partsSchema, broken: v.optional(v.boolean()) })),
      v.readonly(),
    ),
    /** A sentence about what the chart leaves out or puts together. */
    note: v.optional(v.string()),
  }),
  v.object({ possible: v.literal(false), kind: chartKindSchema, reason: v.string() }),
]);
export type ShownChart = v.InferOutput<typeof shownChartSchema>;

const columnsSchema = v.pipe(v.array(v.string()), v.readonly());
const resultSchema = v.pick(queryResultSchema, ['sql', 'columns', 'rows', 'rowCount', 'truncated', 'note']);

/** The columns that an analysis's result is drawn from, and what else it could be. */
const resultChartSchema = v.object({
  chart: shownChartSchema,
  labels: columnsSchema,
  values: columnsSchema,
  label: v.string(),
  value: v.string(),
});
export type ResultChart = v.InferOutput<typeof resultChartSchema>;

/** The analysis that was chosen, and how far it is. */
const shownAnalysisSchema = v.object({
  id: v.string(),
  title: v.string(),
  description: v.string(),
  outcome: v.variant('state', [
    v.object({ state: v.literal('running') }),
    v.object({ state: v.literal('failed'), message: v.string() }),
    v.object({
      state: v.literal('ended'),
      result: resultSchema,
      /** Null where no column of the result makes a chart. */
      drawn: v.nullable(resultChartSchema),
    }),
  ]),
});
export type ShownAnalysis = v.InferOutput<typeof shownAnalysisSchema>;

/** Loaded cost data as it is shown. */
export const costViewSchema = v.object({
  dataSet: v.pick(dataSetSchema, [
    'formatTitle',
    'files',
    'skippedRows',
    'skipped',
    'measures',
    'currencies',
    'notices',
  ]),
  /** How the files were read; null where they are no files. */
  reading: v.nullable(shownReadingSchema),
  summary: v.pick(costSummarySchema, ['scope', 'measureTitle', 'rows', 'total', 'columnCount', 'categories']),
  /** What of the data can be chosen; null where it cannot be. */
  drill: v.nullable(
    v.object({
      dimension: dimensionSchema,
      /** The days that all of the data is of. */
      span: v.nullable(v.object({ first: v.string(), last: v.string() })),
      before: v.nullable(periodBeforeSchema),
    }),
  ),
  charts: v.object({ bar: shownChartSchema, pie: shownChartSchema, time: shownChartSchema }),
  /** Where credits cancel the cost: whether they are in charts and analyses all the same. Else null. */
  chartedCredits: v.nullable(v.boolean()),
  preview: v.pick(queryResultSchema, ['columns', 'rows']),
  /** `reason`: why it cannot be made of this data. */
  analyses: v.array(v.object({ id: v.string(), title: v.string(), reason: v.nullable(v.string()) })),
  suggestions: v.array(v.object({ question: v.string(), analysisId: v.string(), title: v.string() })),
  analysis: shownAnalysisSchema,
  /** New figures are being worked out. */
  busy: v.boolean(),
  /** Why what was asked last did not work; empty when it did. */
  problem: v.string(),
});
export type CostView = v.InferOutput<typeof costViewSchema>;

/** Messages of the extension host to the page: all of it, each time something changed. */
export const toFinopsSchema = v.variant('state', [
  v.object({ state: v.literal('empty') }),
  v.object({
    state: v.literal('loading'),
    files: v.array(v.string()),
    phase: v.picklist(['starting', 'reading', 'storing']),
    percent: v.number(),
    /** As soon as they are known. */
    summary: v.nullable(
      v.pick(costSummarySchema, ['scope', 'measureTitle', 'rows', 'total', 'columnCount', 'categories']),
    ),
  }),
  v.object({
    state: v.literal('failed'),
    files: v.array(v.string()),
    message: v.string(),
    /** Where in the files it is, in words; empty where it is no place. */
    place: v.string(),
    /** The same files can be tried again: they were well, or it was cancelled. */
    again: v.boolean(),
    /** The data is too large for this machine's disk: Athena takes it. */
    athena: v.optional(v.boolean(), false),
  }),
  v.object({ state: v.literal('ready'), view: costViewSchema }),
]);
export type ToFinops = v.InferOutput<typeof toFinopsSchema>;

const chosenScopeSchema = v.object({
  ...costScopeSchema.entries,
  leaveOut: v.array(chargeCategorySchema),
});

/** The most that a chart's picture can be, in characters of Base64: far above what one comes to. */
export const MAX_PICTURE = 8 * 1024 * 1024;

const chartId = v.pipe(v.string(), v.maxLength(100));

/** A user wants to save a chart, known by its id: `bar`, `pie`, `time`, `analysis`, or the call of the tool that drew it. */
const exportChartSchema = v.object({
  type: v.literal('exportChart'),
  what: v.variant('format', [
    v.object({
      format: v.literal('png'),
      chart: chartId,
      /** The picture, in Base64. */
      data: v.pipe(v.string(), v.maxLength(MAX_PICTURE)),
    }),
    v.object({ format: v.literal('csv'), chart: chartId }),
  ]),
});

/** The most that can be dropped at once, in characters of Base64: 48 MiB of bytes. What is larger is opened. */
export const MAX_DROP = 64 * 1024 * 1024;

/** Names of files of cost data, as they are dropped. */
export const costFileName = /\.(csv|csv\.gz|parquet|zip)$/i;

const droppedSchema = v.pipe(
  v.array(v.object({ name: v.pipe(v.string(), v.maxLength(255), v.regex(costFileName)), data: v.string() })),
  v.minLength(1),
  v.maxLength(100),
  v.check((files) => files.reduce((sum, { data }) => sum + data.length, 0) <= MAX_DROP, 'too much'),
);

/** Intents of the user on the page. */
export const fromFinopsSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('pickFiles') }),
  v.object({ type: v.literal('loadAgain') }),
  v.object({ type: v.literal('queryAthena') }),
  v.object({ type: v.literal('cancel') }),
  v.object({ type: v.literal('runAnalysis'), id: v.string() }),
  v.object({ type: v.literal('draw'), label: v.string(), value: v.string(), kind: chartKindSchema }),
  v.object({ type: v.literal('scope'), scope: chosenScopeSchema }),
  /** Where credits cancel the cost: charts and analyses with them, or before them. */
  v.object({ type: v.literal('chartCredits'), include: v.boolean() }),
  /** What the user says of how the files are read: they are read again. */
  v.object({ type: v.literal('answerReading'), answers: changedReadingSchema }),
  /** Forgets what was said so, for all files with the same header. */
  v.object({ type: v.literal('forgetReading') }),
  /** An answer goes into the report, or out of it. */
  v.object({
    type: v.literal('pinAnswer'),
    messageId: v.pipe(v.string(), v.maxLength(100)),
    pinned: v.boolean(),
  }),
  v.object({ type: v.literal('saveReport') }),
  /** In the conversation about the data. */
  v.object({ type: v.literal('conversation'), intent: fromPanelSchema }),
  exportChartSchema,
  /** Files from outside VS Code, of which a page gets the contents alone. */
  v.object({ type: v.literal('dropFiles'), files: droppedSchema }),
  /** Files from VS Code's Explorer; the host takes those of the workspace alone. */
  v.object({
    type: v.literal('dropUris'),
    uris: v.pipe(v.array(v.pipe(v.string(), v.maxLength(4096))), v.minLength(1), v.maxLength(100)),
  }),
]);
export type FromFinops = v.InferOutput<typeof fromFinopsSchema>;

/** The largest messages are files that were dropped, and a list of them: data, or names. */
export const fromFinopsLimits: MessageLimits = { characters: MAX_DROP + 500_000, values: 1000 };

/** The charge categories that a user may leave out, in their order. */
export const leavableCategories = ['Credit', 'Refund', 'Tax'] as const satisfies readonly ChargeCategory[];
