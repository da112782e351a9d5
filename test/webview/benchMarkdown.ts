// Measures the longest task of the page's thread while Markdown that is made to take long is shown, at once and in
// pieces. One JSON object a line.
import { WebviewHost } from '../support/webviewPage';
import { hostileMarkdown } from './hostileMarkdown';
import type {} from './markdownPage';
import type {} from './vscodeStub';

const PIECE = 400;

const host = await WebviewHost.start('test/webview/markdownPage.ts', ['media/markdown.css']);
const webview = await host.open();
for (const [what, text] of hostileMarkdown) {
  const pieces = text.match(new RegExp(`[^]{1,${PIECE}}`, 'g')) ?? [];
  const [atOnce, inPieces] = await webview.page.evaluate(
    async ([text, pieces]) => {
      /** Each piece in a task of its own, as messages of the host are. */
      const longest = async (parts: readonly string[]): Promise<number> => {
        let worst = 0;
        const view = await markdownPage.show([], false);
        for (const part of parts) {
          const start = performance.now();
          view.text += part;
          await view.updateComplete;
          worst = Math.max(worst, performance.now() - start);
          await new Promise(requestAnimationFrame);
        }
        const start = performance.now();
        view.complete = true;
        await view.updateComplete;
        return Math.max(worst, performance.now() - start);
      };
      return [await longest([text]), await longest(pieces)];
    },
    [text, pieces] as const,
  );
  const name = `showing ${what}: longest task`;
  console.log(
    JSON.stringify({
      name,
      atOnce: Math.round(atOnce ?? NaN),
      inPieces: Math.round(inPieces ?? NaN),
      unit: 'ms',
    }),
  );
}
await host.dispose();
