import type { ActionId } from '../../../protocol/chatPanel';
import type { ActiveCredentials } from '../credentials/activeCredentials';
import type { NamedByAws } from './namedByAws';

/** Where a failure happened: a code such as ECONNRESET means something else once an answer has begun. */
export type ErrorPhase = 'request' | 'stream';

/** How a failure is marked. One that is marked in any of these ways has the mark. */
export interface Mark {
  /** AWS's exceptions, without `Exception` at the end; inside a stream they begin with a small letter. */
  readonly names?: readonly string[];
  /** HTTP statuses. */
  readonly statuses?: readonly number[];
  /** Codes of Node, OpenSSL and the system, of the error or one of its causes. */
  readonly codes?: readonly (string | RegExp)[];
}

/** Something that a cause is known by: its mark, where one is given, and words in AWS's text, where some are. */
export interface Clue extends Mark {
  readonly words?: RegExp;
  readonly phase?: ErrorPhase;
}

/** What AWS, the network or a gateway really says, with invented ids. Each is a test of its row. */
export interface Example {
  readonly name?: string;
  readonly status?: number;
  readonly code?: string;
  readonly says: string;
  readonly phase?: ErrorPhase;
}

/** All that a sentence may name; what is not known is in words such as “the model”. */
export interface Told extends NamedByAws {
  readonly model: string;
  /** Not so where AWS alone was asked, such as for a list or for prices. */
  readonly asksModel: boolean;
  /** As it is set, an id or an ARN; `model` where that is not known. */
  readonly modelId: string;
  /** The region that was asked. */
  readonly region: string;
  /** The kind of credentials, such as “access keys”. */
  readonly who: string;
  readonly origin: ActiveCredentials['origin'] | undefined;
  /** AWS's own words, without secrets. */
  readonly words: string;
  /** AWS's exception, or the system's code. */
  readonly code: string;
  /** 0 where there was none. */
  readonly status: number;
}

/** One cause of failure: a row of the table. */
export interface FailureCause {
  /** Any of them; empty for what is found out here and needs no telling apart. */
  readonly knownBy: readonly Clue[];
  /** Whether waiting and sending the same again may help. */
  readonly retry: boolean;
  /** Before the first word: `never` where no model can have worked on the request; else it counts as far as sent. */
  readonly billed: 'never' | 'maybe';
  /** What happened, why, and what to do, whole: some surfaces show nothing else. */
  readonly sentence: (told: Told) => string;
  /** The buttons, the most helpful first. */
  readonly steps: readonly ActionId[] | ((told: Told) => readonly ActionId[]);
  /** Empty only where `knownBy` is. */
  readonly examples: readonly Example[];
}

/** Causes of one subject by their ids. */
export type Causes = Readonly<Record<string, FailureCause>>;
