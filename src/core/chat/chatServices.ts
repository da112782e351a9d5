import type { Feedback } from '../../protocol/invocation';
import type { ChatEngine } from './chatEngine';

/** How far models may go with tools; read anew for each question. */
export interface ToolLimits {
  /** How often in a row a model may ask for them. */
  readonly maxRounds: number;
}

/** Keeps what users say of answers. */
export interface FeedbackRecorder {
  /** Of the answer that this call gave. */
  record(invocationId: string, feedback: Feedback): void;
}

/** What every conversation with a model is held with, on whatever surface. */
export interface ChatServices {
  readonly engine: Pick<ChatEngine, 'ask'>;
  readonly feedback: FeedbackRecorder;
  readonly toolLimits: ToolLimits;
}
