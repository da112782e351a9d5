import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WebviewHost, type WebviewPage } from '../support/webviewPage';
import type {} from './markdownPage';
import { cuts, markdownDocument } from './markdownPieces';

const seed = Date.now();
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 150);

const ATTACKS = [
  '<script>globalThis.attacked = 1</script>',
  '<img src=x onerror="globalThis.attacked = 1">',
  '<svg onload="globalThis.attacked = 1"></svg>',
  '<iframe srcdoc="<script>parent.attacked = 1</script>"></iframe>',
  '<a href="javascript:globalThis.attacked = 1">x</a>',
  '[x](javascript:globalThis.attacked=1)',
  '[x](JaVaScRiPt:globalThis.attacked=1)',
  '[x](data:text/html,<script>parent.attacked=1</script>)',
  '[x](vscode://command/workbench.action.quit)',
  '[x](command:workbench.action.quit)',
  '[x](file:///etc/passwd)',
  '![x](https://example.com/x.png)',
  '![x](javascript:globalThis.attacked=1)',
  '![x" onerror="globalThis.attacked=1](https://example.com/y.png)',
  '[x](https://a.b/"onclick="globalThis.attacked=1)',
  '```"><img src=x onerror=globalThis.attacked=1>\ncode\n```',
  '```js\n</code></pre><img src=x onerror=globalThis.attacked=1>\n```',
  '<style>body { display: none }</style>',
  '<form action="https://example.com"><input name=x><button>go</button></form>',
  '<div style="position:fixed;inset:0">cover</div>',
  '<br onclick="globalThis.attacked=1"><kbd onclick="globalThis.attacked=1">k</kbd>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=globalThis.attacked=1&gt;">',
];

