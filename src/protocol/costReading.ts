import * as v from 'valibot';

/** What a user says about how files are read, over what would be decided by evidence. */
export const readingAnswersSchema = v.object({
  /** The column of a role; null: no column has it. */
  columns: v.optional(v.record(v.string(), v.nullable(v.string()))),
  dateOrder: v.optional(v.picklist(['dayFirst', 'monthFirst'])),
  decimalSign: v.optional(v.picklist(['.', ','])),
  /** The currency of amounts beside which none is named. */
  currency: v.optional(v.string()),
  /** Rows that say that they are totals are counted as any other. */
  keepTotals: v.optional(v.boolean()),
});
export type ReadingAnswers = v.InferOutput<typeof readingAnswersSchema>;

/** A column in its role: why it is that one, and which others it could be, the likeliest first. */
export const roleReadingSchema = v.object({
  column: v.string(),
  reason: v.string(),
  points: v.number(),
  others: v.array(v.object({ column: v.string(), points: v.number(), reason: v.string() })),
});
export type RoleReading = v.InferOutput<typeof roleReadingSchema>;

/** Rows that are in no figure, and why. */
export const leftOutSchema = v.object({
  why: v.string(),
  rows: v.number(),
  /** The line of the first, from 1. */
  line: v.number(),
  /** They say that they are totals: counted where the user says so. */
  totals: v.optional(v.boolean()),
});
export type LeftOut = v.InferOutput<typeof leftOutSchema>;

/** What the values of a file leave open, so that it is the user's to say; meanwhile it is read as `notice` says. */
export const openQuestionSchema = v.object({
  about: v.picklist(['dateOrder', 'decimalSign']),
  /** A value that can be read in either way. */
  example: v.string(),
  notice: v.string(),
});
export type OpenQuestion = v.InferOutput<typeof openQuestionSchema>;

/** How a file is read: what was decided, by which evidence. */
export const costReadingSchema = v.object({
  encoding: v.picklist(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  delimiter: v.string(),
  /** The line of the header, from 1. */
  headerLine: v.number(),
  /** `wide`: groups are columns and days are rows; `turned`: the other way round. */
  shape: v.picklist(['long', 'wide', 'turned']),
  roles: v.record(v.string(), roleReadingSchema),
  dateOrder: v.nullable(v.picklist(['dayFirst', 'monthFirst'])),
  decimalSign: v.picklist(['.', ',']),
  /** The currency of amounts beside which none is named; null where nothing says it. */
  currency: v.nullable(v.string()),
  leftOut: v.array(leftOutSchema),
  /** Of what nothing decides; each notice is one of the notices, too. */
  open: v.optional(v.array(openQuestionSchema)),
  /** Sentences about what the user should look at. */
  notices: v.array(v.string()),
});
export type CostReading = v.InferOutput<typeof costReadingSchema>;
