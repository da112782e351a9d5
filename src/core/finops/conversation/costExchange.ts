import type { AskedQuery } from '../../../protocol/costConversation';
import type { NewInteraction } from '../history/interaction';
import { scopeWords, type AskedData } from './askedData';

/** A question about cost data and its answer, when nothing more comes of it. */
export interface CostExchange {
  readonly question: string;
  /** Markdown. */
  readonly answer: string;
  readonly conversationId: string;
  /** The queries of the data for it. */
  readonly queries: readonly AskedQuery[];
  readonly data: AskedData;
}

/** An exchange as the history keeps it: what it was about and which SQL it rests on, without the rows. */
export function interactionOf(
  { question, answer, conversationId, queries, data }: CostExchange,
  atUtc: Date,
): NewInteraction {
  const { dataSet, summary, analysis } = data;
  const { scope, measureTitle, total, rows } = summary;
  return {
    userQuery: question,
    agentResponse: answer,
    sessionId: conversationId,
    atUtc,
    dataContext: {
      files: dataSet.files.map(({ name }) => name),
      format: dataSet.formatTitle,
      cost: scopeWords(scope, measureTitle),
      currency: scope.currency,
      total,
      rows,
      analysis,
      queries: queries.map(({ id, purpose, sql, outcome }) => ({
        id,
        purpose,
        sql,
        ...(outcome.state === 'ended' ? { rows: outcome.result.rowCount } : { failed: outcome.message }),
      })),
    },
  };
}
