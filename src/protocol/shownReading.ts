import * as v from 'valibot';
import { openQuestionSchema } from './costReading';

/** The roles of columns that a user may give to others on the page. */
export const changeableRoles = ['cost', 'date', 'service'] as const;

const columnName = v.pipe(v.string(), v.maxLength(1000));
const roleChoiceSchema = v.object({
  role: v.picklist(changeableRoles),
  /** The column that has the role; null: none. */
  column: v.nullable(v.string()),
  /** The columns that it could be by evidence, the likeliest first, and why. */
  candidates: v.pipe(v.array(v.object({ column: v.string(), reason: v.string() })), v.readonly()),
  /** The others. */
  others: v.pipe(v.array(v.string()), v.readonly()),
});
/** The columns that could have a role. */
export type RoleChoice = v.InferOutput<typeof roleChoiceSchema>;

const dateOrderSchema = v.picklist(['dayFirst', 'monthFirst']);

/** How files were read, as a line above the figures says it, and what of it can be changed. */
export const shownReadingSchema = v.object({
  cost: v.string(),
  /** Null where no column is it. */
  date: v.nullable(v.string()),
  service: v.nullable(v.string()),
  /** Null where the dates leave no choice. */
  dateOrder: v.nullable(dateOrderSchema),
  /** Null where nothing tells it. */
  currency: v.nullable(v.string()),
  /** Rows that are left out as totals. */
  totalRows: v.number(),
  change: v.object({
    roles: v.pipe(v.array(roleChoiceSchema), v.readonly()),
    dateOrder: v.boolean(),
    decimalSign: v.boolean(),
    currency: v.boolean(),
    totals: v.boolean(),
  }),
  keepTotals: v.boolean(),
  /** Whether the user said something of it: about these files now, or about files with the same header before. */
  answered: v.picklist(['no', 'now', 'before']),
  /** What only the user knows. */
  open: v.pipe(v.array(openQuestionSchema), v.readonly()),
});
export type ShownReading = v.InferOutput<typeof shownReadingSchema>;

/** What a user says of how files are read; what is missing stays as it was said before. */
export const changedReadingSchema = v.object({
  columns: v.optional(
    v.object({
      cost: v.optional(columnName),
      date: v.optional(v.nullable(columnName)),
      service: v.optional(v.nullable(columnName)),
    }),
  ),
  dateOrder: v.optional(dateOrderSchema),
  decimalSign: v.optional(v.picklist(['.', ','])),
  currency: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
  keepTotals: v.optional(v.boolean()),
});
export type ChangedReading = v.InferOutput<typeof changedReadingSchema>;
