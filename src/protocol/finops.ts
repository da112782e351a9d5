import * as v from 'valibot';
import { costReadingSchema, roleReadingSchema } from './costReading';

/** The format of a file of cost data, told by its header alone. FOCUS is the FinOps Open Cost and Usage Specification. */
export const costFormatSchema = v.picklist([
  'cur-legacy',
  'cur-2.0',
  'focus-1.0',
  'focus-1.1',
  'focus-1.2',
  'focus-1.3',
  'focus-1.4',
  'cost-explorer',
  /** AWS's monthly billing report and its cost allocation report. */
  'aws-billing',
  /** AWS's detailed billing report, which came before the Cost and Usage Report. */
  'aws-detailed-billing',
  'azure',
  'google-cloud',
  'oracle-cloud',
  /** What calls to models cost, by the tools and vendors that export it. */
  'ccusage',
  'cursor',
  'openai',
  'anthropic',
  /** Anything with a numeric column; the user says which column is what. */
  'generic',
]);
export type CostFormat = v.InferOutput<typeof costFormatSchema>;

/** FOCUS's charge categories, and `Refund`, which AWS tells apart. */
export const chargeCategorySchema = v.picklist([
  'Usage',
  'Purchase',
  'Tax',
  'Credit',
  'Refund',
  'Adjustment',
]);
export type ChargeCategory = v.InferOutput<typeof chargeCategorySchema>;

/** The columns of the view `costs` that can hold an amount of money. */
export const measureColumns = [
  'BilledCost',
  'EffectiveCost',
  'ListCost',
  'ContractedCost',
  'BlendedCost',
  'NetCost',
] as const;
export const measureColumnSchema = v.picklist(measureColumns);
export type MeasureColumn = v.InferOutput<typeof measureColumnSchema>;

/** One of the costs that a data set knows, such as BilledCost, which a CUR calls the unblended cost. */
export const measureSchema = v.object({ column: measureColumnSchema, title: v.string() });
export type Measure = v.InferOutput<typeof measureSchema>;

/** Which column of a file of no known format is what. Only the cost has to be there. */
export const columnMappingSchema = v.object({
  cost: v.string(),
  date: v.optional(v.string()),
  service: v.optional(v.string()),
  account: v.optional(v.string()),
  accountName: v.optional(v.string()),
  region: v.optional(v.string()),
  usageType: v.optional(v.string()),
  resource: v.optional(v.string()),
  tags: v.optional(v.string()),
  kind: v.optional(v.string()),
  /** A column of currency codes, or else `currencyCode` for all rows. */
  currency: v.optional(v.string()),
  currencyCode: v.optional(v.string()),
});
export type ColumnMapping = v.InferOutput<typeof columnMappingSchema>;

/** Formats of files, before they are loaded. */
export const inspectionSchema = v.object({
  format: costFormatSchema,
  formatTitle: v.string(),
  columns: v.array(v.string()),
  /** For `generic`: what the columns look like, for the user to confirm. */
  suggestedMapping: v.optional(columnMappingSchema),
  /** How the first file is read, for all formats of separated values. */
  reading: v.optional(costReadingSchema),
  /** For `generic`: which column is what, by names and values, and which others it could be. */
  roles: v.optional(v.record(v.string(), roleReadingSchema)),
  /** For `generic`: the columns that hold numbers, which can be the cost. */
  numericColumns: v.array(v.string()),
  /** The first rows, as text. */
  sample: v.array(v.array(v.nullable(v.string()))),
});
export type Inspection = v.InferOutput<typeof inspectionSchema>;

/** A row that could not be taken, and why. Lines count from 1, the header's line included. */
export const skippedRowSchema = v.object({
  file: v.string(),
  line: v.number(),
  column: v.nullable(v.string()),
  reason: v.string(),
});
export type SkippedRow = v.InferOutput<typeof skippedRowSchema>;

/** An exact decimal number as text, e.g. `-0.08746750847`; never rounded, no zeros at its end. */
export const amountSchema = v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?$/));

/** Cost data that is loaded. It can be asked by its id until it is closed. */
export const dataSetSchema = v.object({
  id: v.string(),
  format: costFormatSchema,
  formatTitle: v.string(),
  files: v.array(v.object({ name: v.string(), rows: v.number(), skippedRows: v.number() })),
  rows: v.number(),
  /** The files' own columns, in their order. */
  columns: v.array(v.string()),
  skippedRows: v.number(),
  /** The first of them. */
  skipped: v.array(skippedRowSchema),
  measures: v.array(measureSchema),
  /** Largest first by rows, a hundred at most. Amounts of different currencies are never added. */
  currencies: v.array(v.object({ currency: v.string(), rows: v.number() })),
  /** The columns of the view `costs` that hold something, and their types in SQL. */
  costsColumns: v.array(v.object({ name: v.string(), type: v.string() })),
  tagKeys: v.array(v.string()),
  /** How the first file was read, with the rows that were left out of all files; missing where there is no file. */
  reading: v.optional(costReadingSchema),
  /** Sentences for the user about what is out of the ordinary in the files. */
  notices: v.array(v.string()),
});
export type DataSet = v.InferOutput<typeof dataSetSchema>;

/** In the place of a currency where the files do not tell it. */
export const UNKNOWN_CURRENCY = 'unknown';

