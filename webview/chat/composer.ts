import * as l10n from '@vscode/l10n';
import { MAX_QUESTION_CHARACTERS, type FromPanel, type PanelAttachment } from '../../src/protocol/chatPanel';
import { html, nothing } from 'lit';
import { formatCount } from '../../src/shared/format';
import { iconButton } from '../components/buttons';
import type { MenuItem } from '../components/menuButton';
import { attachmentChips } from '../conversation/attachmentChips';
import { sendButton } from '../conversation/sendButton';
import { noRecall, recallStep } from './recall';
import { filesIn, readFileData } from '../components/transfer';
import { LightElement } from '../components/lightElement';

/** Bubbles when the text that is being typed changes, to be kept while the view is away. */
export class DraftEvent extends Event {
  static readonly type = 'draft';
  constructor(readonly text: string) {
    super(DraftEvent.type, { bubbles: true });
  }
}

/** Where a question is written: text, attachments, send and stop. */
export class Composer extends LightElement {
  static override properties = {
    attachments: { attribute: false },
    questions: { attribute: false },
    tools: { attribute: false },
    busy: { attribute: false },
    dropping: { state: true },
    unread: { state: true },
    empty: { state: true },
  };

  attachments: readonly PanelAttachment[] = [];
  /** Questions that the arrow keys recall, oldest first. */
  questions: readonly string[] = [];
  /** How many tools the model may call. */
  tools = 0;
  busy = false;
  empty = true;
  /** Something is being dragged over the input. */
  dropping = false;
  /** Names of what was pasted or dropped and could not be read. */
  unread: readonly string[] = [];
  post: (intent: FromPanel) => void = () => undefined;
  private recall = noRecall;
  private buttonFocused = false;

  /** Puts the cursor into the input; `text` replaces what is in it. */
  focusInput(text: string | null): void {
    if (text !== null) {
      this.setText(text);
    }
    this.input?.focus();
  }

  /** Replaces the text of the input. */
  setText(text: string): void {
    const { input } = this;
    if (input === null) {
      return;
    }
    input.value = text;
    this.onInput();
  }

  protected override render() {
    const attach: MenuItem[] = [
      {
        label: l10n.t('Attach Selection'),
        testId: 'chat-attach-selection',
        onSelect: () => this.post({ type: 'attach', what: 'selection' }),
      },
      {
        label: l10n.t('Attach File…'),
        testId: 'chat-attach-file',
        onSelect: () => this.post({ type: 'attach', what: 'file' }),
      },
      {
        label: l10n.t('Attach Folder…'),
        testId: 'chat-attach-folder',
        onSelect: () => this.post({ type: 'attach', what: 'folder' }),
      },
    ];
    return html`<footer class="composer">
      <div
        class="composer-box ${this.dropping ? 'dropping' : ''}"
        @click=${(event: Event) => this.onBoxClick(event)}
        @dragover=${(event: DragEvent) => this.onDrag(event)}
        @dragleave=${() => (this.dropping = false)}
        @drop=${(event: DragEvent) => this.onDrop(event)}
      >
        ${attachmentChips(this.attachments, (attachmentId) => this.post({ type: 'detach', attachmentId }))}
        ${this.unread.map(
          (name) =>
            html`<p class="chip-warning" role="status" data-testid="chat-attachment-warning">
              <span class="codicon codicon-warning" aria-hidden="true"></span
              >${l10n.t('{0} cannot be attached: it is too large or cannot be read.', name)}
            </p>`,
        )}
        <textarea
          class="growing"
          data-testid="chat-input"
          rows="1"
          maxlength=${MAX_QUESTION_CHARACTERS}
          placeholder=${l10n.t('Ask Bedrock…')}
          aria-label=${l10n.t('Ask Bedrock. Enter sends, Shift+Enter starts a new line.')}
          @input=${() => this.onInput()}
          @keydown=${(event: KeyboardEvent) => this.onKey(event)}
          @paste=${(event: ClipboardEvent) => this.onPaste(event)}
        ></textarea>
        <div class="composer-bar">
          <bc-menu-button
            icon="attach"
            .label=${l10n.t('Attach…')}
            testId="chat-attach"
            align="above-start"
            .items=${attach}
          ></bc-menu-button>
          ${iconButton({
            icon: 'tools',
            label:
              this.tools === 0
                ? l10n.t('Choose Tools…')
                : l10n.t('Choose Tools… ({0} chosen)', formatCount(this.tools)),
            testId: 'chat-tools',
            onClick: () => this.post({ type: 'chooseTools' }),
          })}
          ${this.tools === 0 ? nothing : html`<span class="tool-count" aria-hidden="true">${this.tools}</span>`}
          <span class="spacer"></span>
          ${sendButton({
            surface: 'chat',
            label: l10n.t('Send (Enter)'),
            busy: this.busy,
            empty: this.empty,
            onSend: () => this.send(),
            onStop: () => this.stop(),
          })}
        </div>
      </div>
    </footer>`;
  }

