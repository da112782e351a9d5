import { ulid } from 'ulid';
import type { PanelError, PanelFigures, PanelMessage, ToPanel } from '../../protocol/chatPanel';
import type { Feedback } from '../../protocol/invocation';
import type { ConverseResult } from '../bedrock/converseCall';
import { textMessage, type Message } from '../bedrock/content';
import type { ModelChoice } from '../bedrock/modelCatalog';
import type { RetryNotice } from '../bedrock/retry';
import type { ChatEngine, ChatEvent, ChatOutcome, Question } from './chatEngine';
import { contextLabel, questionMessage, type ContextItem } from './context';
import type { Explanation } from './explain';
import { DeltaBuffer } from './deltaBuffer';
import { Countdown } from './countdown';
import { endNotices, fallbackText, historyCutText, queuedText } from './progressText';

const CONTINUE =
  'Your last answer broke off. Go on exactly where it stopped, without repeating anything of it and without a remark.';

interface Entry {
  message: PanelMessage;
  /** What went along with a question. */
  readonly context: readonly ContextItem[];
  /** The call that gave this answer, for feedback. */
  invocationId?: string;
}

/** What a session works with. */
export interface ChatSessionParts {
  readonly engine: Pick<ChatEngine, 'ask'>;
  readonly post: (message: ToPanel) => void;
  readonly recordFeedback: (invocationId: string, feedback: Feedback) => void;
}

/** One conversation of the panel: its messages live here, in memory, and what changes is told to the view. */
export class ChatSession {
  private conversationId = ulid();
  private entries: Entry[] = [];
  private deltas: DeltaBuffer | undefined;
  /** The wait between two attempts that is on, or was the last. */
  private waiting: RetryNotice | undefined;
  private running: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;

  constructor(private readonly parts: ChatSessionParts) {}

  get busy(): boolean {
    return this.running !== undefined;
  }

  /** All messages as they stand; what a delta would still have told is in them. */
  snapshot(): PanelMessage[] {
    this.deltas?.flush();
    return this.entries.map(({ message }) => ({ ...message }));
  }