const day = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/));
const exactName = v.pipe(v.string(), v.maxLength(4096));

/** Rows of one name, of one within it, of some days; a name that is empty is that of rows without one. */
export const costFilterSchema = v.object({
  service: v.optional(exactName),
  usageType: v.optional(exactName),
  resource: v.optional(exactName),
  /** Days, both included. */
  from: v.optional(day),
  to: v.optional(day),
});
export type CostFilter = v.InferOutput<typeof costFilterSchema>;

/** Which of the rows and which of their costs are meant. */
export const costScopeSchema = v.object({
  measure: measureColumnSchema,
  currency: v.string(),
  leaveOut: v.pipe(v.array(chargeCategorySchema), v.readonly()),
  /** All rows unless given. */
  filter: v.optional(costFilterSchema),
});
export type CostScope = v.InferOutput<typeof costScopeSchema>;

const namedCostSchema = v.object({ name: v.string(), cost: amountSchema, rows: v.number() });
/** A group of rows with its cost. */
export type NamedCost = v.InferOutput<typeof namedCostSchema>;

/** The figures of a scope, all exact. */
export const costSummarySchema = v.object({
  scope: costScopeSchema,
  measureTitle: v.string(),
  rows: v.number(),
  total: amountSchema,
  columnCount: v.number(),
  /**
   * Highest cost first, then by name; those beyond a thousand are summed up in the last, and long names are cut. Rows
   * without a service have the name ''.
   */
  services: v.array(namedCostSchema),
  /** By date, `YYYY-MM-DD`, the last four thousand; rows without a date have the name ''. */
  days: v.array(namedCostSchema),
  /** By charge category, those left out included. */
  categories: v.array(namedCostSchema),
  /** Null where the data knows no tags. */
  untagged: v.nullable(
    v.object({
      rows: v.number(),
      rowShare: v.number(),
      cost: amountSchema,
      /** Null when the total is zero. Negative where credits outweigh. */
      costShare: v.nullable(v.number()),
    }),
  ),
});
export type CostSummary = v.InferOutput<typeof costSummarySchema>;

/** Where a load stands. `summary` comes as soon as the first figures are known. */
export const loadProgressSchema = v.object({
  phase: v.picklist(['reading', 'storing']),
  file: v.string(),
  /** From 0 to 100 over all files and phases. */
  percent: v.number(),
  summary: v.optional(costSummarySchema),
});
export type LoadProgress = v.InferOutput<typeof loadProgressSchema>;

/** A value in a result. Decimals and whole numbers too large for a double are text, exact. */
export const cellSchema = v.union([v.string(), v.number(), v.boolean(), v.null()]);
export type Cell = v.InferOutput<typeof cellSchema>;

/** The kind of a result's column. */
export const columnKindSchema = v.picklist([
  'decimal',
  'integer',
  'number',
  'text',
  'date',
  'timestamp',
  'boolean',
  'other',
]);
export type ColumnKind = v.InferOutput<typeof columnKindSchema>;

/** The result of one query. */
export const queryResultSchema = v.object({
  sql: v.string(),
  columns: v.array(v.object({ name: v.string(), kind: columnKindSchema })),
  rows: v.array(v.array(cellSchema)),
  /** How many rows are here; more exist when `truncated`. */
  rowCount: v.number(),
  truncated: v.boolean(),
  elapsedMs: v.number(),
  /** A sentence about what it took, where that costs money. */
  note: v.optional(v.string()),
});
export type QueryResult = v.InferOutput<typeof queryResultSchema>;

/** Why cost data could not be loaded or asked. */
export const finopsFailureSchema = v.picklist([
  /** No engine for this platform. */
  'platform',
  /** The file is not there or cannot be read. */
  'file',
  'empty',
  'noHeader',
  'binary',
  'encoding',
  'truncated',
  /** The CSV's structure is broken beyond skipping rows. */
  'structure',
  /** Cost data of a vendor that is not supported. */
  'foreign',
  /** No known format and no numeric column, or files of different formats. */
  'format',
  /** A column mapping has to be confirmed first: ask `inspect`. */
  'needsMapping',
  /** The rows are all bad. */
  'noRows',
  'cancelled',
  /** The SQL is not one single read-only statement. */
  'notReadOnly',
  /** The SQL is wrong: a syntax error, an unknown column. */
  'sql',
  'timeout',
  'memory',
  'disk',
  /** The data set is not, or no longer, loaded. */
  'notLoaded',
  /** The engine's process ended by itself. The next call starts a new one. */
  'died',
  'disposed',
  /** Nobody is signed in to AWS, or who is may not do this. */
  'account',
  /** AWS is throttling, cannot be reached, or fails. */
  'service',
  /** A setting is missing or leads nowhere. */
  'settings',
  /** More would be scanned than was allowed. */
  'scanLimit',
  'unexpected',
]);
export type FinopsFailure = v.InferOutput<typeof finopsFailureSchema>;

/** A failure in words for the user, and where in the files it is. */
export const finopsProblemSchema = v.object({
  reason: finopsFailureSchema,
  message: v.string(),
  file: v.optional(v.string()),
  line: v.optional(v.number()),
  column: v.optional(v.string()),
});
export type FinopsProblem = v.InferOutput<typeof finopsProblemSchema>;
