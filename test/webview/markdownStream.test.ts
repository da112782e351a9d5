import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Marked, type Token } from 'marked';
import { lexMarkdown, tokensToHtml } from '../../webview/markdown/markdownParser';
import { MarkdownStream, type MarkdownSink } from '../../webview/markdown/markdownStream';
import { cuts, markdownDocument } from './markdownPieces';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 1000);
const seed = Date.now();

/** Puts together what a page would show, and checks the order of the calls on the way. */
class RecordingSink implements MarkdownSink {
  finishedHtml = '';
  openHtml = '';
  pendingText = '';
  private fence: { language: string; code: string } | undefined;

  finished(tokens: readonly Token[]): void {
    assert.equal(this.fence, undefined, 'blocks cannot end within a fence');
    assert.equal(this.openHtml, '', 'open blocks are taken away before finished ones are added');
    this.finishedHtml += tokensToHtml(tokens);
  }
  open(tokens: readonly Token[]): void {
    this.openHtml = tokensToHtml(tokens);
  }
  pending(text: string): void {
    this.pendingText = text;
  }
  fenceOpened(language: string): void {
    assert.equal(this.openHtml, '');
    this.fence = { language, code: '' };
  }
  fenceText(code: string): void {
    assert.ok(this.fence);
    this.fence.code += code;
  }
  fenceClosed(): void {
    assert.ok(this.fence);
    const { language, code } = this.fence;
    const raw = `${'`'.repeat(3)}${language}\n${code}\n${'`'.repeat(3)}`;
    this.finishedHtml += tokensToHtml([{ type: 'code', raw, lang: language, text: code }]);
    this.fence = undefined;
  }
  reset(): void {
    this.finishedHtml = '';
  }

  get shown(): string {
    const fence = this.fence === undefined ? '' : this.fence.code;
    return this.finishedHtml + this.openHtml + this.pendingText + fence;
  }
}

function stream(pieces: readonly string[]) {
  const sink = new RecordingSink();
  const stream = new MarkdownStream(lexMarkdown, sink);
  for (const piece of pieces) {
    stream.append(piece);
    stream.flush();
  }
  stream.finish();
  return { html: sink.shown, stats: stream.stats };
}

/** Whether marked can lex the text at all; its lexer throws on some malformed nestings. */
function lexes(text: string): boolean {
  try {
    new Marked({ tokenizer: { html: () => undefined } }).lexer(text);
    return true;
  } catch {
    return false;
  }
}

/** Lists and paragraphs that follow each other as one. */
function joined(html: string): string {
  return html.replace(/<\/([uo]l|p)>\s*<\1(?: start="\d+")?>/g, '').replace(/\s+/g, ' ');
}

function whole(text: string): string {
  return tokensToHtml(lexMarkdown(text));
}

