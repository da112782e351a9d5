import type { ContentBlock, DocumentBlock, ImageBlock, Message } from '../bedrock/content';
import { MAX_REQUEST_CHARACTERS } from '../bedrock/requestLength';
import { markdownFence } from '../util/markdownFence';

/** A text, a file of text or a part of one that goes along with a question. */
export interface TextContext {
  readonly type: 'text';
  /** Relative to the workspace where possible; what the model and the user see. */
  readonly path: string;
  /** VS Code's language id, e.g. `typescript`; empty when unknown. */
  readonly language: string;
  /** 1-based, inclusive; absent for a whole file. */
  readonly lines?: { readonly from: number; readonly to: number };
  readonly text: string;
}

/** A picture or a document that goes along with a question. */
export interface FileContext {
  readonly type: 'file';
  readonly path: string;
  readonly block: ImageBlock | DocumentBlock;
}

/** Attachments of a question. */
export type ContextItem = TextContext | FileContext;

/** How a user and the model see what an item is: `src/a.ts:10-40`. */
export function contextLabel(item: ContextItem): string {
  return item.type === 'file' || item.lines === undefined
    ? item.path
    : `${item.path}:${item.lines.from}-${item.lines.to}`;
}

/**
 * A question with its context: pictures and documents first, then one text with their names, each text item as a
 * fenced block under its path, and the question last.
 */
export function questionMessage(question: string, context: readonly ContextItem[]): Message {
  const files = context.filter((item) => item.type === 'file');
  const named = files.length === 0 ? [] : [`Attached, in this order: ${files.map(contextLabel).join(', ')}`];
  const texts = context.filter((item) => item.type === 'text').map(fenced);
  const text: ContentBlock = { type: 'text', text: [...named, ...texts, question].join('\n\n') };
  return { role: 'user', content: [...files.map(({ block }) => block), text] };
}

function fenced(item: TextContext): string {
  const fence = markdownFence(item.text);
  return `${contextLabel(item)}\n${fence}${item.language}\n${item.text}\n${fence}`;
}

/** The attachments of one question come to at most so many bytes: as base64 they fill a request. */
export const MAX_CONTEXT_BYTES = (MAX_REQUEST_CHARACTERS / 4) * 3;

/** About how many bytes items come to. */
export function contextBytes(items: readonly ContextItem[]): number {
  return items.reduce(
    (sum, item) => sum + (item.type === 'file' ? item.block.bytes.length : item.text.length),
    0,
  );
}
