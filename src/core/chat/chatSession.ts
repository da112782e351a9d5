import { ulid } from 'ulid';
import type { ActionId, PanelMessage, ToPanel } from '../../protocol/chatPanel';
import type { Feedback } from '../../protocol/invocation';
import { textMessage, type Message } from '../bedrock/content';
import { AnswerInProgress } from './answerInProgress';
import { shownAttachments, type Attachment } from './attachment';
import type { ChatEngine } from './chatEngine';
import type { FeedbackRecorder } from './chatServices';
import { questionMessage } from './context';
import { emptyMessage } from './panelMessages';
import type { Question } from './question';
import { isRefused, leftOutText } from './refusedTurn';
import { askWithTools, type ToolUse, type TurnEvent } from './toolLoop';
import { Transcript, type Entry } from './transcript';

const CONTINUE =
  'Your last answer broke off. Go on exactly where it stopped, without repeating anything of it and without a remark.';

/** A question under way, and what of it belongs to the answer, too. */
interface PendingAnswer extends Pick<Question, 'bypassCache'> {
  readonly messages: readonly Message[];
  /** A wish of ours after the messages, kept only when something came of it. */
  readonly wish?: Message | undefined;
}

/** Collaborators of a session. */
export interface ChatSessionParts {
  readonly engine: Pick<ChatEngine, 'ask'>;
  readonly post: (message: ToPanel) => void;
  readonly feedback: FeedbackRecorder;
  /** The tools of an answer; asked anew for each. */
  readonly tools: () => ToolUse;
  /** As what each question goes out; as the panel's, with nothing besides, unless given. */
  readonly asking?: () => Pick<Question, 'surface' | 'instructions'>;
  /** How many questions and answers before the one that is asked go with it; as many as the settings say unless given. */
  readonly exchanges?: number;
  /** Told of each answer once nothing more comes of it. */
  readonly onAnswered?: (answer: PanelMessage, conversationId: string) => void;
}

/** One conversation of the panel: its messages live here, in memory, and what changes is told to the view. */
export class ChatSession {
  private conversationId = ulid();
  private readonly transcript: Transcript;
  private running:
    | { readonly answer: AnswerInProgress; readonly abort: AbortController; readonly done: Promise<void> }
    | undefined;

  constructor(private readonly parts: ChatSessionParts) {
    this.transcript = new Transcript(parts.post);
  }

  /** The conversation, as calls on record name it. */
  get id(): string {
    return this.conversationId;
  }

  get busy(): boolean {
    return this.running !== undefined;
  }

  /** All messages as they stand. */
  snapshot(): PanelMessage[] {
    return this.transcript.snapshot();
  }

  /** Asks a question; ignored while an answer is on its way or when there is nothing to ask. */
  async send(text: string, attachments: readonly Attachment[] = []): Promise<void> {
    if (this.busy || text.trim() === '') {
      return;
    }
    const shown = shownAttachments(attachments);
    const items = attachments.flatMap((attachment) => attachment.items);
    const turn = [questionMessage(text, items)];
    this.transcript.add({
      message: { ...emptyMessage('user'), text, attachments: shown },
      attachments,
      turn,
    });
    await this.askLast({});
  }

  /** Ends the answer on its way; what came of it stays. */
  stop(): void {
    this.running?.abort.abort();
  }

  /** Sends a request again at once that waits for its next attempt. */
  retryNow(): void {
    this.running?.answer.retryNow();
  }

  /** Asks the question of this answer again, and takes none of the cache. */
  async retry(messageId: string): Promise<void> {
    const entry = this.transcript.find(messageId, 'assistant');
    if (this.busy || entry === undefined || this.transcript.isFirst(entry)) {
      return;
    }
    this.transcript.truncate(entry);
    await this.askLast({ bypassCache: true });
  }

  /** Lets the model go on with an answer that broke off, or that had no round of tools left; what comes is added to it. */
  async continue(messageId: string): Promise<void> {
    const entry = this.transcript.find(messageId, 'assistant');
    if (this.busy || entry === undefined || !this.transcript.isLast(entry)) {
      return;
    }
    const wish = entry.message.canGoOn ? undefined : textMessage('user', CONTINUE);
    this.transcript.leaveOut(entry, '');
    await this.run(entry, { messages: this.history(), wish });
  }

