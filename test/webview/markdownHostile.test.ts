import assert from 'node:assert/strict';
import { WebviewHost, type WebviewPage } from '../support/webviewPage';
import { lexMarkdown } from '../../webview/markdown/markdownParser';
import { hostileMarkdown } from './hostileMarkdown';
import type {} from './markdownPage';

describe('Markdown that is made to take long', function () {
  this.timeout(120_000);
  let host: WebviewHost | undefined;
  let webview: WebviewPage;

  before(async () => {
    host = await WebviewHost.start('test/webview/markdownPage.ts', ['media/markdown.css']);
    webview = await host.open();
  });
  after(() => host?.dispose());

  for (const [what, text, costly] of hostileMarkdown) {
    it(`is shown as text where it would be costly: ${what}`, async () => {
      const shown = await webview.page.evaluate(
        async ([text, costly]) => {
          const view = await markdownPage.show(['Before.\n\n', text, '\n\nAfter **all**.\n']);
          return {
            costly: view.querySelectorAll(costly).length,
            words: markdownPage.words(view).length,
            ordinary: view.querySelector('p:last-of-type strong')?.textContent,
          };
        },
        [text, costly] as const,
      );
      assert.ok(shown.costly <= 300, `${shown.costly} of ${costly}`);
      assert.ok(shown.words >= text.replaceAll(/[\s`~|*[\]()-]/g, '').length / 2, 'its words are there');
      assert.equal(shown.ordinary, 'all', 'what comes after it is Markdown again');
    });
  }

  it('reads a word of any length, that may begin an address, once', () => {
    // Read anew from each of its characters, this one takes minutes.
    const text = `${'a.'.repeat(200_000)}@ or a.b@example.com.`;
    const [paragraph] = lexMarkdown(text);
    assert.ok(paragraph?.type === 'paragraph' && 'tokens' in paragraph);
    assert.deepEqual(
      paragraph.tokens?.map(({ type }) => type),
      ['text', 'link', 'text'],
    );
  });
});