  /** Asks a question; ignored while an answer is on its way or when there is nothing to ask. */
  async send(text: string, context: readonly ContextItem[] = []): Promise<void> {
    if (this.busy || text.trim() === '') {
      return;
    }
    const attachments = context.map((item) => ({
      id: ulid(),
      label: contextLabel(item),
      tooltip: item.path,
    }));
    this.add({ message: { ...emptyMessage('user'), text, attachments }, context });
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

  /** Asks the question of this answer again, and takes no stored answer. */
  async retry(messageId: string): Promise<void> {
    const index = this.indexOf(messageId, 'assistant');
    if (this.busy || index < 1) {
      return;
    }
    this.truncate(index);
    await this.answer({ fresh: true });
  }

  /** Lets the model go on with an answer that broke off; the text is added to it. */
  async continue(messageId: string): Promise<void> {
    const entry = this.entries[this.indexOf(messageId, 'assistant')];
    if (this.busy || entry === undefined || entry !== this.entries.at(-1)) {
      return;
    }
    await this.run(entry, [...this.history(), textMessage('user', CONTINUE)]);
  }

  /** Asks another question in the place of this one; what followed it is gone. */
  async editAndResend(messageId: string, text: string): Promise<void> {
    const index = this.indexOf(messageId, 'user');
    const entry = this.entries[index];
    if (this.busy || entry === undefined || text.trim() === '') {
      return;
    }
    this.truncate(index);
    await this.send(text, entry.context);
  }

  /** Forgets the conversation, after ending what is on its way. */
  async reset(): Promise<void> {
    this.stop();
    await this.running?.done;
    this.entries = [];
    this.conversationId = ulid();
  }

  /** Keeps what the person said of an answer. */
  feedback(messageId: string, feedback: Feedback): void {
    const entry = this.entries[this.indexOf(messageId, 'assistant')];
    if (entry?.invocationId !== undefined) {
      this.parts.recordFeedback(entry.invocationId, feedback);
      this.update(entry, { feedback });
    }
  }

  private async answer(more: Pick<Question, 'fresh'> = {}): Promise<void> {
    const history = this.history();
    const entry: Entry = { message: emptyMessage('assistant'), context: [] };
    this.add(entry);
    await this.run(entry, history, more);
  }

  private run(entry: Entry, messages: readonly Message[], more: Pick<Question, 'fresh'> = {}): Promise<void> {
    const abort = new AbortController();
    const done = this.stream(entry, { messages, signal: abort.signal, ...more }).finally(() => {
      this.running = undefined;
      this.parts.post({ type: 'busy', busy: false });
    });
    this.running = { abort, done };
    this.parts.post({ type: 'busy', busy: true });
    return done;
  }

  private async stream(entry: Entry, asked: Pick<Question, 'messages' | 'signal' | 'fresh'>): Promise<void> {
    const { id } = entry.message;
    this.update(entry, { streaming: true, error: null, figures: null, status: 'Connecting to Bedrock…' });
    const setStatus = (status: string, waitsToRetry = false) => {
      entry.message = { ...entry.message, status, waitsToRetry };
      this.parts.post({ type: 'status', messageId: id, status, waitsToRetry });
    };
    const deltas = new DeltaBuffer((text) => this.parts.post({ type: 'delta', messageId: id, text }));
    this.deltas = deltas;
    const countdown = new Countdown((status) => setStatus(status, true));
    const onEvent = (event: ChatEvent) => {
      if (event.type === 'text') {
        entry.message.text += event.text;
        deltas.add(event.text);
      }
      this.showProgress(event, entry, countdown, setStatus);
    };
    let outcome: ChatOutcome;
    try {
      const question = { surface: 'panel', conversationId: this.conversationId } as const;
      outcome = await this.parts.engine.ask({ ...question, ...asked, onEvent });
    } finally {
      countdown.stop();
      deltas.flush();
    }
    this.finish(entry, outcome);
  }

  private showProgress(
    event: ChatEvent,
    entry: Entry,
    countdown: Countdown,
    setStatus: (status: string) => void,
  ): void {
    switch (event.type) {
      case 'model':
        setStatus(`Waiting for ${event.model.label}…`);
        break;
      case 'historyCut':
        this.notice(entry, historyCutText(event.droppedTurns));
        break;
      case 'queued':
        setStatus(queuedText(event.running));
        break;
      case 'fallback':
        countdown.stop();
        this.notice(entry, fallbackText(event));
        break;
      case 'retry':
        countdown.start(event.notice);
        this.waiting = event.notice;
        break;
      case 'reasoning':
        countdown.stop();
        if (entry.message.status !== 'Thinking…') {
          setStatus('Thinking…');
        }
        break;
      case 'text':
        countdown.stop();
        if (entry.message.status !== '') {
          setStatus('');
        }
        break;
      case 'toolCall':
        // The panel offers no tools.
        break;
    }
  }

  private finish(entry: Entry, outcome: ChatOutcome): void {
    const ended = { streaming: false, status: '', waitsToRetry: false };
    switch (outcome.type) {
      case 'notCalled':
        this.update(entry, { ...ended, error: toPanelError(outcome.problem) });
        break;
      case 'cancelled':
        this.update(entry, { ...ended, notices: [...entry.message.notices, 'Stopped.'] });
        break;
      case 'called': {
        const { result, model, problem } = outcome;
        entry.invocationId = result.invocationId;
        this.update(entry, {
          ...ended,
          notices: [...entry.message.notices, ...endNotices(result)],
          error: problem === undefined ? null : toPanelError(problem),
          figures: toFigures(result, model),
        });
        break;
      }
    }
  }

  /** The conversation as the model is told it. */
  private history(): Message[] {
    return this.entries.map(({ message, context }) =>
      message.role === 'user'
        ? questionMessage(message.text, context)
        : textMessage('assistant', message.text),
    );
  }

  private notice(entry: Entry, text: string): void {
    this.update(entry, { notices: [...entry.message.notices, text] });
  }

  private add(entry: Entry): void {
    this.entries.push(entry);
    this.parts.post({ type: 'message', message: { ...entry.message } });
  }

  private update(entry: Entry, change: Partial<PanelMessage>): void {
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

function toPanelError(problem: Explanation): PanelError {
  return {
    code: problem.reason,
    message: problem.message,
    detail: problem.detail,
    actions: [...problem.actions],
  };
}

function toFigures(result: ConverseResult, model: ModelChoice): PanelFigures {
  const { usage } = result;
  return {
    modelLabel: model.label,
    modelNote: model.automatic ? 'chosen automatically' : '',
    latencyMs: result.latencyMs,
    timeToFirstTokenMs: result.timeToFirstTokenMs,
    totalInputTokens: usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens,
    cachedInputTokens: usage.cacheReadInputTokens,
    outputTokens: usage.outputTokens,
    estimated: usage.source === 'estimated',
    costUsd: result.cost?.usd ?? null,
    attempts: result.attempts,
  };
}

function emptyMessage(role: PanelMessage['role']): PanelMessage {
  return {
    id: ulid(),
    role,
    text: '',
    attachments: [],
    streaming: false,
    status: '',
    waitsToRetry: false,
    notices: [],
    error: null,
    figures: null,
    feedback: null,
  };
}
