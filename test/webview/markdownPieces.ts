import fc from 'fast-check';

const words = fc.constantFrom(
  ...['a', 'word', '**bold**', '*em', '`code`', '`', '1', '-', '10.', '#', '>', '[x]', '[l](https://a.b/c)'],
  ...[
    '<b>',
    '<br>',
    '</div>',
    '![pic](https://a.b/p.png)',
    'https://a.b',
    '~~no~~',
    'a\\',
    '|',
    '&amp;',
    '<',
    '☃',
  ],
);
const line = fc.array(words, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
const indent = fc.constantFrom('', '', '', ' ', '  ', '   ', '    ', '      ', '\t');
const marker = fc.constantFrom(
  '',
  '',
  '- ',
  '* ',
  '+ ',
  '1. ',
  '2) ',
  '> ',
  '# ',
  '## ',
  '- [ ] ',
  '- - ',
  '> - ',
  '>',
);
const lineBreak = fc.constantFrom(
  '\n',
  '\n',
  '\n',
  '\n\n',
  '\n\n',
  '\n \n',
  '\n\n\n',
  '\r\n',
  '\r\n\r\n',
  '\r',
);
const ordinary = fc
  .tuple(indent, marker, line, lineBreak)
  .map(([space, start, text, end]) => space + start + text + end);
const special = fc.constantFrom(
  ...[
    '---\n',
    '***\n',
    '- - -\n',
    '===\n',
    '```js\n',
    '```\n',
    '```\n\n',
    '~~~\n',
    '````\n',
    '```js',
    '   ```\n',
  ],
  ...[
    '| a | b |\n|---|---|\n| c | d |\n',
    'a | b\n--|--\n',
    '|---|\n',
    '-\n',
    '- \n',
    '1.\n',
    '\n',
    '  \n',
    '\t\n',
  ],
  ...[
    '<div>\n',
    '<!-- x\n',
    '-->\n',
    '<script>\n',
    '</script>\n',
    '<pre>\n\n',
    '<details>\n<summary>x</summary>\n',
  ],
  ...[
    '    code\n',
    '\tcode\n\n',
    '- a\n\n      code\n',
    '- a\n\n  b\n',
    '> a\n\n> b\n',
    '> ```\n> x\n',
    '> - a\n',
  ],
);
const definition = fc.constantFrom(
  '[x]: https://a.b\n',
  '[l]: <u> "t\n',
  '[x]: u "a\n\nb"\n',
  '  [word]: /w\n',
);

/** Markdown made of the pieces that interfere with each other, well and badly formed. */
export const markdownDocument = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: ordinary },
      { weight: 4, arbitrary: special },
      { weight: 1, arbitrary: definition },
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(''));

/** Ways of cutting a text into pieces: characters one by one, or at random places. */
export const cuts: fc.Arbitrary<(text: string) => string[]> = fc.oneof(
  fc.constant((text: string) => text.split('')),
  fc
    .array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 })
    .map((sizes) => (text: string) => {
      const pieces: string[] = [];
      for (let start = 0, index = 0; start < text.length; index++) {
        const size = sizes[index % sizes.length] ?? 1;
        pieces.push(text.slice(start, start + size));
        start += size;
      }
      return pieces;
    }),
);
