import { textMessage, type Message } from '../bedrock/content';

/** A file or a part of one that goes along with a question. */
export interface ContextItem {
  /** Relative to the workspace where possible; what the model and the person see. */
  readonly path: string;
  /** VS Code's language id, e.g. `typescript`; empty when unknown. */
  readonly language: string;
  /** 1-based, inclusive; absent for a whole file. */
  readonly lines?: { readonly from: number; readonly to: number };
  readonly text: string;
}

/** How a person and the model see what an item is: `src/a.ts:10-40`. */
export function contextLabel(item: ContextItem): string {
  return item.lines === undefined ? item.path : `${item.path}:${item.lines.from}-${item.lines.to}`;
}

/** A question with its context: each item a fenced block under its path, the question last. */
export function questionMessage(question: string, context: readonly ContextItem[]): Message {
  const blocks = context.map((item) => {
    const fence = fenceFor(item.text);
    return `${contextLabel(item)}\n${fence}${item.language}\n${item.text}\n${fence}`;
  });
  return textMessage('user', [...blocks, question].join('\n\n'));
}

/** A fence longer than any run of backticks in the text, so that the text cannot end it. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(longest + 1);
}
