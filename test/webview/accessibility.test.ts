import assert from 'node:assert/strict';
import { axeFaults } from '../support/axe';
import type { ToPanel } from '../../src/protocol/chatPanel';
import { themeNames } from '../support/themes';
import { answer, attached, figures, question, snapshot, useChatHost } from './chatPage';

const MARKDOWN = [
  '## Buckets\n\nStores **objects** in `buckets`; see [the guide](https://example.com) and ![it](https://example.com/a.png).',
  '#### Code\n\n```ts\n// a comment\nexport const client = new S3Client({ region: "us-east-1", maxAttempts: 3 });\n```',
  '| Class | Price |\n|---|--:|\n| Standard | $0.023 |\n\n> Prices differ, ~~always~~ often.\n\n- [x] done\n- [ ] open',
  '<kbd>Ctrl</kbd>\n\n---\n\n```diff\n- old\n+ new\n```\n\n```html\n<a href="x">y</a>\n```',
].join('\n\n');
const attachments = [
  attached(),
  attached({
    id: '2',
    label: 'shot.png',
    kind: 'image',
    size: '5.2 MB',
    warning: 'shot.png has 5.2 MB; Bedrock may refuse pictures above 3.75 MB.',
  }),
];
const thought = { type: 'reasoning', id: 's1', at: 0, text: 'Let me see what a bucket is.' } as const;
const call = {
  type: 'tool',
  id: 's2',
  at: 12,
  name: 'search',
  input: '{\n  "query": "S3"\n}',
  result: '',
} as const;
const error = {
  code: 'modelAccess',
  message: 'This account has not been granted Claude Sonnet 4 in us-east-1.',
  detail: 'AccessDeniedException',
  actions: [
    { id: 'openModelCatalog' as const, label: 'Open Model Catalog' },
    { id: 'chooseModel' as const, label: 'Choose another model' },
  ],
};

const STATES: Readonly<Record<string, ToPanel>> = {
  empty: snapshot(),
  'empty, signed out': snapshot({
    header: { modelLabel: '', modelTooltip: '', region: '', signedIn: 'no' },
  }),
  waiting: snapshot({
    busy: true,
    messages: [question('Hi'), answer('', { streaming: true, status: 'Waiting for Claude…' })],
  }),
  streaming: snapshot({
    busy: true,
    attachments,
    messages: [
      question('Hi', { attachments }),
      answer(`${MARKDOWN}\n\n\`\`\`ts\nlet x`, { streaming: true }),
    ],
  }),
  finished: snapshot({
    attachments,
    messages: [
      question('Hi', { attachments }),
      answer(MARKDOWN, {
        feedback: 'helpful',
        notices: ['The history was cut to its last 20 turns.'],
        figures: { ...figures, modelNote: 'newest Claude Sonnet' },
      }),
      question('Again', { id: 'q2' }),
      answer('# Yes\n\nIndeed.', { id: 'a2', figures }),
    ],
  }),
  thinking: snapshot({
    busy: true,
    messages: [question('Hi'), answer('', { streaming: true, steps: [{ ...thought, durationMs: null }] })],
  }),
  'calling a tool': snapshot({
    busy: true,
    tools: 2,
    messages: [
      question('Hi'),
      answer('Let me look.', {
        streaming: true,
        status: 'Running search…',
        steps: [
          { ...thought, durationMs: 4000 },
          { ...call, state: 'running', durationMs: null },
        ],
      }),
    ],
  }),
  'out of rounds': snapshot({
    tools: 2,
    messages: [
      question('Hi'),
      answer('Let me look.', {
        canGoOn: true,
        notices: ['The model called tools as often in a row as it may.'],
        steps: [
          { ...thought, durationMs: 4000 },
          { ...call, state: 'done', result: 'Simple Storage Service', durationMs: 120 },
          { ...call, id: 's3', state: 'failed', result: 'The tool failed: no network', durationMs: 5 },
          {
            ...call,
            id: 's4',
            state: 'declined',
            result: 'The user did not allow this call.',
            durationMs: 900,
          },
        ],
      }),
    ],
  }),
  error: snapshot({ messages: [question('Hi'), answer('Half an', { error })] }),
  'a refused question': snapshot({
    messages: [
      question('Hi', { leftOut: 'It is left out of what is sent next.' }),
      answer('', { leftOut: 'It is left out of what is sent next.', error }),
    ],
  }),
};

