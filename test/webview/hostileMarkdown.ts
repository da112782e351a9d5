const LINE = '`'.repeat(3);

/**
 * Markdown that took seconds to show: what it is, its text, and a selector of what it is not to be made
 * into hundreds of.
 */
export const hostileMarkdown: readonly (readonly [what: string, text: string, costly: string])[] = [
  ['48 KB of settings', `${LINE}ini\n${'a'.repeat(48_000)}\n${LINE}`, '[class^=hljs]'],
  ['48 KB of code in a line', `${LINE}js\n${'const a = 1; '.repeat(3700)}\n${LINE}`, '[class^=hljs]'],
  ['48 KB of settings in a list', `- x\n  ${LINE}ini\n  ${'a'.repeat(48_000)}\n  ${LINE}`, '[class^=hljs]'],
  ['an address of 40 KB', `${'a.'.repeat(20_000)}@`, 'a'],
  [
    '600 nested lists',
    Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth * 2)}- x`).join('\n'),
    'ul',
  ],
  ['600 nested lists in a line', `${'- '.repeat(600)}x`, 'ul'],
  ['600 nested quotes', `${'> '.repeat(600)}x`, 'blockquote'],
  [
    'a table of 1,000 columns',
    [
      `|${' a |'.repeat(1000)}`,
      `|${'---|'.repeat(1000)}`,
      ...Array.from({ length: 40 }, () => `|${' b |'.repeat(1000)}`),
    ].join('\n'),
    'td',
  ],
];
