import type { Invocation, StartedCall } from '../../protocol/invocation';
import type { BedrockError } from '../aws/errors';
import type { CacheFinding } from './cache/finding';
import type { RetryNotice } from '../aws/retry';

/** Events of a call, as it happens, and of what goes before it. It never carries the text of a prompt or an answer. */
export type BedrockEvent =
  | { readonly type: 'started'; readonly call: StartedCall }
  /** Tools that no model can be told of, once for each. */
  | { readonly type: 'toolsLeftOut'; readonly names: readonly string[] }
  | { readonly type: 'retrying'; readonly id: string; readonly notice: RetryNotice }
  | {
      readonly type: 'ended';
      readonly invocation: Invocation;
      readonly error?: BedrockError;
      /** How it fared with the prompt cache, where that is known. */
      readonly cache?: CacheFinding;
    };

/** Told of every event of every call. What it throws is ignored: a call never fails because of its record. */
export type BedrockObserver = (event: BedrockEvent) => void;

/** Tells the observer, and goes on whatever it does. */
export function report(observer: BedrockObserver, event: BedrockEvent): void {
  try {
    observer(event);
  } catch {
    // A record that cannot be kept is no reason to lose the answer.
  }
}
