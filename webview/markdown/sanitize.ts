import createPurifier from 'dompurify';

const purifier = createPurifier(window);

/** The elements that Markdown can turn into, and nothing else: no style, no event, no form, no picture, no frame. */
const ALLOWED_TAGS = [
  'p',
  'br',
  'hr',
  'blockquote',
  'pre',
  'code',
  'ul',
  'ol',
  'li',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'strong',
  'em',
  'del',
  'a',
  'sub',
  'sup',
  'kbd',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
];
/** Attributes whose value is no address. A link's own title is not among them: the tooltip is its address. */
const PLAIN_ATTR = ['align', 'start', 'data-language'];

/** Turns untrusted HTML into nodes that cannot run anything or load anything. */
export function sanitize(html: string): DocumentFragment {
  return purifier.sanitize(html, {
    ALLOWED_TAGS,
    ALLOWED_ATTR: ['href', ...PLAIN_ATTR],
    ADD_URI_SAFE_ATTR: PLAIN_ATTR,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    RETURN_DOM_FRAGMENT: true,
  });
}
