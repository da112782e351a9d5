import * as l10n from '@vscode/l10n';
import { Lexer, Marked, type Token, type Tokens, type TokensList } from 'marked';
import { BoundedTokenizer } from './boundedTokenizer';

const WEB_ADDRESS = /^https?:\/\//i;

const markdown = new Marked({
  gfm: true,
  renderer: {
    code({ text, lang }) {
      const language = (lang ?? '').split(/\s/, 1)[0] ?? '';
      return `<pre data-language="${escapeHtml(language)}"><code>${escapeHtml(trimNewlines(text))}</code></pre>\n`;
    },
    // A picture from elsewhere would tell its server that, and when, the answer was read.
    image({ href, text }) {
      const label = escapeHtml(l10n.t('image: {0}', text));
      return WEB_ADDRESS.test(href) ? `<a href="${escapeHtml(href)}">${label}</a>` : label;
    },
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
  },
});
markdown.setOptions({ tokenizer: new BoundedTokenizer() });

/** Where links lead that are named in one place and defined in another. */
export type LinkDefinitions = TokensList['links'];

/**
 * Splits Markdown into marked's tokens; links that the text itself does not define lead where `definitions` says. The
 * lexer throws on some malformed nestings (a quote in a list in a quote): such text becomes one plain paragraph.
 */
export function lexMarkdown(text: string, definitions?: LinkDefinitions): TokensList {
  try {
    const lexer = new Lexer(markdown.defaults);
    Object.assign(lexer.tokens.links, definitions);
    return lexer.lex(text);
  } catch {
    const plain: Tokens.Text = { type: 'text', raw: text, text, escaped: false };
    const paragraph: Tokens.Paragraph = { type: 'paragraph', raw: text, text, tokens: [plain] };
    return Object.assign([paragraph], { links: {} });
  }
}

/** The HTML of tokens: untrusted, to be sanitized before it is put into a page. */
export function tokensToHtml(tokens: readonly Token[]): string {
  return markdown.parser([...tokens]);
}

/** The text of a code block without the line breaks at its end. */
export function trimNewlines(code: string): string {
  return code.replace(/\n+$/, '');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
