import type { Token, Tokens, TokensList } from 'marked';
import { FenceReader, openingFence } from './fenceReader';
import type { LinkDefinitions } from './markdownParser';

/** Open text up to this many characters is parsed anew at every flush. */
const ALWAYS_PARSED = 1024;
/** Longer open text is parsed anew only once it has grown by this factor, so that the work stays linear. */
const GROWTH = 1.125;
/** Definitions beyond so many are not honored: each stretch of the text is given all of them. */
const MAX_DEFINITIONS = 1000;
/** A block that grows beyond this many characters is cut in two, so that no frame of the page is kept long by one. */
const MAX_BLOCK = 16 * 1024;

/** Where a Markdown stream's output goes; the page implements it, and tests record it. */
export interface MarkdownSink {
  /** Blocks that no later text can change, to be added after those before. */
  finished(tokens: readonly Token[]): void;
  /** The part that follows the finished blocks, for now; replaces what was open before. */
  open(tokens: readonly Token[]): void;
  /** Text after the open blocks that is not parsed yet; replaces the pending text before. */
  pending(text: string): void;
  /** A fenced code block begins; replaces what was open. */
  fenceOpened(language: string): void;
  /** More code of the open fence. */
  fenceText(code: string): void;
  /** The open fence is complete. */
  fenceClosed(): void;
  /** Everything shown so far is void. */
  reset(): void;
}

/** The cost of the parsing, for tests and measurements. */
export interface MarkdownStats {
  /** Blocks handed over as finished. */
  finishedBlocks: number;
  /** Finished blocks that were handed to the lexer again; only link definitions make that happen. */
  reparsedBlocks: number;
  lexCalls: number;
  lexedCharacters: number;
}

/**
 * Markdown that arrives in pieces. Finished blocks are emitted once and never parsed again; a fenced
 * block is passed on as it comes; only the open rest is parsed at each `flush`. Link definitions, which
 * act backward, are honored by two more passes over everything at `finish`: one to find them, one to show.
 */
export class MarkdownStream {
  readonly stats: MarkdownStats = { finishedBlocks: 0, reparsedBlocks: 0, lexCalls: 0, lexedCharacters: 0 };
  private source = '';
  private carriage = '';
  /** The unfinished part; starts at the start of a line. */
  private tail = '';
  /** How much of the tail the open blocks on display were made of. */
  private parsedLength = 0;
  private fence: FenceReader | undefined;
  private hasDefinitions = false;

  constructor(
    private readonly lex: (text: string, definitions?: LinkDefinitions) => TokensList,
    private readonly sink: MarkdownSink,
    private readonly definitions?: LinkDefinitions,
  ) {}

  /** Takes more text; nothing is parsed before the next `flush`. */
  append(text: string): void {
    const received = this.carriage + text;
    // A carriage return at the end waits for the line feed that may follow it.
    this.carriage = received.endsWith('\r') ? '\r' : '';
    this.consume(received.slice(0, received.length - this.carriage.length));
  }

  /** Brings the output up to date with the text so far. */
  flush(): void {
    this.advance(false);
  }

  /** The text is complete: everything becomes finished. */
  finish(): void {
    this.consume(this.carriage);
    this.carriage = '';
    this.advance(true);
    if (this.hasDefinitions) {
      this.rebuild();
    }
  }

  private consume(text: string): void {
    const normalized = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    this.source += normalized;
    this.tail += normalized;
  }

  private advance(final: boolean): void {
    for (;;) {
      if (this.fence !== undefined && !this.readFence(this.fence, final)) {
        return;
      }
      if (!final && this.tail.length > ALWAYS_PARSED && this.tail.length < this.parsedLength * GROWTH) {
        this.sink.pending(this.tail.slice(this.parsedLength));
        return;
      }
      this.tail = this.tail.replace(/^(?:[ \t]*\n)+/, '');
      if (this.openFence()) {
        continue;
      }
      if (this.tail.length > MAX_BLOCK && this.finishPart()) {
        continue;
      }
      const tokens = this.lexTail();
      const end = final
        ? { tokens: tokens.length, characters: this.tail.length }
        : finishedEnd(tokens, this.tail);
      if (end !== undefined) {
        this.finishTail(tokens.slice(0, end.tokens), tokens);
        this.tail = this.tail.slice(end.characters);
        if (this.openFence()) {
          continue;
        }
      }
      this.parsedLength = this.tail.length;
      this.show(tokens.slice(end?.tokens ?? 0));
      return;
    }
  }

  private lexTail(): TokensList {
    return this.lexed(this.tail);
  }

  private lexed(text: string): TokensList {
    this.stats.lexCalls++;
    this.stats.lexedCharacters += text.length;
    return this.lex(text, this.definitions);
  }

  /** Finishes as much of a long tail as may be read at once; false where that would make something else of it. */
  private finishPart(): boolean {
    const part = this.tail.slice(0, this.tail.lastIndexOf('\n', MAX_BLOCK) + 1 || MAX_BLOCK);
    const tokens = this.lexed(part);
    const end = finishedEnd(tokens, part);
    const characters = end?.characters ?? cutAt(tokens, part);
    if (characters === 0) {
      return false;
    }
    const finished = end === undefined ? this.lexed(part.slice(0, characters)) : tokens.slice(0, end.tokens);
    this.finishTail(finished, tokens);
    this.tail = this.tail.slice(characters);
    this.parsedLength = 0;
    return true;
  }

