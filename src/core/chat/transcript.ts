import type { PanelMessage, ToPanel } from '../../protocol/chatPanel';
import type { Message } from '../bedrock/content';
import type { Attachment } from './attachment';
import type { TurnFigures } from './turnFigures';

/** A question or an answer of a conversation. */
export interface Entry {
  message: PanelMessage;
  /** Attachments of a question. */
  readonly attachments: readonly Attachment[];
  /**
   * Its messages to the model: a question with its attachments, put together once; an answer's messages as they came,
   * signed reasoning, tool calls and results with them.
   */
  turn: readonly Message[];
  /** Over all calls that gave this answer. */
  figures?: TurnFigures;
  /** The call that gave this answer, for feedback. */
  invocationId?: string;
  /** What streams into the message and was not told yet. */
  unsent?: { flush(): void };
}

/** The messages of one conversation; what changes is told to the view. */
export class Transcript {
  private entries: Entry[] = [];

  constructor(readonly post: (message: ToPanel) => void) {}

  /** All messages as they stand; what a delta would still have told is in them. */
  snapshot(): PanelMessage[] {
    return this.entries.map((entry) => {
      entry.unsent?.flush();
      return { ...entry.message };
    });
  }

  /** The message of this id, where it is of this role. */
  find(messageId: string, role: PanelMessage['role']): Entry | undefined {
    return this.entries.find(({ message }) => message.id === messageId && message.role === role);
  }

  isFirst(entry: Entry): boolean {
    return entry === this.entries[0];
  }

  isLast(entry: Entry): boolean {
    return entry === this.entries.at(-1);
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    this.post({ type: 'message', message: { ...entry.message } });
  }

  /** Changes a message and tells all of it. */
  update(entry: Entry, change: Partial<PanelMessage>): void {
    // A whole message has everything in it: what is held back must not come after it, once more.
    entry.unsent?.flush();
    entry.message = { ...entry.message, ...change };
    this.post({ type: 'message', message: { ...entry.message } });
  }

  /** Whether nothing but its own answer follows a question. */
  isLastQuestion(entry: Entry): boolean {
    return this.entries.indexOf(entry) >= this.entries.length - 2;
  }

  /** Removes a message and all that follow it. */
  truncate(entry: Entry): void {
    this.entries.splice(this.entries.indexOf(entry));
    this.post({ type: 'truncate', messageId: entry.message.id });
  }

  clear(): void {
    this.entries = [];
  }

  /** Leaves an answer and its question out of what is sent next and says why; an empty text takes them in again. */
  leaveOut(answer: Entry, why: string): void {
    const question = this.entries[this.entries.indexOf(answer) - 1];
    for (const entry of [...(question === undefined ? [] : [question]), answer]) {
      if (entry.message.leftOut !== why) {
        this.update(entry, { leftOut: why });
      }
    }
  }

  /** The conversation as the model is told it: the last question, and at most so many exchanges before it. */
  history(exchanges: number): Message[] {
    const sent = this.entries.filter(({ message }) => message.leftOut === '');
    const questions = sent.filter(({ message }) => message.role === 'user');
    const first = questions.at(-1 - exchanges) ?? sent[0];
    return sent.slice(first === undefined ? 0 : sent.indexOf(first)).flatMap(({ turn }) => turn);
  }
}
