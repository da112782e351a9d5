// Measures the longest task of the page's thread while Markdown that is made to take long is shown, at once and in
// pieces. One JSON object a line.
import { WebviewHost } from '../support/webviewPage';
import { hostileMarkdown } from './hostileMarkdown';
import type {} from './markdownPage';

const PIECE = 400;

/** Milliseconds; each piece is shown in a task of its own, as messages of the host are. */
function longestTask(pieces: readonly string[]): Promise<number> {
  return webview.page.evaluate(async (pieces) => {
    const view = await markdownPage.show([], false);
    let worst = 0;
    for (let at = 0; at <= pieces.length; at += 1) {
      const start = performance.now();
      view.text += pieces[at] ?? '';
      view.complete = at === pieces.length;
      await view.updateComplete;
      worst = Math.max(worst, performance.now() - start);
      await new Promise(requestAnimationFrame);
    }
    return worst;
  }, pieces);
}

const host = await WebviewHost.start('test/webview/markdownPage.ts', ['media/markdown.css']);
const webview = await host.open();
for (const [what, text] of hostileMarkdown) {
  const atOnce = await longestTask([text]);
  const inPieces = await longestTask(text.match(new RegExp(`[^]{1,${PIECE}}`, 'g')) ?? []);
  const name = `showing ${what}: longest task`;
  console.log(
    JSON.stringify({
      name,
      atOnce: Math.round(atOnce),
      inPieces: Math.round(inPieces),
      unit: 'ms',
    }),
  );
}
await host.dispose();
