import * as l10n from '@vscode/l10n';
import { MAX_QUESTION_CHARACTERS, type FromPanel, type PanelMessage } from '../../src/protocol/chatPanel';
import { html, nothing, type PropertyValues } from 'lit';
import { iconButton, textButton } from '../components/buttons';
import { CodeActionEvent, type CodeAction } from '../markdown/codeBlock';
import { OpenLinkEvent } from '../markdown/markdownView';
import { answerBody, type ToolCard } from './answerBody';
import { answerFooter } from './answerFooter';
import { attachmentChips } from './attachmentChips';
import { cacheMiss } from './cacheMiss';
import { errorCard } from './errorCard';
import { LightElement } from '../components/lightElement';

/** One question or one answer. */
export class ChatMessage extends LightElement {
  static override properties = {
    message: { attribute: false },
    busy: { attribute: false },
    toolCard: { attribute: false },
    takesBack: { attribute: false },
    editing: { state: true },
  };

  declare message: PanelMessage;
  /** An answer is on its way: nothing can be asked again or edited. */
  busy = false;
  /** How calls of tools are shown, where a page has more to show of them. */
  toolCard: ToolCard | undefined;
  /** Whether a question that was refused goes back to where it was written; else it is edited in its place. */
  takesBack = false;
  /** Handlers of a panel's buttons. */
  post: (intent: FromPanel) => void = () => undefined;
  editing = false;

  constructor() {
    super();
    this.addEventListener(CodeActionEvent.type, (event) => this.onCodeAction(event as CodeActionEvent));
    this.addEventListener(OpenLinkEvent.type, (event) =>
      this.post({ type: 'openLink', href: (event as OpenLinkEvent).href }),
    );
  }

  protected override updated(changed: PropertyValues): void {
    const { message } = this;
    this.dataset['testid'] = 'chat-message';
    this.dataset['role'] = message.role;
    this.dataset['messageId'] = message.id;
    this.toggleAttribute('data-streaming', message.streaming);
    if (changed.has('editing') && this.editing) {
      this.querySelector('textarea')?.focus();
    }
  }

  protected override render() {
    return this.message.role === 'user' ? this.renderQuestion(this.message) : this.renderAnswer(this.message);
  }

  private renderQuestion(message: PanelMessage) {
    const leftOut = message.leftOut !== '';
    return html`<article class="question ${leftOut ? 'left-out' : ''}" aria-label=${l10n.t('Your question')}>
      <h2 class="visually-hidden">${l10n.t('You asked')}</h2>
      ${
        this.editing
          ? this.renderEditor(message)
          : html`<div class="question-bubble">
                <p class="question-text">${message.text}</p>
                ${attachmentChips(message.attachments)}
              </div>
              ${
                leftOut
                  ? html`<p class="notice" data-testid="chat-left-out">
                      <span class="codicon codicon-circle-slash" aria-hidden="true"></span>${message.leftOut}
                    </p>`
                  : nothing
              }
              <div class="question-actions">${this.renderEdit(message)}</div>`
      }
    </article>`;
  }

  private renderEdit({ id, leftOut }: PanelMessage) {
    const edit = { label: l10n.t('Edit and Ask Again'), testId: 'chat-edit', disabled: this.busy };
    const inPlace = () => (this.editing = true);
    if (leftOut === '') {
      return iconButton({ ...edit, icon: 'edit', onClick: inPlace });
    }
    const takeBack = () => this.post({ type: 'takeBack', messageId: id });
    return textButton({
      ...edit,
      appearance: 'secondary',
      onClick: this.takesBack ? takeBack : inPlace,
    });
  }

  private renderEditor(message: PanelMessage) {
    return html`<div class="question-editor">
      <textarea
        class="growing"
        data-testid="chat-edit-input"
        aria-label=${l10n.t('Edit your question')}
        rows="1"
        maxlength=${MAX_QUESTION_CHARACTERS}
        .value=${message.text}
        @keydown=${(event: KeyboardEvent) => this.onEditorKey(event)}
      ></textarea>
      <div class="question-editor-actions">
        ${textButton({
          label: l10n.t('Send'),
          appearance: 'primary',
          testId: 'chat-edit-send',
          disabled: this.busy,
          onClick: () => this.resend(),
        })}
        ${textButton({ label: l10n.t('Cancel'), appearance: 'secondary', onClick: () => this.stopEditing() })}
      </div>
    </div>`;
  }

  private renderAnswer(message: PanelMessage) {
    const silent = message.text === '' && message.steps.length === 0;
    const waiting = message.streaming && (silent || message.status !== '');
    const leftOut = message.leftOut !== '';
    return html`<article
      class="answer ${leftOut ? 'left-out' : ''}"
      aria-label=${l10n.t('Answer')}
      aria-busy=${String(message.streaming)}
    >
      <h2 class="visually-hidden">${l10n.t('{0} answered', message.figures?.modelLabel ?? 'Bedrock')}</h2>
      ${answerBody(message, this.toolCard)}
      ${
        waiting
          ? html`<div class="waiting">
              <span class="ring" aria-hidden="true"><vscode-progress-ring></vscode-progress-ring></span>
              <span class="waiting-words" data-testid="chat-status"
                >${message.status || l10n.t('Waiting for the model…')}</span
              >
              ${
                message.waitsToRetry
                  ? textButton({
                      label: l10n.t('Try Now'),
                      appearance: 'secondary',
                      testId: 'chat-retry-now',
                      onClick: () => this.post({ type: 'retryNow' }),
                    })
                  : nothing
              }
            </div>`
          : nothing
      }
      ${message.notices.map(
        (notice) =>
          html`<p class="notice"><span class="codicon codicon-info" aria-hidden="true"></span>${notice}</p>`,
      )}
      ${(message.cacheMisses ?? []).map((miss) => cacheMiss(message.id, miss, this.post))}
      ${
        message.canGoOn
          ? textButton({
              label: l10n.t('Go On'),
              appearance: 'primary',
              testId: 'chat-go-on',
              disabled: this.busy,
              onClick: () => this.post({ type: 'continue', messageId: message.id }),
            })
          : nothing
      }
      ${message.error === null ? nothing : errorCard(message.id, message.error, this.post)}
      ${message.streaming ? nothing : answerFooter(message, this.busy, this.post)}
    </article>`;
  }

  private onEditorKey(event: KeyboardEvent): void {
    if (event.isComposing) {
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      this.resend();
    } else if (event.key === 'Escape') {
      this.stopEditing();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private resend(): void {
    const text = this.querySelector('textarea')?.value.trim() ?? '';
    if (text === '' || this.busy) {
      return;
    }
    this.editing = false;
    this.post({ type: 'editAndResend', messageId: this.message.id, text });
  }

  private stopEditing(): void {
    this.editing = false;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[data-testid=chat-edit]')?.focus());
  }

  private onCodeAction({ action, code, language }: CodeActionEvent): void {
    const intents: Record<CodeAction, FromPanel> = {
      copy: { type: 'copyText', text: code },
      insert: { type: 'insertCode', code },
      newFile: { type: 'newFile', code, language },
    };
    this.post(intents[action]);
  }
}
