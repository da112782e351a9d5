import * as l10n from '@vscode/l10n';
import type { Citation, Citations } from '../../src/protocol/costConversation';

/** Bubbles from a number of an answer that a user wants to see the origin of. */
export class CitationEvent extends Event {
  static readonly type = 'citation';
  constructor(readonly citation: Citation) {
    super(CitationEvent.type, { bubbles: true });
  }
}

const special = /[.*+?^${}()|[\]\\]/g;

/** Makes each number of an answer a button that leads to what gave it, and marks those that nothing gave. Idempotent. */
export function markNumbers(root: Element, { cited, uncited }: Citations): void {
  if (root.querySelector('.cited, .uncited') !== null) {
    return;
  }
  const known = new Map(cited.map((citation) => [citation.text, citation]));
  // The longest first: 1,234.50 is not 1.
  const all = [...known.keys(), ...uncited].toSorted((a, b) => b.length - a.length);
  if (all.length === 0) {
    return;
  }
  const pattern = all.map((text) => text.replaceAll(special, '\\$&')).join('|');
  const numbers = new RegExp(`(?<![\\w.,:/-])(?:${pattern})(?![\\w:/]|[-.,]\\d)`, 'g');
  for (const node of textNodes(root)) {
    const text = node.data;
    let end = 0;
    const pieces: (string | Node)[] = [];
    for (const match of text.matchAll(numbers)) {
      pieces.push(text.slice(end, match.index), marked(match[0], known.get(match[0])));
      end = match.index + match[0].length;
    }
    if (end > 0) {
      node.replaceWith(...pieces, text.slice(end));
    }
  }
}

function textNodes(root: Element): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Text && node.parentElement?.closest('code, pre, a, button') === null) {
      nodes.push(node);
    }
  }
  return nodes;
}

function marked(text: string, citation: Citation | undefined): Node {
  if (citation === undefined) {
    const mark = document.createElement('span');
    mark.className = 'uncited';
    mark.dataset['testid'] = 'finops-uncited';
    mark.title = l10n.t('No query gave this number');
    mark.textContent = text;
    return mark;
  }
  const button = document.createElement('button');
  button.className = 'cited';
  button.dataset['testid'] = 'finops-cited';
  button.dataset['query'] = citation.queryId;
  button.title =
    citation.queryId === 'data'
      ? l10n.t('One of the figures above')
      : l10n.t('From query {0}', citation.queryId);
  button.textContent = text;
  button.addEventListener('click', () => button.dispatchEvent(new CitationEvent(citation)));
  return button;
}
