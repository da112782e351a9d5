import { ulid } from 'ulid';
import type { PanelError, PanelFigures, PanelMessage, ToPanel } from '../../protocol/chatPanel';
import type { Feedback } from '../../protocol/invocation';
import type { ConverseResult } from '../bedrock/converseCall';
import { textMessage, type Message } from '../bedrock/content';
import type { ModelChoice } from '../bedrock/modelCatalog';
import type { ChatEngine, ChatEvent, ChatOutcome } from './chatEngine';
import { contextLabel, questionMessage, type ContextItem } from './context';
import type { Explanation } from './explain';
import { DeltaBuffer } from './deltaBuffer';
import { Countdown } from './countdown';

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

  /** Asks the question of this answer again. */
  async retry(messageId: string): Promise<void> {
    const index = this.indexOf(messageId, 'assistant');
    if (this.busy || index < 1) {
      return;
    }
    this.truncate(index);
    await this.answer();
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

  private async answer(): Promise<void> {
    const history = this.history();
    const entry: Entry = { message: emptyMessage('assistant'), context: [] };
    this.add(entry);
    await this.run(entry, history);
  }

  private run(entry: Entry, messages: readonly Message[]): Promise<void> {
    const abort = new AbortController();
    const done = this.stream(entry, messages, abort.signal).finally(() => {
      this.running = undefined;
      this.parts.post({ type: 'busy', busy: false });
    });
    this.running = { abort, done };
    this.parts.post({ type: 'busy', busy: true });
    return done;
  }

  private async stream(entry: Entry, messages: readonly Message[], signal: AbortSignal): Promise<void> {
    const { id } = entry.message;
    this.update(entry, { streaming: true, error: null, figures: null, status: 'Connecting to Bedrock…' });
    const setStatus = (status: string) => {
      entry.message = { ...entry.message, status };
      this.parts.post({ type: 'status', messageId: id, status });
    };
    const deltas = new DeltaBuffer((text) => this.parts.post({ type: 'delta', messageId: id, text }));
    this.deltas = deltas;
    const countdown = new Countdown(setStatus);
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
      outcome = await this.parts.engine.ask({ ...question, messages, signal, onEvent });
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
        this.update(entry, { notices: [...entry.message.notices, historyCutText(event.droppedTurns)] });
        break;
      case 'retry':
        countdown.start(event.notice);
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
    const ended = { streaming: false, status: '' };
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

/** Says that the beginning of a conversation was not sent. */
export function historyCutText(droppedTurns: number): string {
  const turns = droppedTurns === 1 ? 'the oldest turn was' : `the ${droppedTurns} oldest turns were`;
  return `To fit, ${turns} left out of what the model was sent.`;
}

/** What a person should know of an answer's end, beyond failures. */
export function endNotices(result: ConverseResult): string[] {
  if (result.outcome === 'cancelled') {
    return ['Stopped.'];
  }
  switch (result.stopReason) {
    case 'max_tokens':
      return ['The answer reached its limit of tokens (see the setting maxTokens).'];
    case 'model_context_window_exceeded':
      return ['The answer filled the model’s context. Start a new chat to go on.'];
    case 'guardrail_intervened':
      return ['A guardrail blocked this answer.'];
    case 'content_filtered':
      return ['Bedrock’s content filter blocked this answer.'];
    default:
      return [];
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
    costUsd: null,
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
    notices: [],
    error: null,
    figures: null,
    feedback: null,
  };
}
