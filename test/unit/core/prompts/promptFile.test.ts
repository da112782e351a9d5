import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { placeholderProblems } from '../../../../src/core/prompts/placeholderProblems';
import { readPromptFile } from '../../../../src/core/prompts/promptFile';
import { promptFormat, type PromptFormat } from '../../../../src/core/prompts/promptFormat';
import { readTable } from '../../../../src/core/prompts/table';
import { useTranslations } from '../../../../src/shared/translations';
import { pseudoLanguage, pseudoTexts } from '../../../support/pseudo';

const texts = (text: string, format: PromptFormat) =>
  readPromptFile(text, format).prompts.map((prompt) => [prompt.id, prompt.text]);

/** Each problem as `line:column message`, counted from 1, as editors do. */
function problems(text: string, format: PromptFormat): string[] {
  const file = readPromptFile(text, format);
  return [...file.problems, ...placeholderProblems(file, undefined, text)].map(({ message, span }) => {
    const before = text.slice(0, span.start).split('\n');
    return `${before.length}:${(before.at(-1)?.length ?? 0) + 1} ${message}`;
  });
}

describe('a prompt file', () => {
  it('is known by its name', () => {
    const formats = [
      'prompts.txt',
      'a/b.prompts.txt',
      'x.prompts.yml',
      'x.prompts.jsonl',
      'notes.txt',
      'myprompts.txt',
    ];
    assert.deepEqual(formats.map(promptFormat), ['text', 'text', 'yaml', 'jsonl', undefined, undefined]);
  });

  it('of plain text has a prompt a paragraph', () => {
    assert.deepEqual(texts('One\r\nline two\r\n\r\n \r\nTwo\n\n\nThree\n', 'text'), [
      ['1', 'One\r\nline two'],
      ['2', 'Two'],
      ['3', 'Three'],
    ]);
  });

  it('of plain text with lines of --- has what stands between them', () => {
    assert.deepEqual(texts('---\nOne\n\nstill one\n---\nTwo\n---\n\n---\n', 'text'), [
      ['1', 'One\n\nstill one'],
      ['2', 'Two'],
    ]);
  });

  it('of YAML has ids, models, parameters and variables, each prompt’s own before those of all', () => {
    const { prompts, problems } = readPromptFile(
      [
        'model: m1',
        'parameters: { maxTokens: 100, temperature: 0 }',
        'variables: { who: Ada, greeting: Hello }',
        'prompts:',
        '  - A plain one',
        '  - id: greet',
        '    prompt: |',
        '      {{greeting}}, {{who}}',
        '    model: m2',
        '    parameters: { temperature: 0.5 }',
        '    variables: { who: 7 }',
        '    checks: [{ contains: Ada }]',
      ].join('\n'),
      'yaml',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      prompts.map(({ span: _span, ...prompt }) => prompt),
      [
        {
          id: '1',
          text: 'A plain one',
          model: 'm1',
          parameters: { maxTokens: 100, temperature: 0 },
          variables: { who: 'Ada', greeting: 'Hello' },
        },
        {
          id: 'greet',
          text: '{{greeting}}, {{who}}',
          model: 'm2',
          parameters: { maxTokens: 100, temperature: 0.5 },
          variables: { who: '7', greeting: 'Hello' },
          checks: [{ contains: 'Ada' }],
        },
      ],
    );
  });

  it('of JSON Lines has a prompt a line', () => {
    assert.deepEqual(texts('{"id":"a","prompt":"One"}\n\n{"prompt":"Two"}\n', 'jsonl'), [
      ['a', 'One'],
      ['2', 'Two'],
    ]);
  });
});