describe('the chat panel for everyone', function () {
  this.timeout(60_000);
  const host = useChatHost();
  for (const theme of themeNames) {
    it(`has no fault that axe finds, in any state (${theme})`, async () => {
      const chat = await host.open({ theme });
      for (const [state, message] of Object.entries(STATES)) {
        await chat.receive(message);
        // The next frame draws it; what appears only after a second has to be there to be judged.
        await chat.page.waitForTimeout(state === 'waiting' ? 1200 : 200);
        await chat.page.locator('details.step').evaluateAll((cards) => {
          cards.forEach((card) => card.setAttribute('open', ''));
        });
        assert.deepEqual(await axeFaults(chat.page), [], state);
      }
      await chat.byId('chat-more').click();
      assert.deepEqual(await axeFaults(chat.page), [], 'open menu');
      assert.deepEqual(await chat.webview.problems(), []);
    });
  }

  it('has no fault that axe finds in a narrow view, with forced colors, and while a question is edited', async () => {
    const chat = await host.open({ width: 240, forcedColors: true });
    await chat.receive(STATES['finished'] ?? snapshot());
    await chat.byId('chat-edit').first().click();
    // Forced colors are the browser's own, and axe still sees the page's.
    assert.deepEqual(await axeFaults(chat.page, { rules: { 'color-contrast': { enabled: false } } }), []);
  });

  for (const width of [240, 400, 1200]) {
    it(`never scrolls sideways as a whole (${String(width)} px)`, async () => {
      const chat = await host.open({ width });
      for (const message of Object.values(STATES)) {
        await chat.receive(message);
        await chat.page.waitForTimeout(100);
        const [content, view] = await chat.page.evaluate(() => [
          Math.max(
            document.documentElement.scrollWidth,
            document.querySelector('.conversation')?.scrollWidth ?? 0,
          ),
          innerWidth,
        ]);
        assert.ok(content <= view, `${String(content)} of ${String(view)} px`);
      }
    });
  }

  it('is reached by the Tab key in the order it is read, with the focus in sight', async () => {
    const chat = await host.open();
    await chat.receive(snapshot({ messages: [question('Hi'), answer('Hello', { figures })] }));
    await chat.byId('chat-usage').waitFor();
    await chat.byId('chat-input').fill('next');
    await chat.byId('chat-model').focus();
    const order: string[] = [];
    for (let presses = 0; presses < 14; presses++) {
      const [name, visible] = await chat.page.evaluate(() => {
        const host = document.activeElement ?? document.body;
        const focused = host.shadowRoot?.activeElement ?? host;
        const framed = host.closest('.composer-box:has(textarea:focus)');
        const { outlineStyle, outlineWidth } = getComputedStyle(focused);
        const outlined = outlineStyle !== 'none' && outlineWidth !== '0px';
        return [host.getAttribute('data-testid') ?? host.className, outlined || framed !== null] as const;
      });
      assert.ok(visible, `the focus on ${name} is visible`);
      order.push(name);
      await chat.page.keyboard.press('Tab');
    }
    assert.deepEqual(order, [
      'chat-model',
      'chat-region',
      'chat-new',
      'chat-more',
      'conversation',
      'chat-edit',
      'chat-feedback-helpful',
      'chat-feedback-unhelpful',
      'chat-copy',
      'chat-retry',
      'chat-input',
      'chat-attach',
      'chat-tools',
      'chat-send',
    ]);
  });

  it('has menus that work as menus do', async () => {
    const chat = await host.open();
    await chat.receive(snapshot());
    const more = chat.page.getByRole('button', { name: 'More Actions' });
    const opened = async (): Promise<void> => {
      await chat.page.keyboard.press('Enter');
      await more.and(chat.page.locator('[aria-expanded=true]')).waitFor();
      await chat.page.locator('[role=menuitem]:focus').waitFor();
    };
    const focused = () => chat.page.evaluate(() => document.activeElement?.textContent?.trim());
    await chat.byId('chat-more').focus();
    await opened();
    const items: (string | undefined)[] = [await focused()];
    for (const key of ['ArrowDown', 'End', 'ArrowDown', 'ArrowUp', 'Home']) {
      await chat.page.keyboard.press(key);
      items.push(await focused());
    }
    const [first, second, last] = ['Export Chat…', 'Choose Model…', 'Choose Region…'];
    assert.deepEqual(items, [first, second, last, first, last, first]);
    await chat.page.keyboard.press('Escape');
    await chat.page.getByRole('menu').waitFor({ state: 'detached' });
    await chat.page.locator('[data-testid=chat-more]:focus').waitFor();
    await opened();
    await chat.page.keyboard.press('Enter');
    assert.deepEqual(await chat.intents(), [{ type: 'exportChat' }]);
  });

  it('announces an answer once, politely, when it is complete', async () => {
    const chat = await host.open();
    await chat.receive(snapshot({ busy: true, messages: [question('Hi'), answer('', { streaming: true })] }));
    assert.equal(await chat.page.getByRole('log').getAttribute('aria-live'), 'off');
    const announcement = chat.byId('chat-announcement');
    await chat.page.evaluate(() => {
      const said: string[] = [];
      Object.assign(globalThis, { said });
      const region = document.querySelector('[data-testid=chat-announcement]');
      if (region === null) {
        throw new Error('nothing announces');
      }
      new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true });
    });
    for (const text of ['It is ', '**an object', ' store**.', '\n\n']) {
      await chat.receive({ type: 'delta', messageId: 'a1', text });
      await chat.page.waitForTimeout(50);
    }
    assert.equal(await announcement.innerText(), '');
    await chat.receive({
      type: 'message',
      message: answer('It is **an object store**.\n\n', { notices: ['Stopped.'] }),
    });
    await chat.page.getByRole('status').getByText('It is an object store. Stopped.').waitFor();
    assert.equal(await chat.page.evaluate('said.length'), 1);
    assert.equal(await announcement.getAttribute('aria-live'), 'polite');
  });

  it('moves nothing for those who prefer it so', async () => {
    const moving: string[][] = [];
    for (const reducedMotion of [false, true]) {
      const chat = await host.open({ reducedMotion });
      await chat.receive(STATES['waiting'] ?? snapshot());
      await chat.byId('chat-status').waitFor();
      moving.push(
        await chat.page.evaluate(() =>
          [document, document.querySelector('vscode-progress-ring')?.shadowRoot]
            .flatMap((root) => root?.getAnimations() ?? [])
            .filter((animation) => animation.effect?.getComputedTiming().iterations === Infinity)
            .map((animation) => (animation as CSSAnimation).animationName),
        ),
      );
    }
    assert.equal(moving[0]?.length, 1, 'the progress ring turns');
    assert.deepEqual(moving[1], []);
  });
});
