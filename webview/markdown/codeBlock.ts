import * as l10n from '@vscode/l10n';
import { highlightPieces, highlightToHtml } from './highlight';

/** Actions of a user with a code block. */
export type CodeAction = 'copy' | 'insert' | 'newFile';

/** Bubbles from a code block when one of its buttons is pressed. */
export class CodeActionEvent extends Event {
  static readonly type = 'code-action';
  constructor(
    readonly action: CodeAction,
    readonly code: string,
    readonly language: string,
  ) {
    super(CodeActionEvent.type, { bubbles: true, composed: true });
  }
}

const buttons = (): readonly { action: CodeAction; icon: string; label: string }[] => [
  { action: 'copy', icon: 'copy', label: l10n.t('Copy') },
  { action: 'insert', icon: 'insert', label: l10n.t('Insert at cursor') },
  { action: 'newFile', icon: 'new-file', label: l10n.t('New file') },
];

/** Lines in one layout box, so that more code does not lay out again what is above it. */
const LINES_PER_CHUNK = 100;

/** A code block with its language and buttons; it can grow while it streams, and is colored when complete. */
export class CodeBlock {
  readonly element: HTMLElement;
  private readonly code: HTMLElement;
  private chunk: Text | undefined;
  private chunkLines = 0;

  constructor(readonly language: string) {
    this.element = element('div', 'code-block');
    this.code = element('code');
    const pre = element('pre');
    pre.tabIndex = 0;
    pre.setAttribute('role', 'group');
    pre.setAttribute('aria-label', language === '' ? l10n.t('Code') : l10n.t('Code, {0}', language));
    pre.append(this.code);
    this.element.append(this.toolbar(), pre);
  }

  /** Adds code at the end. */
  append(code: string): void {
    let start = 0;
    while (start < code.length) {
      const chunk = this.openChunk();
      let end = start;
      while (this.chunkLines < LINES_PER_CHUNK) {
        const lineBreak = code.indexOf('\n', end);
        end = lineBreak < 0 ? code.length : lineBreak + 1;
        if (lineBreak < 0) {
          break;
        }
        this.chunkLines++;
      }
      chunk.appendData(code.slice(start, end));
      start = end;
    }
  }

  /** The code is complete: colors it, what is long piece by piece, one a frame. */
  complete(): void {
    const pieces = highlightPieces(this.text()).map((text) => {
      const box = element('span', 'code-chunk');
      box.textContent = text;
      return box;
    });
    this.chunk = undefined;
    if (pieces.length > 1) {
      this.code.replaceChildren(...pieces);
    }
    this.color(pieces.length > 1 ? pieces : [this.code]);
  }

  private color([first, ...rest]: readonly HTMLElement[]): void {
    if (first === undefined) {
      return;
    }
    const highlighted = highlightToHtml(first.textContent, this.language);
    if (highlighted !== undefined) {
      first.innerHTML = highlighted;
    }
    if (rest.length > 0) {
      requestAnimationFrame(() => this.color(rest));
    }
  }

  private openChunk(): Text {
    if (this.chunk === undefined || this.chunkLines >= LINES_PER_CHUNK) {
      this.chunk = document.createTextNode('');
      this.chunkLines = 0;
      const box = element('span', 'code-chunk');
      box.append(this.chunk);
      this.code.append(box);
    }
    return this.chunk;
  }

  private text(): string {
    return this.code.textContent;
  }

  private toolbar(): HTMLElement {
    const toolbar = element('div', 'code-toolbar');
    const label = element('span', 'code-language');
    label.textContent = this.language;
    toolbar.append(label);
    for (const { action, icon, label } of buttons()) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = `code-button codicon codicon-${icon}`;
      button.title = label;
      button.setAttribute('aria-label', label);
      button.dataset['action'] = action;
      button.addEventListener('click', () => {
        button.dispatchEvent(new CodeActionEvent(action, this.text(), this.language));
      });
      toolbar.append(button);
    }
    return toolbar;
  }
}

function element(tag: string, className = ''): HTMLElement {
  const created = document.createElement(tag);
  if (className !== '') {
    created.className = className;
  }
  return created;
}
