import { breaks, gateway, refuses, type Reply } from '../bedrock';

/** A failure as Bedrock, or something before it, tells of it, and what a user must read of it in every surface. */
export interface FailureCase {
  readonly what: string;
  readonly says: Reply;
  /** What the sentence must name, and must not. */
  readonly reads: readonly RegExp[];
  readonly never?: RegExp;
  /** The first steps. */
  readonly steps: readonly string[];
  /** HTTP requests where two attempts are allowed; undefined where it does not matter. */
  readonly requests?: number;
}

/** The model that is asked. */
export const ASKED_MODEL = 'anthropic.claude-3-haiku-20240307-v1:0';

/** How AWS begins to say that something is not allowed. */
export const NOT_AUTHORIZED = 'User: arn:aws:iam::111122223333:user/mia is not authorized to perform:';

/** A refusal as AWS's JSON services write it. */
export function awsSays(status: number, name: string, message: string): Reply {
  return refuses({ status, name, message });
}

/** A page of a proxy, a gateway or a filter. */
export function page(status: number, body: string, contentType = 'text/html; charset=utf-8'): Reply {
  return gateway({ status, body, contentType });
}

/** A stream that begins as one does and ends with an exception before the first word. */
export function streamSays(name: string, message: string): Reply {
  return breaks({ after: 1, name, message });
}
