import createPurifier from 'dompurify';
import { lexMarkdown, tokensToHtml } from '../../webview/markdown/markdownParser';
import { MarkdownView } from '../../webview/markdown/markdownView';

/** The page of the Markdown tests: shows a text in pieces, and what it should look like in the end. */
export interface MarkdownTestPage {
  /** Shows the pieces one after the other in a new view, which it returns when the text is complete. */
  show(pieces: readonly string[], complete?: boolean): Promise<MarkdownView>;
  /** The words that the view shows, without its own controls. */
  words(view: MarkdownView): string;
  /** The markup that the view shows, without the blanks between elements. */
  markup(view: MarkdownView): string;
  /** The words of the whole text, parsed and sanitized at once. */
  expectedWords(text: string): string;
}

declare global {
  var markdownPage: MarkdownTestPage;
}

customElements.define('bc-markdown', MarkdownView);
const purifier = createPurifier(window);

globalThis.markdownPage = {
  async show(pieces, complete = true) {
    const view = new MarkdownView();
    document.body.replaceChildren(view);
    let text = '';
    for (const piece of pieces) {
      text += piece;
      view.text = text;
      await view.updateComplete;
    }
    view.complete = complete;
    await view.updateComplete;
    return view;
  },
  words(view) {
    const copy = view.cloneNode(true) as HTMLElement;
    for (const toolbar of copy.querySelectorAll('.code-toolbar')) {
      toolbar.remove();
    }
    return withoutBlanks(copy.textContent);
  },
  markup: (view) => view.innerHTML.replaceAll(/>\s+</g, '><').trim(),
  expectedWords(text) {
    const fragment = purifier.sanitize(tokensToHtml(lexMarkdown(text)), { RETURN_DOM_FRAGMENT: true });
    return withoutBlanks(fragment.textContent ?? '');
  },
};

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s+/g, '');
}
