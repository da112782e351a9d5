import fc from 'fast-check';

/** A parser at an edge of the product, and what holds of it whatever it is given. */
export interface Target {
  readonly name: string;
  readonly property: fc.IRawProperty<unknown>;
}

/** A target of one input. What `check` throws is a finding, so are times in which nothing is said. */
export function target<T>(
  name: string,
  input: fc.Arbitrary<T>,
  check: (value: T) => void | Promise<void>,
): Target {
  return {
    name,
    property: fc.asyncProperty(input, async (value) => check(value)),
  };
}

/** Any text at all, or one of the samples with a few places cut, repeated or overwritten. */
export function texts(...samples: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat(), cut: fc.nat(20), put: piece, times: fc.nat(3) });
  const spoiled = fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { maxLength: 6 }))
    .map(([sample, edits]) =>
      edits.reduce((text, { at, cut, put, times }) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + put.repeat(times) + text.slice(start + cut);
      }, sample),
    );
  return fc.oneof({ weight: 4, arbitrary: spoiled }, fc.string({ unit: 'binary', maxLength: 300 }));
}

/** Any value that JavaScript knows and a message or a file can hold. */
export const values: fc.Arbitrary<unknown> = fc.anything({
  maxDepth: 3,
  withNullPrototype: true,
  withDate: true,
  withTypedArray: true,
  withMap: true,
});

/** Texts that parsers stumble over. */
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    '\0',
    '\n',
    '\r\n',
    '"',
    "'",
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '-',
    '&a',
    '*a',
    '<<',
    '{{',
    '}}',
    '|',
    '>',
    '!!',
    '\uFEFF',
    '\uD800',
    '\uFFFD',
    '\u2028',
    '1e999',
    '-0',
    '9'.repeat(40),
    '__proto__',
    'constructor',
    'null',
    'true',
    'a'.repeat(200),
  ),
);

/** @throws an error that says what does not hold */
export function expect(holds: boolean, what: string): void {
  if (!holds) {
    throw new Error(what);
  }
}
