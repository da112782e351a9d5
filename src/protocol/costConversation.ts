import * as v from 'valibot';
import { toPanelSchema } from './chatPanel';
import { queryResultSchema } from './finops';
import { shownChartSchema } from './finopsView';

/** The kept part of a query's result; `note` says what is not. */
const askedResultSchema = v.pick(queryResultSchema, [
  'columns',
  'rows',
  'rowCount',
  'truncated',
  'elapsedMs',
  'note',
]);
export type AskedResult = v.InferOutput<typeof askedResultSchema>;

/** A query that a model made for an answer, with the first rows of what it gave. */
export const askedQuerySchema = v.object({
  /** The call of the tool, as the steps of the answer name it. */
  toolUseId: v.string(),
  /** Short, for people and models: `q1`, `q2`, … within a conversation. */
  id: v.string(),
  /** The model's purpose; untrusted, like the SQL. */
  purpose: v.string(),
  sql: v.string(),
  outcome: v.variant('state', [
    v.object({
      state: v.literal('ended'),
      result: askedResultSchema,
    }),
    v.object({ state: v.literal('failed'), message: v.string() }),
  ]),
});
export type AskedQuery = v.InferOutput<typeof askedQuerySchema>;

/** A chart that a model drew of a query's result. */
export const askedChartSchema = v.object({
  toolUseId: v.string(),
  queryId: v.string(),
  title: v.string(),
  chart: shownChartSchema,
});
export type AskedChart = v.InferOutput<typeof askedChartSchema>;

/** Where a number of an answer comes from. */
export const citationSchema = v.object({
  /** The number as the answer has it, e.g. `1,234.50`. */
  text: v.string(),
  /** The query that gave it; `data` for the figures on top of the page. */
  queryId: v.string(),
  /** Row and column of the result; null for the number of its rows. */
  cell: v.nullable(v.object({ row: v.number(), column: v.number() })),
});
export type Citation = v.InferOutput<typeof citationSchema>;

/** The numbers of one answer. */
export const citationsSchema = v.object({
  messageId: v.string(),
  cited: v.array(citationSchema),
  /** Numbers that no query gave. */
  uncited: v.array(v.string()),
});
export type Citations = v.InferOutput<typeof citationsSchema>;

/** Messages of the extension host to the page of the conversation about the data. */
export const toConversationSchema = v.variant('type', [
  v.object({ type: v.literal('chat'), message: toPanelSchema }),
  /** Replaces what was told before. */
  v.object({
    type: v.literal('evidence'),
    queries: v.array(askedQuerySchema),
    charts: v.array(askedChartSchema),
    citations: v.array(citationsSchema),
  }),
  /** Adds to what was told before; citations take the place of those of the same message. */
  v.object({
    type: v.literal('moreEvidence'),
    queries: v.array(askedQuerySchema),
    charts: v.array(askedChartSchema),
    citations: v.array(citationsSchema),
    /** The calls of which nothing is kept any more. */
    dropped: v.array(v.string()),
  }),
  /** The answers that are pinned to the report, by their ids. */
  v.object({ type: v.literal('report'), pinned: v.array(v.string()) }),
  /** The brief for the model about the data with each question, and the most that it would be, in characters. */
  v.object({ type: v.literal('brief'), text: v.string(), limit: v.number() }),
]);
export type ToConversation = v.InferOutput<typeof toConversationSchema>;