const MALFORMED: readonly [string, PromptFormat, string, RegExp][] = [
  ['nothing', 'text', ' \n', /^1:1 There is no prompt here/],
  ['bytes of another encoding', 'text', 'Ol\uFFFD', /^1:3 This is not text in UTF-8/],
  ['a binary file', 'jsonl', '\0PNG', /^1:1 This is not text/],
  ['a placeholder without a value', 'text', 'Hi\n\nHello {{who}}', /^3:7 "who" has no value/],
  [
    'a placeholder without a value far down in YAML',
    'yaml',
    '- variables: { a: 1 }\n  prompt: |\n    {{a}} and\n    {{ b }}',
    /^4:5 "b" has no value/,
  ],
  ['a placeholder that is not closed', 'text', 'Hello {{who', /^1:7 This looks like a placeholder/],
  ['broken YAML', 'yaml', 'prompts:\n  - "open', /^2:\d+ This is not YAML: .*quote/i],
  ['a tab in YAML', 'yaml', 'prompts:\n\t- a', /^2:1 This is not YAML: .*tab/i],
  ['a YAML key twice', 'yaml', '- prompt: a\n  prompt: b', /^2:3 This is not YAML: .*unique/i],
  ['a root that is no list', 'yaml', 'hello', /^1:1 Write a list of prompts/],
  ['no prompts in the root', 'yaml', 'model: a', /^1:1 "prompts" is missing/],
  ['an empty list', 'yaml', 'prompts: []', /^1:1 The list of prompts is empty/],
  ['an entry that is a number', 'yaml', '- a\n- 7', /^2:3 A prompt is a text/],
  ['no prompt in an entry', 'yaml', '- id: a', /^1:3 "prompt" is missing/],
  ['a blank prompt', 'yaml', '- prompt: " "', /^1:11 prompt is blank/],
  [
    'an unknown key',
    'yaml',
    '- prompt: a\n  promt: b',
    /^2:10 "promt" is not known here\. Known: id, prompt/,
  ],
  [
    'an unknown parameter',
    'yaml',
    '- prompt: a\n  parameters: { topX: 1 }',
    /"topX" is not known here\. Known: maxTokens/,
  ],
  ['an id with blanks', 'yaml', '- prompt: a\n  id: a b', /^2:7 An id is of/],
  ['an id twice', 'jsonl', '{"id":"a","prompt":"1"}\n{"id":"a","prompt":"2"}', /^2:1 Another prompt before/],
  [
    'a temperature of 2',
    'yaml',
    '- prompt: a\n  parameters: { temperature: 2 }',
    /^2:30 temperature is at most 1/,
  ],
  ['maxTokens of 0', 'yaml', '- prompt: a\n  parameters: { maxTokens: 0 }', /^2:28 maxTokens is at least 1/],
  [
    'maxTokens as text',
    'yaml',
    '- prompt: a\n  parameters: { maxTokens: many }',
    /^2:28 maxTokens is a number/,
  ],
  ['a list as a variable', 'yaml', '- prompt: a\n  variables: { b: [1] }', /^2:19 A variable is a text/],
  [
    'an unknown check',
    'yaml',
    '- prompt: a\n  checks: [{ has: b }]',
    /"has" is not known here\. Known: contains/,
  ],
  [
    'a broken expression',
    'yaml',
    '- prompt: a\n  checks: [{ matches: "(" }]',
    /^2:23 matches is no regular expression/,
  ],
  ['prompts that are a number', 'yaml', 'prompts: 7', /"prompts" is 7, where a list is expected/],
  [
    'parameters that are a text',
    'yaml',
    '- prompt: a\n  parameters: b',
    /"parameters" is "b", where a list of names with their values is expected/,
  ],
  [
    'a check that is a text',
    'yaml',
    '- prompt: a\n  checks: [b]',
    /"b", where a list of names with their values is/,
  ],
  ['a blank check', 'yaml', '- prompt: a\n  checks: [{ excludes: " " }]', /^2:24 excludes is blank\./],
  ['a number to contain', 'yaml', '- prompt: a\n  checks: [{ contains: 7 }]', /^2:24 contains is a text\./],
  ['no JSON wanted', 'yaml', '- prompt: a\n  checks: [{ json: false }]', /^2:20 json is true or left out\./],
  [
    'a character and a half',
    'yaml',
    '- prompt: a\n  checks: [{ maxCharacters: 1.5 }]',
    /^2:29 maxCharacters is a whole number\./,
  ],
  ['broken JSON', 'jsonl', '{"prompt":"a"}\n{"prompt":"b"', /^2:\d+ This line is not JSON/],
  ['a JSON line that is a list', 'jsonl', '["a"]', /^1:1 A prompt is a text, or/],
];

describe('a malformed prompt file', () => {
  for (const [what, format, text, expected] of MALFORMED) {
    it(`says where it has ${what}, and nothing else`, () => {
      const found = problems(text, format);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', expected);
    });
  }
});

describe('a malformed prompt file in another language', () => {
  before(() => useTranslations({ language: pseudoLanguage, texts: pseudoTexts().code }));
  after(() => useTranslations({ language: 'en', texts: null }));

  /** Members of prompt files, as they are written in every language, and what these files say. */
  const known = new Set(
    `id prompt prompts model system parameters schema variables checks maxTokens temperature stopSequences contains excludes
    name matches json maxCharacters promt topX has who`.split(/\s+/),
  );
  for (const [what, format, text] of MALFORMED.filter(([of]) => !/broken|tab in|key twice/.test(of))) {
    it(`says in that language that it has ${what}`, () => {
      for (const problem of problems(text, format)) {
        const english = problem.match(/[A-Za-z]{3,}/g)?.filter((word) => !known.has(word)) ?? [];
        assert.deepEqual(english, [], problem);
      }
    });
  }
});

const TABLES: readonly [string, string, RegExp][] = [
  ['no line', '', /^0 The table is empty/],
  ['a column without a name', 'a,\n1,2', /^0 Column 2 has no name/],
  ['a column twice', 'a,a\n1,2', /^0 There are two columns "a"/],
  ['a line with too little', 'a,b\n1,2\n3\n', /^8 Line 3 has 1 value, where the header has 2/],
  ['a quote that stays open', 'a,b\n"1,2\n', /This is not CSV/],
];

describe('the table beside a prompt file', () => {
  it('fills in by name', () => {
    assert.deepEqual(readTable('\uFEFFname,"the city"\n"A, B",x\n').table?.rows, [['A, B', 'x']]);
  });

  for (const [what, text, expected] of TABLES) {
    it(`says where it has ${what}`, () => {
      const found = readTable(text).problems.map(({ message, span }) => `${span.start} ${message}`);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', expected);
    });
  }
});

describe('a YAML prompt file that ends too early', () => {
  for (const text of ['- {', '{', '- "x', '- [\n', 'prompts: {a:\n']) {
    it(`has its fault inside the file: ${JSON.stringify(text)}`, () => {
      const { problems } = readPromptFile(text, 'yaml');
      assert.ok(problems.length > 0);
      for (const { span } of problems) {
        assert.ok(span.start <= span.end && span.end <= text.length, JSON.stringify(span));
      }
    });
  }
});
