import { ulid } from 'ulid';
import type { ActionId, PanelMessage, ToPanel } from '../../protocol/chatPanel';
import type { Feedback } from '../../protocol/invocation';
import { textMessage, type Message } from '../bedrock/content';
import { classifyError } from '../aws/errors';
import type { RetryNotice } from '../aws/retry';
import { showProgress, type ProgressView } from './answerProgress';
import { AnswerSteps } from './answerSteps';
import { shownAttachments, type Attachment } from './attachment';
import type { ChatEngine } from './chatEngine';
import type { Question } from './question';
import { questionMessage } from './context';
import { Countdown } from './countdown';
import { DeltaBuffer } from './deltaBuffer';
import { explainError } from './explain';
import { emptyMessage, toPanelError, toPanelFigures } from './panelMessages';
import { endNotices, outOfRoundsText } from './progressText';
import { askWithTools, type ToolUse, type Turn, type TurnEvent } from './toolLoop';
import { addFigures, type TurnFigures } from './turnFigures';

const CONTINUE =
  'Your last answer broke off. Go on exactly where it stopped, without repeating anything of it and without a remark.';

interface Entry {
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
}

/** A question under way, and what of it belongs to the answer, too. */
interface PendingAnswer extends Pick<Question, 'bypassCache'> {
  readonly messages: readonly Message[];
  /** A wish of ours after the messages, kept only when something came of it. */
  readonly wish?: Message;
}

/** Collaborators of a session. */
export interface ChatSessionParts {
  readonly engine: Pick<ChatEngine, 'ask'>;
  readonly post: (message: ToPanel) => void;
  readonly recordFeedback: (invocationId: string, feedback: Feedback) => void;
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
  private entries: Entry[] = [];
  private deltas: DeltaBuffer | undefined;
  private steps: AnswerSteps | undefined;
  /** The wait between two attempts that is on, or was the last. */
  private waiting: RetryNotice | undefined;
  private running: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;

  constructor(private readonly parts: ChatSessionParts) {}

  /** The conversation, as calls on record name it. */
  get id(): string {
    return this.conversationId;
  }

  get busy(): boolean {
    return this.running !== undefined;
  }

  /** All messages as they stand; what a delta would still have told is in them. */
  snapshot(): PanelMessage[] {
    this.flush();
    return this.entries.map(({ message }) => ({ ...message }));
  }

  /** Asks a question; ignored while an answer is on its way or when there is nothing to ask. */
  async send(text: string, attachments: readonly Attachment[] = []): Promise<void> {
    if (this.busy || text.trim() === '') {
      return;
    }
    const shown = shownAttachments(attachments);
    const asked = questionMessage(
      text,
      attachments.flatMap(({ items }) => items),
    );
    this.add({ message: { ...emptyMessage('user'), text, attachments: shown }, attachments, turn: [asked] });
    await this.answer();
  }

  /** Ends the answer on its way; what came of it stays. */
  stop(): void {
    this.running?.abort.abort();
  }

  /** Sends a request again at once that waits for its next attempt. */
  retryNow(): void {
    this.waiting?.retryNow();
  }

  /** Asks the question of this answer again, and takes no cached answer. */
  async retry(messageId: string): Promise<void> {
    const index = this.indexOf(messageId, 'assistant');
    if (this.busy || index < 1) {
      return;
    }
    this.truncate(index);
    await this.answer({ bypassCache: true });
  }

  /** Lets the model go on with an answer that broke off, or that had no round of tools left; what comes is added to it. */
  async continue(messageId: string): Promise<void> {
    const entry = this.entries[this.indexOf(messageId, 'assistant')];
    if (this.busy || entry === undefined || entry !== this.entries.at(-1)) {
      return;
    }
    const asked = { messages: this.history() };
    await this.run(entry, entry.message.canGoOn ? asked : { ...asked, wish: textMessage('user', CONTINUE) });
  }

  /** Asks another question in the place of this one; what followed it is gone. */
  async editAndResend(messageId: string, text: string): Promise<void> {
    const index = this.indexOf(messageId, 'user');
    const entry = this.entries[index];
    if (this.busy || entry === undefined || text.trim() === '') {
      return;
    }
    this.truncate(index);
    await this.send(text, entry.attachments);
  }

  /** Forgets the conversation, after ending what is on its way. */
  async reset(): Promise<void> {
    this.stop();
    await this.running?.done;
    this.entries = [];
    this.conversationId = ulid();
  }

  /** Whether a message offers this step now; without a message, whether the empty conversation does. */
  offers(messageId: string | null, action: ActionId): boolean {
    if (messageId === null) {
      return action === 'signIn';
    }
    const error = this.entries[this.indexOf(messageId, 'assistant')]?.message.error;
    return error?.actions.some(({ id }) => id === action) === true;
  }

  /** Keeps what the user said of an answer. */
  feedback(messageId: string, feedback: Feedback): void {
    const entry = this.entries[this.indexOf(messageId, 'assistant')];
    if (entry?.invocationId !== undefined) {
      this.parts.recordFeedback(entry.invocationId, feedback);
      this.update(entry, { feedback });
    }
  }

  private async answer(more: Pick<Question, 'bypassCache'> = {}): Promise<void> {
    const messages = this.history();
    const entry: Entry = { message: emptyMessage('assistant'), attachments: [], turn: [] };
    this.add(entry);
    await this.run(entry, { messages, ...more });
  }

  private run(entry: Entry, asked: PendingAnswer): Promise<void> {
    const abort = new AbortController();
    const done = this.stream(entry, asked, abort.signal).finally(() => {
      this.running = undefined;
      this.parts.post({ type: 'busy', busy: false });
    });
    this.running = { abort, done };
    this.parts.post({ type: 'busy', busy: true });
    return done;
  }