  protected override willUpdate(): void {
    this.buttonFocused = this.contains(document.activeElement) && document.activeElement !== this.input;
  }

  protected override updated(): void {
    // Send and stop take each other's place: the focus must not fall out of the composer with them.
    if (this.buttonFocused && document.activeElement === document.body) {
      this.input?.focus();
    }
  }

  private get input(): HTMLTextAreaElement | null {
    return this.querySelector('textarea');
  }

  private onBoxClick(event: Event): void {
    if (event.target === event.currentTarget) {
      this.input?.focus();
    }
  }

  private onPaste(event: ClipboardEvent): void {
    const files = filesIn(event.clipboardData);
    // What office programs copy is text with a picture of it: the text is meant.
    if (files.length === 0 || event.clipboardData?.getData('text/plain')) {
      return;
    }
    event.preventDefault();
    void this.attach(files);
  }

  private onDrag(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files') !== true) {
      return;
    }
    event.preventDefault();
    this.dropping = true;
  }

  private onDrop(event: DragEvent): void {
    this.dropping = false;
    const files = filesIn(event.dataTransfer);
    if (files.length === 0) {
      return;
    }
    event.preventDefault();
    void this.attach(files);
  }

  private async attach(files: readonly File[]): Promise<void> {
    this.unread = [];
    for (const file of files) {
      const data = await readFileData(file);
      if (data === undefined) {
        this.unread = [...this.unread, file.name];
      } else {
        this.post(data);
      }
    }
  }

  private onInput(): void {
    const { input } = this;
    if (input === null) {
      return;
    }
    this.empty = input.value.trim() === '';
    growToFit(input);
    this.dispatchEvent(new DraftEvent(input.value));
  }

  private onKey(event: KeyboardEvent): void {
    // Enter that accepts a candidate of an input method must not send.
    if (event.isComposing) {
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      this.send();
    } else if (event.key === 'ArrowUp' && !this.step('older')) {
      return;
    } else if (event.key === 'ArrowDown' && !this.step('newer')) {
      return;
    } else if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') {
      return;
    }
    event.preventDefault();
  }

  /** True when the input now holds another question. Within several lines the arrow keys move as usual. */
  private step(direction: 'older' | 'newer'): boolean {
    const { input } = this;
    if (input === null) {
      return false;
    }
    const { value, selectionStart, selectionEnd } = input;
    const beyond = direction === 'older' ? value.slice(0, selectionStart) : value.slice(selectionEnd);
    const next = beyond.includes('\n')
      ? undefined
      : recallStep(this.recall, value, this.questions, direction);
    if (next === undefined) {
      return false;
    }
    this.recall = next;
    this.setText(next.text);
    if (direction === 'older') {
      input.setSelectionRange(0, 0);
    }
    return true;
  }

  private send(): void {
    const text = this.input?.value.trim() ?? '';
    if (text === '' || this.busy) {
      return;
    }
    this.recall = noRecall;
    this.post({ type: 'send', text });
    this.setText('');
    this.input?.focus();
  }

  private stop(): void {
    this.post({ type: 'stop' });
    this.input?.focus();
  }
}

/** Browsers without `field-sizing` need the height said. */
function growToFit(input: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) {
    return;
  }
  input.style.height = 'auto';
  input.style.height = `${String(input.scrollHeight)}px`;
}