  /** Asks another question in the place of this one; what followed it is gone. */
  async editAndResend(messageId: string, text: string): Promise<void> {
    const entry = this.transcript.find(messageId, 'user');
    if (this.busy || entry === undefined || text.trim() === '') {
      return;
    }
    this.transcript.truncate(entry);
    await this.send(text, entry.attachments);
  }

  /**
   * Gives back a question that was refused, to be written anew; where nothing but its answer followed, both are gone.
   * Undefined where there is none, or while an answer is on its way.
   */
  takeBack(messageId: string): { text: string; attachments: readonly Attachment[] } | undefined {
    const entry = this.transcript.find(messageId, 'user');
    if (this.busy || entry === undefined || entry.message.leftOut === '') {
      return undefined;
    }
    if (this.transcript.isLastQuestion(entry)) {
      this.transcript.truncate(entry);
    }
    return { text: entry.message.text, attachments: entry.attachments };
  }

  /** Forgets the conversation, after ending what is on its way. */
  async reset(): Promise<void> {
    this.stop();
    await this.running?.done;
    this.transcript.clear();
    this.conversationId = ulid();
  }

  /** Whether a message offers this step now; without a message, whether the empty conversation does. */
  offers(messageId: string | null, action: ActionId): boolean {
    if (messageId === null) {
      return action === 'signIn';
    }
    const { error = null, cacheMisses = [] } = this.transcript.find(messageId, 'assistant')?.message ?? {};
    const offered = [...(error?.actions ?? []), ...cacheMisses.flatMap(({ actions }) => actions)];
    return offered.some(({ id }) => id === action);
  }

  /** Keeps what the user said of an answer. */
  feedback(messageId: string, feedback: Feedback): void {
    const entry = this.transcript.find(messageId, 'assistant');
    if (entry?.invocationId !== undefined) {
      this.parts.feedback.record(entry.invocationId, feedback);
      this.transcript.update(entry, { feedback });
    }
  }

  private async askLast(more: Pick<Question, 'bypassCache'>): Promise<void> {
    const entry: Entry = { message: emptyMessage('assistant'), attachments: [], turn: [] };
    this.transcript.add(entry);
    this.transcript.leaveOut(entry, '');
    await this.run(entry, { messages: this.history(), ...more });
  }

  private run(entry: Entry, asked: PendingAnswer): Promise<void> {
    const abort = new AbortController();
    const answer = new AnswerInProgress(entry, this.transcript);
    const done = this.stream(entry, answer, asked, abort.signal).finally(() => {
      this.running = undefined;
      this.parts.post({ type: 'busy', busy: false });
    });
    this.running = { answer, abort, done };
    this.parts.post({ type: 'busy', busy: true });
    return done;
  }

  private async stream(
    entry: Entry,
    answer: AnswerInProgress,
    { messages, wish, ...more }: PendingAnswer,
    signal: AbortSignal,
  ): Promise<void> {
    const { engine, tools, asking, onAnswered } = this.parts;
    const { conversationId } = this;
    const wishes = wish === undefined ? [] : [wish];
    try {
      const question = {
        ...(asking?.() ?? { surface: 'panel' as const }),
        ...more,
        conversationId,
        messages: [...messages, ...wishes],
        signal,
        onEvent: (event: TurnEvent) => answer.apply(event),
      };
      const turn = await askWithTools(engine, question, tools());
      if (turn.messages.length > 0) {
        entry.turn = [...entry.turn, ...wishes, ...turn.messages];
      }
      answer.end(turn);
      if (isRefused(turn.outcome)) {
        this.transcript.leaveOut(entry, leftOutText());
      }
    } catch (error) {
      answer.fail(error);
      throw error;
    } finally {
      onAnswered?.({ ...entry.message }, conversationId);
    }
  }

  private history(): Message[] {
    return this.transcript.history(this.parts.exchanges ?? Infinity);
  }
}