  private async stream(
    entry: Entry,
    { messages, wish, bypassCache }: PendingAnswer,
    signal: AbortSignal,
  ): Promise<void> {
    const { id, text: before, canGoOn } = entry.message;
    const begun = { streaming: true, error: null, figures: null, canGoOn: false };
    this.update(entry, { ...begun, status: 'Connecting to Bedrock…' });
    const setStatus = (status: string, waitsToRetry = false) => {
      if (status === entry.message.status && waitsToRetry === entry.message.waitsToRetry) {
        return;
      }
      entry.message = { ...entry.message, status, waitsToRetry };
      this.parts.post({ type: 'status', messageId: id, status, waitsToRetry });
    };
    const deltas = new DeltaBuffer((text) => this.parts.post({ type: 'delta', messageId: id, text }));
    this.deltas = deltas;
    const steps = new AnswerSteps(entry.message.steps, {
      changed: (step, all) => {
        // The step has its place in the text, and its own text in it.
        this.flush();
        entry.message = { ...entry.message, steps: [...all] };
        this.parts.post({ type: 'step', messageId: id, step });
      },
      delta: (stepId, text) => this.parts.post({ type: 'stepDelta', messageId: id, stepId, text }),
    });
    this.steps = steps;
    const countdown = new Countdown((status) => setStatus(status, true));
    const view: ProgressView = {
      countdown,
      setStatus,
      notice: (text) => this.update(entry, { notices: [...entry.message.notices, text] }),
      onRetry: (notice) => (this.waiting = notice),
    };
    // Another round begins a paragraph; an answer that broke off goes on in the middle of a word.
    let gap = canGoOn && before.trim() !== '' ? '\n\n' : '';
    const onEvent = (event: TurnEvent) => {
      steps.read(event, entry.message.text.length);
      if (event.type === 'text') {
        entry.message.text += gap + event.text;
        deltas.add(gap + event.text);
        gap = '';
      }
      if (event.type === 'reasoning') {
        entry.message.steps = [...steps.current];
      }
      showProgress(event, view);
    };
    let turn: Turn;
    try {
      const sent = wish === undefined ? messages : [...messages, wish];
      const asking = this.parts.asking?.() ?? { surface: 'panel' as const };
      const question = { ...asking, conversationId: this.conversationId, messages: sent };
      const again = bypassCache === undefined ? {} : { bypassCache };
      turn = await askWithTools(
        this.parts.engine,
        { ...question, ...again, signal, onEvent },
        this.parts.tools(),
      );
    } catch (error) {
      // Nothing should come here, but if it does, the answer must not seem to be under way for ever.
      const failure = classifyError(error);
      const known = { modelLabel: '', region: 'this region', credentials: undefined, partial: false };
      const outcome = { type: 'notCalled', problem: explainError(failure, known), error: failure } as const;
      this.finish(entry, { outcome, messages: [], figures: undefined, outOfRounds: false });
      throw error;
    } finally {
      countdown.stop();
      steps.thought();
      deltas.flush();
    }
    if (turn.messages.length > 0) {
      entry.turn = [...entry.turn, ...(wish === undefined ? [] : [wish]), ...turn.messages];
    }
    this.finish(entry, turn);
  }

  private finish(entry: Entry, { outcome, figures, outOfRounds }: Turn): void {
    if (figures !== undefined) {
      entry.figures = addFigures(entry.figures, figures);
    }
    const shown = entry.figures === undefined ? null : toPanelFigures(entry.figures);
    const ended = { streaming: false, status: '', waitsToRetry: false, figures: shown };
    const { notices } = entry.message;
    switch (outcome.type) {
      case 'notCalled':
        this.update(entry, { ...ended, error: toPanelError(outcome.problem) });
        break;
      case 'cancelled':
        this.update(entry, { ...ended, notices: [...notices, 'Stopped.'] });
        break;
      case 'called': {
        const { result, problem } = outcome;
        entry.invocationId = result.invocationId;
        this.update(entry, {
          ...ended,
          notices: [...notices, ...(outOfRounds ? [outOfRoundsText()] : endNotices(result))],
          canGoOn: outOfRounds,
          error: problem === undefined ? null : toPanelError(problem),
        });
        break;
      }
    }
    this.parts.onAnswered?.({ ...entry.message }, this.conversationId);
  }

  /** The conversation as the model is told it. */
  private history(): Message[] {
    const { exchanges = Infinity } = this.parts;
    const questions = this.entries.filter(({ message }) => message.role === 'user');
    const first = questions.at(-1 - exchanges) ?? this.entries[0];
    return this.entries
      .slice(first === undefined ? 0 : this.entries.indexOf(first))
      .flatMap(({ turn }) => turn);
  }

  /** Tells the view at once what is held back of text and reasoning. */
  private flush(): void {
    this.deltas?.flush();
    this.steps?.flush();
  }

  private add(entry: Entry): void {
    this.entries.push(entry);
    this.parts.post({ type: 'message', message: { ...entry.message } });
  }

  private update(entry: Entry, change: Partial<PanelMessage>): void {
    // A whole message has everything in it: what is held back must not come after it, once more.
    this.flush();
    entry.message = { ...entry.message, ...change };
    this.parts.post({ type: 'message', message: { ...entry.message } });
  }

  private truncate(index: number): void {
    const [first] = this.entries.splice(index);
    if (first !== undefined) {
      this.parts.post({ type: 'truncate', messageId: first.message.id });
    }
  }

  private indexOf(messageId: string, role: PanelMessage['role']): number {
    return this.entries.findIndex(({ message }) => message.id === messageId && message.role === role);
  }
}
