import type {
  DashboardAnswer,
  DashboardQuery,
  FromDashboard,
  ToDashboard,
} from '../../src/protocol/dashboard';

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

interface Pending {
  kind: Kind;
  resolve: (answer: DashboardAnswer) => void;
  reject: (failure: QuestionFailure) => void;
  timer: ReturnType<typeof setTimeout>;
}

/** The page's open questions: each ends in an answer, a failure, a time-out or the end of the page. */
export class Questions {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private closed = false;

  constructor(
    private readonly post: (message: FromDashboard) => void,
    private readonly timeoutMs = 30_000,
  ) {}

  readonly ask = <K extends Kind>(query: QueryOf<K>): Promise<AnswerOf<K>> =>
    new Promise((resolve, reject) => {
      if (this.closed) {
        reject(new QuestionFailure('closed', 'The dashboard is closed.'));
        return;
      }
      const id = ++this.lastId;
      const timer = setTimeout(() => {
        this.pending.delete(id);
        const seconds = this.timeoutMs / 1000;
        reject(new QuestionFailure('timeout', `There was no answer within ${seconds} s.`));
      }, this.timeoutMs);
      // `read` lets through only an answer of the question's kind.
      const settle = resolve as (answer: DashboardAnswer) => void;
      this.pending.set(id, { kind: query.kind, resolve: settle, reject, timer });
      this.post({ type: 'query', id, query });
    });

  /** Takes an answer or a failure; what nobody waits for any more is dropped. */
  read(message: Extract<ToDashboard, { type: 'answer' | 'failure' }>): void {
    const pending = this.pending.get(message.id);
    if (pending === undefined) {
      return;
    }
    this.pending.delete(message.id);
    clearTimeout(pending.timer);
    if (message.type === 'failure') {
      pending.reject(new QuestionFailure('failed', message.detail));
    } else if (message.answer.kind !== pending.kind) {
      pending.reject(new QuestionFailure('failed', `The answer is of another kind: ${message.answer.kind}.`));
    } else {
      pending.resolve(message.answer);
    }
  }

  /** Ends all open questions. */
  dispose(): void {
    this.closed = true;
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer);
      reject(new QuestionFailure('closed', 'The dashboard is closed.'));
    }
    this.pending.clear();
  }
}
