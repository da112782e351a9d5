import { Tokenizer, type Tokens } from 'marked';

/** Lists and quotes within each other; each level reads again what is in it. */
const MAX_NESTING = 12;
const MAX_COLUMNS = 100;
const MAX_CELLS = 5000;
/** Characters that may be part of an address, so many that marked would look for its @ from each of them anew. */
const LONG_WORD = /^[\w.!#$%&'*+/=?`{|}~-]{1000,}/;
/** How a table begins: a line, and below it one of hyphens and bars. */
const TABLE_HEAD = /^[^\n]*\n {0,3}[|:-]/;
/** The few HTML tags that models write in Markdown and that mean no more than layout of text. */
const INLINE_TAG = /^<(?:br[ \t]*\/?|\/?(?:sub|sup|kbd))>/i;

/**
 * Marked's tokenizer without HTML, and with bounds: what is nested deeper, wider or longer than anybody writes takes
 * marked or the page seconds, and stays text.
 */
export class BoundedTokenizer extends Tokenizer {
  private depth = 0;

  /** HTML of a model is shown as it was written, never interpreted: nothing of it reaches the page. */
  override html(): undefined {
    return undefined;
  }

  override tag(source: string): Tokens.Tag | undefined {
    const raw = INLINE_TAG.exec(source)?.[0];
    if (raw === undefined) {
      return undefined;
    }
    return { type: 'html', raw, text: raw, block: false, inLink: false, inRawBlock: false };
  }

  override list(source: string): Tokens.List | undefined {
    return this.nested(() => super.list(source));
  }

  override blockquote(source: string): Tokens.Blockquote | undefined {
    return this.nested(() => super.blockquote(source));
  }

  override table(source: string): Tokens.Table | undefined {
    // Asked of every line; where it is none, the rest of the text is not looked at.
    if (!TABLE_HEAD.test(source)) {
      return undefined;
    }
    const end = /\n[ \t]*(?:\n|$)/.exec(source)?.index ?? source.length;
    const lines = source.slice(0, end).split('\n');
    const columns = (lines[0]?.split('|').length ?? 0) - 1;
    if (columns > MAX_COLUMNS || columns * lines.length > MAX_CELLS) {
      return undefined;
    }
    return super.table(source);
  }

  override inlineText(source: string): Tokens.Text | undefined {
    const raw = LONG_WORD.exec(source)?.[0];
    if (raw === undefined) {
      return super.inlineText(source);
    }
    return { type: 'text', raw, text: raw, escaped: false };
  }

  private nested<T>(read: () => T): T | undefined {
    if (this.depth >= MAX_NESTING) {
      return undefined;
    }
    this.depth += 1;
    try {
      return read();
    } finally {
      this.depth -= 1;
    }
  }
}
