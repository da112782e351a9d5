import * as l10n from '@vscode/l10n';
import {
  MAX_QUESTION_CHARACTERS,
  type FromPanel,
  type PanelMessage,
  type PanelStep,
} from '../../src/protocol/chatPanel';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Citation } from '../../src/protocol/costConversation';
import type { CostView } from '../../src/protocol/finopsView';
import { ScrollFollower } from '../conversation/scrollFollower';
import { sendButton } from '../conversation/sendButton';
import { toolCard } from '../conversation/stepCards';
import { iconButton } from '../components/buttons';
import { formatCount } from '../../src/shared/format';
import { CitationEvent, markNumbers } from './citedNumbers';
import { noConversation, type ConversationState } from './conversationState';
import { chartCard, queryCard } from './queryCard';
import { LightElement } from '../components/lightElement';

/** Questions about the data: suggested ones, those that were asked, and a place to ask. */
export class CostConversationView extends LightElement {
  static override properties = {
    suggestions: { attribute: false },
    conversation: { attribute: false },
    empty: { state: true },
  };

  suggestions: CostView['suggestions'] = [];
  conversation = noConversation;
  empty = true;
  post: (intent: FromPanel) => void = () => undefined;
  private follower: ScrollFollower | undefined;
  /** Pins an answer to the report, or takes it off. */
  pin: (messageId: string, pinned: boolean) => void = () => undefined;
  saveReport: () => void = () => undefined;
  /** Makes an analysis. */
  runAnalysis: (id: string) => void = () => undefined;

