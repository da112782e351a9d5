import type { PanelMessage, ToPanel } from '../../../protocol/chatPanel';
import type { AskedChart, Citations, ToConversation } from '../../../protocol/costConversation';
import type { ChatServices } from '../../chat/chatServices';
import { ChatSession } from '../../chat/chatSession';
import type { FeatureUsageLog } from '../featureUsageLog';
import { aboutText, MAX_PINNED, type PinnedAnswer } from '../report/report';
import type { AskedData } from './askedData';
import { citeNumbers } from './citations';
import type { CostExchange } from './costExchange';
import { costBrief, EXCHANGES, MAX_BRIEF } from './costPrompt';
import { CostTools, type EvidenceChange } from './costTools';

/** Collaborators of a conversation about cost data. */
export interface CostConversationParts {
  readonly chat: ChatServices;
  /** The data that is open; asked anew at each question and at each query. */
  readonly data: () => AskedData | undefined;
  readonly post: (message: ToConversation) => void;
  readonly onExchange: (exchange: CostExchange) => void;
  /** Counts what is done. */
  readonly usage: Pick<FeatureUsageLog, 'count'>;
}

/** A conversation about the cost data that is open: the model asks it by SQL, and what it says is cited. */
export class CostConversation {
  readonly session: ChatSession;
  private readonly tools: CostTools;
  private citations: Citations[] = [];
  /** Kept over new conversations and other data: a report may be about several. */
  private pinned: readonly PinnedAnswer[] = [];

  constructor(private readonly parts: CostConversationParts) {
    const { chat } = parts;
    this.tools = new CostTools(parts.data, {
      onChange: (change) => this.tellMore(change),
      onQuery: ({ outcome }, durationMs) =>
        this.count('query', { durationMs, failed: outcome.state === 'failed' }),
      onChart: () => this.count('chart'),
    });
    this.session = new ChatSession({
      engine: chat.engine,
      feedback: {
        record: (invocationId, feedback) => {
          chat.feedback.record(invocationId, feedback);
          this.count(feedback);
        },
      },
      post: (message) => parts.post({ type: 'chat', message }),
      tools: () => ({ runner: this.tools, maxRounds: chat.toolLimits.maxRounds }),
      asking: () => {
        const data = parts.data();
        return { surface: 'finops', ...(data === undefined ? {} : { instructions: costBrief(data) }) };
      },
      exchanges: EXCHANGES,
      onAnswered: (answer, conversationId) => this.answered(answer, conversationId),
    });
  }

  /** The charts that were drawn in it. */
  get charts(): readonly AskedChart[] {
    return this.tools.evidence.charts;
  }

  /** The answers that are pinned to the report. */
  get report(): readonly PinnedAnswer[] {
    return this.pinned;
  }

  /** Pins an answer as it is now to the report, or takes it off. */
  pin(messageId: string, isPinned: boolean): void {
    const others = this.pinned.filter((one) => one.messageId !== messageId);
    const messages = this.session.snapshot();
    const at = messages.findIndex(({ id }) => id === messageId);
    const answer = messages[at];
    const data = this.parts.data();
    if (!isPinned || answer?.role !== 'assistant' || data === undefined) {
      this.pinned = others;
    } else if (others.length < MAX_PINNED) {
      const { queries, charts } = this.tools.evidence;
      const steps = new Set(answer.steps.map(({ id }) => id));
      const ofAnswer = ({ toolUseId }: { readonly toolUseId: string }) => steps.has(toolUseId);
      const pinned = {
        messageId,
        question: messages[at - 1]?.text ?? '',
        answer: answer.text,
        queries: queries.filter(ofAnswer),
        charts: charts.filter(ofAnswer),
        about: aboutText(data),
      };
      this.pinned = [...others, pinned];
    }
    this.tellReport();
  }

  private tellReport(): void {
    this.parts.post({ type: 'report', pinned: this.pinned.map(({ messageId }) => messageId) });
  }

  /** Tells a page all there is. */
  notifyAll(): void {
    this.tellBrief();
    this.tellEvidence();
    this.tellReport();
    this.parts.post({ type: 'chat', message: this.snapshot() });
  }

  /** Tells what a model is told about the data; it changes with what is looked at. */
  tellBrief(): void {
    const data = this.parts.data();
    if (data !== undefined) {
      this.parts.post({ type: 'brief', text: costBrief(data), limit: MAX_BRIEF });
    }
  }

  /** Forgets the conversation: it was about other data, or the user wants a new one. */
  async reset(): Promise<void> {
    await this.session.reset();
    this.tools.clear();
    this.citations = [];
    this.notifyAll();
  }

  private snapshot(): ToPanel {
    const header = { modelLabel: '', modelTooltip: '', region: '', signedIn: 'unknown' as const };
    const { busy } = this.session;
    return { type: 'snapshot', header, messages: this.session.snapshot(), attachments: [], tools: 0, busy };
  }

  private answered(answer: PanelMessage, conversationId: string): void {
    this.count('question', { failed: answer.error !== null });
    const data = this.parts.data();
    if (data === undefined) {
      return;
    }
    const citations = citeNumbers(answer.id, answer.text, this.tools.evidence.queries, data.summary);
    this.citations = [...this.citations.filter(({ messageId }) => messageId !== answer.id), citations];
    this.tellMore({ queries: [], charts: [], dropped: [] }, [citations]);
    const messages = this.session.snapshot();
    const question = messages[messages.findIndex(({ id }) => id === answer.id) - 1]?.text ?? '';
    if (answer.text === '') {
      return;
    }
    const steps = new Set(answer.steps.map(({ id }) => id));
    const queries = this.tools.evidence.queries.filter(({ toolUseId }) => steps.has(toolUseId));
    this.parts.onExchange({ question, answer: answer.text, conversationId, queries, data });
  }

  private count(...[what, more]: Parameters<FeatureUsageLog['count']>): void {
    void this.parts.usage.count(what, { conversation: this.session.id, ...more });
  }

  /** Changes alone: all there is may be large. */
  private tellMore({ queries, charts, dropped }: EvidenceChange, citations: Citations[] = []): void {
    const more = { queries: [...queries], charts: [...charts], citations, dropped: [...dropped] };
    this.parts.post({ type: 'moreEvidence', ...more });
  }

  private tellEvidence(): void {
    const { queries, charts } = this.tools.evidence;
    const { citations } = this;
    this.parts.post({ type: 'evidence', queries: [...queries], charts: [...charts], citations });
  }
}