  private finishTail(tokens: readonly Token[], lexed: TokensList): void {
    if (tokens.length === 0) {
      return;
    }
    this.show([]);
    this.sink.finished(tokens);
    this.stats.finishedBlocks += tokens.filter((token) => token.type !== 'space').length;
    if (Object.keys(lexed.links).length > 0 || tokens.some(mayDefine)) {
      this.hasDefinitions = true;
    }
  }

  private openFence(): boolean {
    const fence = openingFence(this.tail);
    if (fence === undefined) {
      return false;
    }
    this.tail = this.tail.slice(fence.length);
    this.fence = new FenceReader(fence.marker);
    this.show([]);
    this.sink.fenceOpened(fence.language);
    return true;
  }

  private show(tokens: readonly Token[]): void {
    this.sink.open(tokens);
    this.sink.pending('');
  }

  /** True when the fence was closed. */
  private readFence(fence: FenceReader, final: boolean): boolean {
    const read = fence.read(this.tail);
    const code = final && !read.closed ? read.code + fence.end(read.rest) : read.code;
    this.tail = final && !read.closed ? '' : read.rest;
    if (code !== '') {
      this.sink.fenceText(code);
    }
    if (read.closed || final) {
      this.closeFence();
    }
    return read.closed || final;
  }

  private closeFence(): void {
    this.fence = undefined;
    this.parsedLength = 0;
    this.stats.finishedBlocks++;
    this.sink.fenceClosed();
  }

  private rebuild(): void {
    this.stats.reparsedBlocks += this.stats.finishedBlocks;
    const definitions: LinkDefinitions = Object.create(null) as LinkDefinitions;
    this.readAgain({ ...silent, finished: (tokens) => collectDefinitions(tokens, definitions) });
    this.sink.reset();
    this.readAgain(this.sink, definitions);
  }

  /** Reads everything once more, stretch by stretch as before. */
  private readAgain(sink: MarkdownSink, definitions?: LinkDefinitions): void {
    const again = new MarkdownStream(this.lex, sink, definitions);
    again.tail = this.source;
    again.advance(true);
    this.stats.lexCalls += again.stats.lexCalls;
    this.stats.lexedCharacters += again.stats.lexedCharacters;
  }
}

const ignore = (): void => undefined;
const silent: MarkdownSink = {
  finished: ignore,
  open: ignore,
  pending: ignore,
  reset: ignore,
  fenceOpened: ignore,
  fenceText: ignore,
  fenceClosed: ignore,
};

/** Adds the definitions among tokens and in them; the first of a name counts. */
function collectDefinitions(tokens: readonly Token[], into: LinkDefinitions): void {
  for (const token of tokens) {
    if (token.type === 'def') {
      const { tag, href, title } = token as Tokens.Def;
      if (!Object.hasOwn(into, tag) && Object.keys(into).length < MAX_DEFINITIONS) {
        into[tag] = { href, title };
      }
    } else if (token.type === 'list') {
      collectDefinitions((token as Tokens.List).items, into);
    } else if (token.type === 'blockquote' || token.type === 'list_item') {
      collectDefinitions(token.tokens ?? [], into);
    }
  }
}

/** Up to where tokens are certain whatever text follows, or nothing when none are. */
function finishedEnd(
  tokens: readonly Token[],
  text: string,
): { tokens: number; characters: number } | undefined {
  let end: { tokens: number; characters: number } | undefined;
  let offset = 0;
  for (const [index, token] of tokens.entries()) {
    // Where the lexer rewrote the source, positions cannot be trusted any more.
    if (!text.startsWith(token.raw, offset)) {
      return end;
    }
    if (index > 0 && token.type === 'code' && openingFence(text.slice(offset, offset + 400)) !== undefined) {
      end = { tokens: index, characters: offset };
    }
    const before = tokens[index - 1];
    offset += token.raw.length;
    if (token.type !== 'space' || before === undefined) {
      continue;
    }
    const gap = (/\s*$/.exec(before.raw)?.[0] ?? '') + token.raw;
    if (gap.split('\n').length <= 2) {
      continue;
    }
    const characters = offset - (token.raw.length - token.raw.lastIndexOf('\n') - 1);
    if (spansBlankLines(before) && !isDecided(text.slice(characters, characters + 400))) {
      continue;
    }
    end = { tokens: index + 1, characters };
  }
  return end;
}

/** Where a block that has no end yet may be cut: a list between two of its items, a table and what holds a fence nowhere. */
function cutAt(tokens: readonly Token[], text: string): number {
  const last = tokens.at(-1);
  if (last === undefined || last.type === 'table') {
    return 0;
  }
  const items: readonly Token[] = last.type === 'list' ? (last as Tokens.List).items : [];
  const lastItem = items.length > 1 ? items.at(-1)?.raw : undefined;
  if (lastItem !== undefined && text.endsWith(lastItem)) {
    return text.length - lastItem.length;
  }
  return /^[ \t>*+-]*(?:\d{1,9}[.)][ \t]+)?(?:`{3}|~{3})/m.test(last.raw) ? 0 : text.length;
}

/** Lists and indented code go on after a blank line when the next line fits them. */
function spansBlankLines(token: Token): boolean {
  return token.type === 'list' || (token.type === 'code' && token['codeBlockStyle'] === 'indented');
}

/** Whether a line has come far enough to tell whether it is an item of a list, a rule, or neither. */
function isDecided(text: string): boolean {
  return text.includes('\n') || !/^[ \t]*(?:[-*_+ \t]*|\d{1,9}[.)]?)$/.test(text);
}

/** A definition cut in two by a blank line within its title reads as a paragraph until all is there. */
function mayDefine(token: Token): boolean {
  return token.type === 'paragraph' && /^ {0,3}\[(?:[^[\]\\]|\\.)+\]:/m.test(token.raw);
}
