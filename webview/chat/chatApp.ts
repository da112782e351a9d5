import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { FromPanel } from '../../src/protocol/chatPanel';
import { textButton } from '../components/buttons';
import { chatHeader } from './chatHeader';
import { completedAnswers, initialChatState, questionsOf, type ChatState } from '../conversation/chatState';
import type { Composer } from './composer';
import { ScrollFollower } from '../conversation/scrollFollower';
import { welcome } from './welcome';
import { LightElement } from '../components/lightElement';

/** How much of an answer a screen reader is given at once; the rest is there to be read in the log. */
const MAX_ANNOUNCEMENT = 1000;

/** Tells where the conversation was scrolled to; null is its end. */
export class ScrollEvent extends Event {
  static readonly type = 'conversation-scroll';
  constructor(readonly top: number | null) {
    super(ScrollEvent.type, { bubbles: true });
  }
}

/** The whole panel: header, conversation, input. */
export class ChatApp extends LightElement {
  static override properties = { chat: { attribute: false }, following: { state: true } };

  chat: ChatState = initialChatState;
  post: (intent: FromPanel) => void = () => undefined;
  following = true;
  /** Where the conversation was before the view was taken away; used once. */
  restoreScrollTop: number | null = null;
  private follower: ScrollFollower | undefined;

  /** The input at the bottom. */
  get composer(): Composer | null {
    return this.querySelector<Composer>('bc-composer');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.follower?.dispose();
    this.follower = undefined;
  }

  protected override firstUpdated(): void {
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.chat.busy && !event.isComposing) {
        this.post({ type: 'stop' });
      }
    });
  }

  protected override updated(changed: PropertyValues): void {
    this.watchScrolling();
    const before = changed.get('chat') as ChatState | undefined;
    if (before === undefined) {
      return;
    }
    if (!before.ready && this.chat.ready && this.restoreScrollTop !== null) {
      this.follower?.restore(this.restoreScrollTop);
    } else if (before.ready && questionsOf(this.chat).length > questionsOf(before).length) {
      this.follower?.follow();
    }
    for (const { id } of completedAnswers(before, this.chat)) {
      void this.announce(id);
    }
  }

  protected override render() {
    const { chat } = this;
    return html`${chatHeader(chat.header, this.post)}
      <main class="conversation-frame">
        <div
          class="conversation"
          role="log"
          aria-live="off"
          aria-label=${l10n.t('Conversation')}
          tabindex="0"
        >
          <div class="conversation-content">
            ${chat.ready && chat.messages.length === 0 ? welcome(chat.header, this.post) : nothing}
            ${repeat(
              chat.messages,
              ({ id }) => id,
              (message) =>
                html`<bc-message
                  .message=${message}
                  .busy=${chat.busy}
                  .takesBack=${true}
                  .post=${this.post}
                ></bc-message>`,
            )}
          </div>
        </div>
        ${
          this.following
            ? nothing
            : html`<div class="jump">
                ${textButton({
                  label: l10n.t('Jump to latest'),
                  appearance: 'secondary',
                  testId: 'chat-jump',
                  onClick: () => this.follower?.follow(),
                })}
              </div>`
        }
      </main>
      <bc-composer
        .attachments=${chat.attachments}
        .tools=${chat.tools}
        .questions=${questionsOf(chat)}
        .busy=${chat.busy}
        .post=${this.post}
      ></bc-composer>
      <div class="visually-hidden" role="status" aria-live="polite" data-testid="chat-announcement"></div>`;
  }

  private watchScrolling(): void {
    if (this.follower !== undefined) {
      return;
    }
    const viewport = this.querySelector<HTMLElement>('.conversation');
    const content = this.querySelector('.conversation-content');
    if (viewport === null || content === null) {
      return;
    }
    this.follower = new ScrollFollower(viewport, content, (following) => (this.following = following));
    viewport.addEventListener('scroll', () => {
      this.dispatchEvent(new ScrollEvent(this.following ? null : viewport.scrollTop));
    });
  }

  /** Says a complete answer once, politely, to those who hear the page. */
  private async announce(messageId: string): Promise<void> {
    const element = [...this.querySelectorAll('bc-message')].find(
      ({ dataset }) => dataset['messageId'] === messageId,
    );
    await element?.updateComplete;
    const words = [...(element?.querySelectorAll('bc-markdown') ?? [])];
    await Promise.all(words.map((part) => part.updateComplete));
    const region = this.querySelector('[role=status]');
    if (element === undefined || region === null) {
      return;
    }
    const spoken = [
      ...words.map((part) => part.textContent),
      ...element.message.notices,
      element.message.error?.message ?? '',
    ];
    const text = spoken.join(' ').replaceAll(/\s+/g, ' ').trim();
    region.textContent = text.length > MAX_ANNOUNCEMENT ? `${text.slice(0, MAX_ANNOUNCEMENT)}…` : text;
  }
}