  constructor() {
    super();
    this.addEventListener(CitationEvent.type, (event) => this.show((event as CitationEvent).citation));
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('conversation')) {
      return;
    }
    this.follow(changed.get('conversation') as ConversationState | undefined);
    void this.cite();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.follower?.dispose();
    this.follower = undefined;
  }

  /** Keeps the end in sight while it grows, and brings a new question into sight. */
  private follow(before: ConversationState | undefined): void {
    const viewport = this.querySelector<HTMLElement>('.exchanges');
    const content = this.querySelector('.exchanges-content');
    if (viewport === null || content === null) {
      return;
    }
    this.follower ??= new ScrollFollower(viewport, content, () => undefined);
    const now = this.conversation.chat.messages.length;
    if (before === undefined || now <= before.chat.messages.length) {
      return;
    }
    this.follower.follow();
    this.querySelector('.ask')?.scrollIntoView({ block: 'nearest' });
  }

  protected override render() {
    const { chat, brief } = this.conversation;
    const { messages, busy } = chat;
    return html`<section class="conversation" aria-labelledby="conversation-heading">
      <div class="card-head">
        <h2 id="conversation-heading">${l10n.t('Ask about this data')}</h2>
        ${
          messages.length === 0
            ? nothing
            : iconButton({
                icon: 'clear-all',
                label: l10n.t('New Conversation'),
                testId: 'finops-new',
                onClick: () => this.post({ type: 'newChat' }),
              })
        }
      </div>
      ${this.renderSuggestions(busy)}
      <div class="exchanges" role="log" aria-label=${l10n.t('Questions and answers')}>
        <div class="exchanges-content">
          ${repeat(
            messages,
            ({ id }) => id,
            (message) => this.renderMessage(message),
          )}
        </div>
      </div>
      ${this.renderReport()} ${this.renderAsk(busy)}
      ${
        brief.text === ''
          ? nothing
          : html`<details class="quiet" data-testid="finops-brief">
              <summary>
                ${l10n.t(
                  'What the model is told: {0} of at most {1} characters, and the last five exchanges',
                  formatCount(brief.text.length),
                  formatCount(brief.limit),
                )}
              </summary>
              <pre tabindex="0" role="group" aria-label=${l10n.t('What the model is told')}>
${brief.text}</pre>
            </details>`
      }
    </section>`;
  }

  private renderSuggestions(busy: boolean): TemplateResult {
    return html`<ul class="suggestions" aria-label=${l10n.t('Questions that this data raises')}>
      ${this.suggestions.map(
        ({ question, analysisId, title }) =>
          html`<li>
            <button
              class="suggestion"
              data-testid="finops-suggestion"
              ?disabled=${busy}
              title=${analysisId === '' ? l10n.t('Asks the question') : l10n.t('Asks the question, and shows {0}', title)}
              @click=${() => this.suggest(question, analysisId)}
            >
              ${question}
            </button>
          </li>`,
      )}
    </ul>`;
  }

  private renderMessage(message: PanelMessage): TemplateResult {
    const found = this.conversation.citations.find(({ messageId }) => messageId === message.id);
    const uncited = message.streaming ? 0 : (found?.uncited.length ?? 0);
    return html`<div data-testid=${message.role === 'user' ? 'finops-question' : 'finops-answer'}>
      <bc-message
        .message=${message}
        .busy=${this.conversation.chat.busy}
        .toolCard=${this.toolCards()}
        .post=${this.post}
      ></bc-message>
      ${message.role === 'assistant' && !message.streaming && message.text !== '' ? this.renderPin(message.id) : nothing}
      ${
        uncited === 0
          ? nothing
          : html`<p class="notice" data-testid="finops-unfounded">
              <span class="codicon codicon-warning" aria-hidden="true"></span>${
                uncited === 1
                  ? l10n.t('1 number of this answer came from no query: check what is underlined with dots.')
                  : l10n.t(
                      '{0} numbers of this answer came from no query: check what is underlined with dots.',
                      formatCount(uncited),
                    )
              }
            </p>`
      }
    </div>`;
  }

  private renderPin(id: string): TemplateResult {
    const isPinned = this.conversation.pinned.includes(id);
    return html`<button
      class="link"
      data-testid="finops-pin"
      aria-pressed=${String(isPinned)}
      @click=${() => this.pin(id, !isPinned)}
    >
      <span class="codicon codicon-${isPinned ? 'pinned' : 'pin'}" aria-hidden="true"></span>
      ${isPinned ? l10n.t('In the Report') : l10n.t('Add to Report')}
    </button>`;
  }

  private renderReport(): TemplateResult | typeof nothing {
    const { pinned } = this.conversation;
    if (pinned.length === 0) {
      return nothing;
    }
    return html`<p class="report">
      <span data-testid="finops-report"
        >${
          pinned.length === 1
            ? l10n.t('The report has 1 answer.')
            : l10n.t('The report has {0} answers.', formatCount(pinned.length))
        }</span
      >
      <button class="link" data-testid="finops-save-report" @click=${() => this.saveReport()}>
        ${l10n.t('Save Report…')}
      </button>
    </p>`;
  }

  /** Anew when there is new evidence, so that answers are drawn again with it. */
  private toolCards = (() => {
    let of: typeof noConversation.queries | undefined;
    let cards: ((step: Extract<PanelStep, { type: 'tool' }>) => TemplateResult) | undefined;
    return () => {
      const { queries, charts } = this.conversation;
      if (cards === undefined || of !== queries) {
        of = queries;
        cards = (step) => {
          const chart = charts.find(({ toolUseId }) => toolUseId === step.id);
          if (chart !== undefined) {
            return chartCard(chart);
          }
          if (step.name !== 'query_cost_data') {
            return toolCard(step);
          }
          return queryCard(
            step,
            queries.find(({ toolUseId }) => toolUseId === step.id),
          );
        };
      }
      return cards;
    };
  })();

  private renderAsk(busy: boolean): TemplateResult {
    return html`<div class="ask">
      <textarea
        class="growing"
        data-testid="finops-ask"
        rows="1"
        maxlength=${MAX_QUESTION_CHARACTERS}
        placeholder=${l10n.t('Ask your bill…')}
        aria-label=${l10n.t('Ask about this data. Enter sends, Shift+Enter starts a new line.')}
        @input=${() => (this.empty = this.input?.value.trim() === '')}
        @keydown=${(event: KeyboardEvent) => this.onKey(event)}
      ></textarea>
      ${sendButton({
        surface: 'finops',
        label: l10n.t('Ask (Enter)'),
        busy,
        empty: this.empty,
        onSend: () => this.ask(),
        onStop: () => this.post({ type: 'stop' }),
      })}
    </div>`;
  }

  private get input(): HTMLTextAreaElement | null {
    return this.querySelector('[data-testid=finops-ask]');
  }

  /** Asks at once; what is being written stays where it is. */
  private suggest(question: string, analysisId: string): void {
    if (analysisId !== '') {
      this.runAnalysis(analysisId);
    }
    this.post({ type: 'send', text: question });
  }

  private ask(): void {
    const text = this.input?.value.trim() ?? '';
    if (text === '' || this.conversation.chat.busy || this.input === null) {
      return;
    }
    this.post({ type: 'send', text });
    this.input.value = '';
    this.empty = true;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) {
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      this.ask();
    } else if (event.key === 'Escape' && this.conversation.chat.busy) {
      this.post({ type: 'stop' });
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Once an answer is drawn whole, its numbers lead to where they come from. */
  private async cite(): Promise<void> {
    for (const message of this.querySelectorAll('bc-message')) {
      const found = this.conversation.citations.find(({ messageId }) => messageId === message.message.id);
      if (found === undefined || message.message.streaming) {
        continue;
      }
      await message.updateComplete;
      for (const words of message.querySelectorAll('bc-markdown')) {
        await words.updateComplete;
        markNumbers(words, found);
      }
    }
  }

  /** Opens the query that gave a number, at the number. */
  private show({ queryId, cell }: Citation): void {
    if (queryId === 'data') {
      document.querySelector('.kpis')?.scrollIntoView({ block: 'center' });
      return;
    }
    const card = this.querySelector<HTMLDetailsElement>(`[data-query-id="${CSS.escape(queryId)}"]`);
    if (card === null) {
      return;
    }
    card.open = true;
    for (const hit of this.querySelectorAll('.hit')) {
      hit.classList.remove('hit');
    }
    const row = cell === null ? undefined : card.querySelectorAll('tbody tr')[cell.row];
    const place = cell === null ? undefined : row?.children[cell.column];
    place?.classList.add('hit');
    (place ?? card).scrollIntoView({ block: 'nearest' });
    card.querySelector('summary')?.focus({ preventScroll: true });
  }
}
