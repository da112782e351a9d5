import * as l10n from '@vscode/l10n';
import type {
  DashboardAnswer,
  DashboardQuery,
  FromDashboard,
  ToDashboard,
} from '../../src/protocol/dashboard';
import { formatCount } from '../../src/shared/format';
import { RpcClient, type RpcFailure } from '../../src/shared/rpcClient';

type Kind = DashboardQuery['kind'];
/** A question of one kind. */
export type QueryOf<K extends Kind> = Extract<DashboardQuery, { kind: K }>;
/** The resolver of its answer. */
export type AnswerOf<K extends Kind> = Extract<DashboardAnswer, { kind: K }>;
/** Asks the extension host; rejects with a {@link QuestionFailure}. */
export type Ask = <K extends Kind>(query: QueryOf<K>) => Promise<AnswerOf<K>>;

/** Why a question has no answer. */
export class QuestionFailure extends Error {
  override readonly name = 'QuestionFailure';
  constructor(
    readonly reason: 'failed' | 'timeout' | 'closed',
    message: string,
  ) {
    super(message);
  }
}

type Methods = { [K in Kind]: { readonly request: QueryOf<K>; readonly result: AnswerOf<K> } };

/** The page's open questions: each ends in an answer, a failure, a time-out or the end of the page. */
export class Questions {
  private readonly rpc: RpcClient<Methods>;

  constructor(post: (message: FromDashboard) => void, timeoutMs = 30_000) {
    this.rpc = new RpcClient({
      post: (id, query) => post({ type: 'query', id, query }),
      // The schema has been asked when the message came; here it is only whether it answers this question.
      parse: (kind, value) => ((value as DashboardAnswer).kind === kind ? { value } : undefined),
      failure: (reason) => failureOf(reason, timeoutMs),
      timeoutMs,
    });
  }

  readonly ask = <K extends Kind>(query: QueryOf<K>): Promise<AnswerOf<K>> =>
    this.rpc.call<K>(query.kind, query);

  /** Takes an answer or a failure; what nobody waits for any more is dropped. */
  read(message: Extract<ToDashboard, { type: 'answer' | 'failure' }>): void {
    if (message.type === 'failure') {
      this.rpc.reject(message.id, new QuestionFailure('failed', message.detail));
    } else {
      this.rpc.resolve(message.id, message.answer);
    }
  }

  /** Ends all open questions. */
  dispose(): void {
    this.rpc.dispose();
  }
}

function failureOf(reason: RpcFailure, timeoutMs: number): QuestionFailure {
  switch (reason) {
    case 'disposed':
      return new QuestionFailure('closed', l10n.t('The dashboard is closed.'));
    case 'cancelled':
      return new QuestionFailure('closed', l10n.t('Nobody waits for the answer.'));
    case 'timeout':
      return new QuestionFailure(
        'timeout',
        l10n.t('There was no answer within {0} s.', formatCount(timeoutMs / 1000)),
      );
    case 'unexpected':
      return new QuestionFailure('failed', l10n.t('The answer is of another kind.'));
  }
}