describe('an answer in Markdown', function () {
  this.timeout(120_000);
  let host: WebviewHost | undefined;
  let webview: WebviewPage;

  before(async () => {
    host = await WebviewHost.start('test/webview/markdownPage.ts', ['media/markdown.css']);
    webview = await host.open();
  });
  after(() => host?.dispose());

  function show(...pieces: string[]) {
    return webview.page.evaluate(async (pieces) => {
      await markdownPage.show(pieces);
    }, pieces);
  }

  it(`has in the end the words of the whole text (seed ${String(seed)})`, async () => {
    await fc.assert(
      fc.asyncProperty(markdownDocument, cuts, async (text, at) => {
        const [shown, expected] = await webview.page.evaluate(
          async ([text, pieces]) => {
            const view = await markdownPage.show(pieces);
            return [markdownPage.words(view), markdownPage.expectedWords(text)] as const;
          },
          [text.replaceAll(/\r\n?/g, '\n'), at(text)] as const,
        );
        assert.equal(shown, expected);
      }),
      { numRuns: RUNS, seed },
    );
  });

  it(`shows at once when complete what it shows when it comes in pieces (seed ${String(seed)})`, async () => {
    await fc.assert(
      fc.asyncProperty(markdownDocument, cuts, async (text, at) => {
        const [pieced, whole] = await webview.page.evaluate(
          async ([text, pieces]) => {
            const pieced = markdownPage.markup(await markdownPage.show(pieces));
            return [pieced, markdownPage.markup(await markdownPage.show([text]))] as const;
          },
          [text, at(text)] as const,
        );
        assert.equal(pieced, whole);
      }),
      { numRuns: RUNS, seed },
    );
  });

  for (const attack of ATTACKS) {
    it(`runs and loads nothing of ${attack}`, async () => {
      await show(`Before.\n\n${attack}\n\nAfter ${attack} all.`);
      await show(...`Before.\n\n${attack}\n\nAfter ${attack} all.`.split(''));
      const found = await webview.page.evaluate(() => {
        for (const link of document.querySelectorAll('bc-markdown a')) {
          (link as HTMLElement).click();
        }
        const elements = [...document.querySelectorAll('bc-markdown *')];
        return {
          attacked: 'attacked' in globalThis,
          elements: elements
            .filter(({ localName }) => /^(script|img|svg|math|iframe|style|form|input)$/.test(localName))
            .map(({ localName }) => localName),
          handlers: elements.flatMap((element) =>
            element.getAttributeNames().filter((name) => /^(on|style$|src)/.test(name)),
          ),
          addresses: [...document.querySelectorAll('bc-markdown a[href]')]
            .map((link) => link.getAttribute('href') ?? '')
            .filter((address) => !/^https:/.test(address)),
        };
      });
      assert.deepEqual(found, { attacked: false, elements: [], handlers: [], addresses: [] });
      assert.deepEqual(await webview.problems(), []);
    });
  }

  it('names a remote picture instead of loading it', async () => {
    await show('![the plan](https://example.com/plan.png)');
    const link = webview.page.locator('bc-markdown a');
    assert.equal(await link.innerText(), 'image: the plan');
    assert.equal(await link.getAttribute('href'), 'https://example.com/plan.png');
  });

  it('shows where a link leads, whatever title it claims', async () => {
    await show('[x](https://example.com/real "https://example.org/claimed")');
    assert.equal(
      await webview.page.locator('bc-markdown a').getAttribute('title'),
      'https://example.com/real',
    );
  });

  it('tells of a link that is followed, and goes nowhere', async () => {
    await show('[the guide](https://example.com/guide)');
    const told = await webview.page.evaluate(() => {
      const heard: string[] = [];
      let reachedDocument = false;
      document.body.addEventListener('open-link', (event) =>
        heard.push((event as Event & { href: string }).href),
      );
      document.addEventListener('click', () => (reachedDocument = true));
      document.querySelector<HTMLElement>('bc-markdown a')?.click();
      return { heard, reachedDocument };
    });
    assert.deepEqual(told, { heard: ['https://example.com/guide'], reachedDocument: false });
  });

  it('offers what can be done with code, with its language', async () => {
    await show('```python\nprint(1)\n\nprint(2)\n```\n');
    const told = await webview.page.evaluate(() => {
      const heard: unknown[] = [];
      document.body.addEventListener('code-action', (event) => {
        const { action, code, language } = event as Event & Record<'action' | 'code' | 'language', string>;
        heard.push([action, code, language]);
      });
      for (const button of document.querySelectorAll<HTMLElement>('.code-toolbar button')) {
        button.click();
      }
      return heard;
    });
    const code = 'print(1)\n\nprint(2)';
    assert.deepEqual(told, [
      ['copy', code, 'python'],
      ['insert', code, 'python'],
      ['newFile', code, 'python'],
    ]);
    assert.equal(await webview.page.locator('.code-language').innerText(), 'python');
  });

  it('colors code only once it is complete', async () => {
    const colored = () => webview.page.locator('bc-markdown .hljs-keyword').count();
    await webview.page.evaluate(async () => {
      await markdownPage.show(['```js\nconst a = 1;\n'], false);
    });
    assert.equal(await colored(), 0);
    await show('```js\nconst a = 1;\n', '```\n');
    assert.equal(await colored(), 1);
    await show('```nolanguage\nconst a = 1;\n```\n');
    assert.equal(await colored(), 0);
  });

  it('keeps long code in boxes of a hundred lines while it grows', async () => {
    await webview.page.evaluate(async () => {
      await markdownPage.show(['```\n', ...('x\n'.repeat(250).match(/[^]{1,3}/g) ?? [])], false);
    });
    const chunks = await webview.page.locator('.code-chunk').allTextContents();
    assert.deepEqual(
      chunks.map((text) => text.split('\n').length - 1),
      [100, 100, 49],
    );
  });

  it('never skips a level of headings', async () => {
    await show('#### Deep first\n\n', '# Top\n\n## Under\n\n', '###### Far under\n\n# Top again\n');
    const levels = await webview.page
      .locator('bc-markdown :is(h1,h2,h3,h4,h5,h6)')
      .evaluateAll((headings) => headings.map(({ localName }) => localName));
    assert.deepEqual(levels, ['h3', 'h3', 'h4', 'h5', 'h3']);
  });

  it('starts over when the text becomes another one', async () => {
    const words = await webview.page.evaluate(async () => {
      const view = await markdownPage.show(['First.\n\nSecond']);
      view.text = 'Other';
      view.complete = false;
      await view.updateComplete;
      view.text = 'Other text';
      view.complete = true;
      await view.updateComplete;
      return view.textContent;
    });
    assert.equal(words.trim(), 'Other text');
  });
});
