import { ReactiveElement, type PropertyValues } from 'lit';
import type { Token } from 'marked';
import { CodeBlock } from './codeBlock';
import { lexMarkdown } from './markdownParser';
import { MarkdownStream, type MarkdownSink, type MarkdownStats } from './markdownStream';
import { MESSAGE_HEADING_LEVEL, renderBlocks, type Outline } from './renderBlocks';

/** Bubbles from a view when a user follows a link in it. */
export class OpenLinkEvent extends Event {
  static readonly type = 'open-link';
  constructor(readonly href: string) {
    super(OpenLinkEvent.type, { bubbles: true, composed: true });
  }
}

/** Shows Markdown, sanitized, also while it grows; only what is open at its end is ever rendered again. */
export class MarkdownView extends ReactiveElement implements MarkdownSink {
  static override properties = { text: { attribute: false }, complete: { attribute: false } };

  text = '';
  /** No more text will come. */
  complete = false;

  private shown = '';
  private finishedBlocks = false;
  private stream = new MarkdownStream(lexMarkdown, this);
  private outline: Outline = { level: MESSAGE_HEADING_LEVEL };
  private fence: CodeBlock | undefined;
  private readonly openBlock = document.createElement('div');
  private readonly pendingText = document.createElement('span');

  constructor() {
    super();
    this.openBlock.className = 'open-blocks';
    this.pendingText.className = 'pending-text';
    for (const type of ['click', 'auxclick']) {
      this.addEventListener(type, followLink);
    }
  }

  /** The cost of parsing the current text. */
  get stats(): MarkdownStats {
    return this.stream.stats;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.finishedBlocks && this.text === this.shown && this.complete) {
      return;
    }
    if (this.finishedBlocks || !this.text.startsWith(this.shown)) {
      this.restart();
    }
    this.stream.append(this.text.slice(this.shown.length));
    this.shown = this.text;
    if (this.complete) {
      this.finish();
    } else {
      this.stream.flush();
    }
  }

  private restart(): void {
    this.stream = new MarkdownStream(lexMarkdown, this);
    this.shown = '';
    this.finishedBlocks = false;
    this.reset();
  }

  private finish(): void {
    this.finishedBlocks = true;
    this.stream.finish();
    this.openBlock.remove();
    this.pendingText.remove();
  }

  finished(tokens: readonly Token[]): void {
    this.add(renderBlocks(tokens, this.outline, { finished: true }));
  }

  open(tokens: readonly Token[]): void {
    if (tokens.length === 0 && this.openBlock.firstChild === null) {
      return;
    }
    this.openBlock.replaceChildren(renderBlocks(tokens, { ...this.outline }, { finished: false }));
    if (!this.openBlock.isConnected) {
      this.append(this.openBlock, this.pendingText);
    }
  }

  pending(text: string): void {
    if (this.pendingText.textContent !== text) {
      this.pendingText.textContent = text;
    }
  }

  fenceOpened(language: string): void {
    this.fence = new CodeBlock(language);
    this.add(this.fence.element);
  }

  fenceText(code: string): void {
    this.fence?.append(code);
  }

  fenceClosed(): void {
    this.fence?.complete();
    this.fence = undefined;
  }

  reset(): void {
    this.fence = undefined;
    this.outline = { level: MESSAGE_HEADING_LEVEL };
    this.openBlock.replaceChildren();
    this.pendingText.textContent = '';
    this.replaceChildren();
  }

  private add(node: Node): void {
    if (this.openBlock.parentNode === this) {
      this.insertBefore(node, this.openBlock);
    } else {
      this.append(node);
    }
  }
}

/** Links are asked about by the extension: the click must not reach the webview's own link handler. */
function followLink(event: Event): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null) {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  const address = link.getAttribute('href');
  if (address !== null && event.type === 'click') {
    link.dispatchEvent(new OpenLinkEvent(address));
  }
}