describe('Markdown that arrives in pieces', function () {
  this.timeout(120_000);

  it(`shows in the end what the whole text shows (seed ${String(seed)})`, () => {
    fc.assert(
      fc.property(markdownDocument, cuts, (text, at) => {
        fc.pre(lexes(text));
        assert.equal(stream(at(text)).html, whole(text));
      }),
      { numRuns: RUNS, seed },
    );
  });

  it(`parses finished blocks once, link definitions aside (seed ${String(seed)})`, () => {
    fc.assert(
      fc.property(markdownDocument, cuts, (text, at) => {
        fc.pre(!text.includes(']:'));
        assert.equal(stream(at(text)).stats.reparsedBlocks, 0);
      }),
      { numRuns: 300, seed },
    );
  });

  it('finishes a block at the blank line after it', () => {
    const sink = new RecordingSink();
    const stream = new MarkdownStream(lexMarkdown, sink);
    stream.append('One.\n\n');
    stream.flush();
    assert.equal(sink.finishedHtml, '<p>One.</p>\n');
  });

  it('keeps a list open over a blank line, until the next line says that it is over', () => {
    const sink = new RecordingSink();
    const stream = new MarkdownStream(lexMarkdown, sink);
    for (const [piece, finished] of [
      ['- one\n\n', false],
      ['-', false],
      [' two\n\n', false],
      ['Text', true],
    ] as const) {
      stream.append(piece);
      stream.flush();
      assert.equal(sink.finishedHtml !== '', finished, piece);
    }
    assert.equal(sink.finishedHtml, whole('- one\n\n- two'));
  });

  it('does not show the beginning of a closing fence as code', () => {
    const sink = new RecordingSink();
    const stream = new MarkdownStream(lexMarkdown, sink);
    stream.append('```js\nlet a;\n``');
    stream.flush();
    assert.equal(sink.shown, 'let a;');
  });

  it('honors a link definition that comes after its use', () => {
    const { html, stats } = stream(['See [it][1].\n\nMore.\n\n', '[1]: https://example.com/a\n']);
    assert.match(html, /<a href="https:\/\/example.com\/a">it<\/a>/);
    assert.equal(stats.reparsedBlocks, 3, 'two paragraphs and the definition');
  });

  it('honors link definitions wherever they are, over any length of text', () => {
    const filling = 'Words in between, which are many.\n\n'.repeat(2000);
    const [first, second, fence] = [
      '[one][a]\n\n',
      '> [two][b]\n\n',
      '```\n[a]: https://example.com/code\n```\n\n',
    ];
    const definitions =
      '> [b]: https://example.com/b\n\n[a]: https://example.com/a\n[a]: https://example.com/no\n';
    const { html } = stream([first + second + fence, filling, definitions, filling, first, second]);
    assert.equal(html.match(/<a href="https:\/\/example.com\/a">one<\/a>/g)?.length, 2);
    assert.equal(html.match(/<a href="https:\/\/example.com\/b">two<\/a>/g)?.length, 2);
    assert.match(html, /<code>\[a\]: https:\/\/example.com\/code<\/code>/);
  });

  it('honors a thousand definitions, and takes no longer for more', () => {
    const names = Array.from({ length: 20_000 }, (_, at) => `n${String(at)}`);
    const { html } = stream([
      names.map((name) => `[${name}]: https://example.com/${name}\n`).join(''),
      `\n${names.map((name) => `[x][${name}]\n`).join('\n')}`,
    ]);
    assert.match(html, /<a href="https:\/\/example.com\/n999">/);
    assert.doesNotMatch(html, /<a href="https:\/\/example.com\/n1000">/);
  });

  for (const [what, text] of [
    ['paragraphs', 'Some words of an answer, and `code`.\n\n'.repeat(4000)],
    ['a fence', `\`\`\`ts\n${'const value = compute(1, 2, 3);\n'.repeat(5000)}\`\`\`\n`],
    ['one list', '- an item with **bold** words\n'.repeat(5000)],
    ['one loose list', '1. an item with **bold** words\n\n'.repeat(5000)],
    ['one table', `| a | b |\n|---|---|\n${'| cell | another cell |\n'.repeat(6000)}`],
    ['one paragraph', 'words without an end '.repeat(7000)],
    ['a fence in a list', `1. Do\n\n   \`\`\`sh\n${'   echo one\n'.repeat(9000)}   \`\`\`\n`],
  ] as const) {
    it(`parses in proportion to the text's length: ${what}`, () => {
      const pieces = text.match(/[^]{1,7}/g) ?? [];
      const { html, stats } = stream(pieces);
      // A block beyond 16 KB may be cut in two.
      assert.equal(joined(html), joined(whole(text)));
      const lexed = stats.lexedCharacters;
      console.log(
        `      ${what}: ${String(text.length)} characters, ${String(pieces.length)} flushes, ${(lexed / text.length).toFixed(1)} times lexed`,
      );
      assert.ok(lexed <= 13 * text.length, `${String(lexed)} characters lexed`);
    });
  }

  for (const [what, text] of [
    ['600 nested lists', Array.from({ length: 600 }, (_, at) => `${' '.repeat(at * 2)}- x`).join('\n')],
    ['a list of 400 KB', '- an item with **bold** words\n'.repeat(14_000)],
    ['a quote of 400 KB', '> words of somebody else\n'.repeat(16_000)],
    ['a paragraph of 400 KB', 'words without an end '.repeat(20_000)],
    ['tags of 240 KB below a definition', `[q]: x\n\n${'<div>\n'.repeat(40_000)}`],
    ['a quote of 400 KB below a definition', `[q]: x\n\n${'> words of somebody else\n'.repeat(16_000)}`],
  ] as const) {
    it(`reads at most 16 KB of a block at once: ${what}`, () => {
      let longest = 0;
      const sink = new RecordingSink();
      const lex: typeof lexMarkdown = (part, definitions) => {
        longest = Math.max(longest, part.length);
        return lexMarkdown(part, definitions);
      };
      const reading = new MarkdownStream(lex, sink);
      for (const piece of text.match(/[^]{1,400}/g) ?? []) {
        reading.append(piece);
        reading.flush();
      }
      reading.finish();
      assert.ok(longest <= 17 * 1024, `${String(longest)} characters at once`);
      const words = (html: string) => html.replace(/<[^>]*>|&[lg]t;|\W/g, '').length;
      const shown = text.replace(/^\[q\]: x$/m, '').replaceAll('<', '&lt;');
      assert.equal(words(sink.finishedHtml), words(shown));
    });
  }

  it('shows as plain text what the lexer fails on, and recovers', () => {
    const unfinished = '> - a\n    > 10.\n--';
    assert.equal(lexes(unfinished), false, 'this text is no example any more');
    assert.equal(stream([unfinished]).html, '<p>&gt; - a\n    &gt; 10.\n--</p>\n');
    const text = `${unfinished}-\n`;
    assert.equal(stream(text.split('')).html, whole(text));
  });

  it('never interprets HTML', () => {
    const html = whole('<script>alert(1)</script>\n\n<b onclick=x>y</b> <img src=x onerror=y> a<br>b\n');
    assert.doesNotMatch(html, /<(script|b |img)/);
    assert.match(html, /a<br>b/);
  });

  it('agrees with plain marked on Markdown that we do not render otherwise', () => {
    const plain = new Marked({ gfm: true });
    const text =
      '# A\n\ntext *em* **b** ~~d~~ [l](https://x.y)\n\n> q\n\n1. a\n2. b\n\n| a |\n|---|\n| b |\n\n---\n';
    assert.equal(stream([text]).html, plain.parse(text));
  });
});
