import * as l10n from '@vscode/l10n';
import type { Token } from 'marked';
import { CodeBlock } from './codeBlock';
import { tokensToHtml } from './markdownParser';
import { sanitize } from './sanitize';

/** The level of the last heading before; headings of an answer come below that of its message. */
export interface Outline {
  level: number;
}

/** The level of the heading that each message has. */
export const MESSAGE_HEADING_LEVEL = 2;

/**
 * Turns tokens into nodes that are safe to show. `finished` says that no text will follow in them, so
 * code can be colored. Moves `outline` on.
 */
export function renderBlocks(
  tokens: readonly Token[],
  outline: Outline,
  { finished }: { finished: boolean },
): DocumentFragment {
  const fragment = sanitize(tokensToHtml(tokens));
  for (const pre of fragment.querySelectorAll('pre')) {
    const block = new CodeBlock(pre.dataset['language'] ?? '');
    block.append(pre.textContent);
    if (finished) {
      block.complete();
    }
    pre.replaceWith(block.element);
  }
  for (const table of fragment.querySelectorAll('table')) {
    makeScrollable(table);
  }
  for (const heading of fragment.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    nestHeading(heading, outline);
  }
  for (const link of fragment.querySelectorAll('a')) {
    const address = link.getAttribute('href');
    if (address !== null) {
      link.title = address;
    }
  }
  return fragment;
}

/** A table wider than the view scrolls by itself, with the keyboard too. */
function makeScrollable(table: Element): void {
  const box = document.createElement('div');
  box.className = 'table-box';
  box.tabIndex = 0;
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', l10n.t('Table'));
  table.replaceWith(box);
  box.append(table);
}

/** Keeps the look that the author chose, and an outline without gaps for those who navigate by headings. */
function nestHeading(heading: Element, outline: Outline): void {
  const depth = Number(heading.localName.slice(1));
  outline.level = Math.min(depth + MESSAGE_HEADING_LEVEL, outline.level + 1, 6);
  const nested = document.createElement(`h${String(outline.level)}`);
  nested.className = `depth-${String(depth)}`;
  nested.append(...heading.childNodes);
  heading.replaceWith(nested);
}
