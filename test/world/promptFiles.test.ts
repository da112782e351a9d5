import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import { PromptReader, type PromptReaderOptions } from '../../src/core/prompts/promptReader';
import { holdsInTime } from '../support/properties';
import { bundleWorker } from '../support/bundle';

const ask = { model: 'anthropic.claude-3-haiku-20240307-v1:0', systemPrompt: '', parameters: {} };
const hello = 'Hello {{who}}';

describe('prompt files of strangers', () => {
  let workerPath: string;
  let directory: string;
  let reader: PromptReader;

  before(async function () {
    this.timeout(60_000);
    workerPath = await bundleWorker('src/core/prompts/worker/main.ts');
  });
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'prompts-'));
    reader = new PromptReader({ workerPath });
  });
  afterEach(() => {
    reader.dispose();
    rmSync(directory, { recursive: true });
  });

  const tablePath = () => join(directory, 'prompts.csv');

  /** A file with a table beside it, as they lie in a repository. */
  function source(name: string, text: string, table?: string) {
    const path = join(directory, name);
    writeFileSync(path, text);
    if (table !== undefined) {
      writeFileSync(tablePath(), table);
    }
    return { folder: directory, path, tablePath: tablePath() };
  }

  /** Every problem of a file, as `line: message`. */
  async function problems(name: string, text: string, table?: string): Promise<string[]> {
    const outline = await reader.outline(source(name, text, table), ask);
    return [...outline.tableProblems, ...outline.problems].map(
      ({ message, range }) => `${range.start.line + 1}: ${message}`,
    );
  }

  function restart(options: Partial<PromptReaderOptions>): void {
    reader.dispose();
    reader = new PromptReader({ workerPath, ...options });
  }

  const rows = (count: number) =>
    `who\n${Array.from({ length: count }, (_, index) => `n${index}`).join('\n')}\n`;

  it('keep nobody from working with an expression that takes JavaScript for ever', async () => {
    const answer = `${'a'.repeat(50_000)}!`;
    const hostile = [
      '(a+)+$',
      '(a|aa)+$',
      '(a*)*b',
      '^([a-zA-Z]+)*$',
      '(.*a){20}$',
      '^(([a-z])+.)+[A-Z]([a-z])+$',
    ];
    for (const matches of hostile) {
      assert.deepEqual(await reader.check(answer, [{ matches }]), [`It does not match ${matches}.`]);
    }
  });

  it('check an answer as JavaScript would, for expressions that both know', async () => {
    const cases: readonly [matches: string, answer: string][] = [
      ['^\\d{4}-\\d{2}$', '2026-11'],
      ['\\bword\\b', 'a word, here'],
      ['(?<year>\\d+)\\s(?:a|b)', '7 b'],
      ['\\u00e9[^]x', 'é\nx'],
      ['[\\w.-]+@[\\w.-]+', 'ada@example.com'],
      ['a/b\\/c', 'a/b/c'],
      ['^$', ''],
    ];
    for (const [matches, answer] of cases) {
      assert.equal(new RegExp(matches).test(answer), true, matches);
      assert.deepEqual(await reader.check(answer, [{ matches }]), [], matches);
    }
  });

  it('are told where an expression stands that cannot be used, and why', async () => {
    const cases: readonly [expression: string, why: RegExp][] = [
      ['(?=a)b', /^3: matches has lookaround.*use several checks/],
      ['(?<!a)b', /^3: matches has lookaround/],
      ['(a)\\1', /^3: matches has a backreference/],
      ['((a{100}){100}){100}', /^3: matches is no regular expression of RE2's syntax: .*repeat/],
      ['(', /^3: matches is no regular expression of RE2's syntax: missing closing \)/],
      [`${'('.repeat(400)}a${')'.repeat(400)}{900}{900}`, /^3: matches is no regular expression/],
      ['(x?y?z?){900}', /^3: matches repeats too much/],
      ['a'.repeat(1001), /^3: matches is longer than 1000 characters/],
    ];
    for (const [expression, why] of cases) {
      const text = `- prompt: Hi\n  checks:\n    - matches: '${expression}'\n`;
      const [found = '', ...more] = await problems('prompts.yaml', text);
      assert.match(found, why);
      assert.deepEqual(more, []);
    }
  });

  it('keep an answer whose check takes too long', async () => {
    restart({ timeoutMs: 1 });
    const [found = ''] = await reader.check('a'.repeat(5_000_000), [{ matches: '(?:a|b|c|d|e|f){200}$' }]);
    assert.match(found, /^It was not checked: .*did not answer in time/);
  });

  it('find JSON in an answer made of fences alone', async () => {
    const fences = `\`\`\`${'\n'.repeat(100_000)}${'\n```x'.repeat(20_000)}`;
    assert.deepEqual(await reader.check(fences, [{ json: true }]), ['It is not JSON.']);
    for (const answer of [
      '{"a":1}',
      '```json\n{"a":1}\n```',
      ' ```\n[1]\n```\n',
      '```json \n[\n1\n]\n\n```',
    ]) {
      assert.deepEqual(await reader.check(answer, [{ json: true }]), [], answer);
    }
  });

  it('leave this thread its turns while a table of a million rows is looked at, and say what is too much', async () => {
    const files = source('prompts.txt', hello, rows(1_000_000));
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    const outline = await reader.outline(files, ask);
    clearInterval(counting);
    assert.ok(turns > 10, `${turns} turns`);
    assert.equal(outline.steps, undefined);
    assert.deepEqual(
      outline.tableProblems.map(({ message }) => message),
      ['A table has at most 100,000 rows. Split it.'],
    );
    assert.equal((await reader.plan(files, ask)).steps, undefined);
  }).timeout(60_000);

  it('are refused with words, and end no process, where a table has ten million rows', async () => {
    assert.deepEqual(await problems('prompts.txt', hello, `who\n${'1\n'.repeat(9_900_000)}`), [
      '1: A table has at most 100,000 rows. Split it.',
    ]);
    assert.deepEqual(await problems('prompts.txt', hello, `who\n${'1\n'.repeat(11_000_000)}`), [
      '1: A table is at most 20 MB large. Split it.',
    ]);
  }).timeout(60_000);

  it('are not read where they are larger than allowed', async () => {
    const files = source('prompts.txt', hello, 'who\n');
    truncateSync(tablePath(), 2 ** 40);
    const [table] = (await reader.outline(files, ask)).tableProblems;
    assert.equal(table?.message, 'A table is at most 20 MB large. Split it.');
    truncateSync(files.path, 2 ** 40);
    const [file] = (await reader.outline(files, ask)).problems;
    assert.equal(file?.message, 'A prompt file is at most 10 MB large. Split it.');
  });

  it('are not read where the table is a device, a pipe or a folder', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const files = source('prompts.txt', hello);
    const makers = [
      () => symlinkSync('/dev/zero', tablePath()),
      () => execFileSync('mkfifo', [tablePath()]),
      () => mkdirSync(tablePath()),
    ];
    for (const make of makers) {
      make();
      const [problem] = (await reader.outline(files, ask)).tableProblems;
      assert.match(problem?.message ?? '', /prompts\.csv is (a link|no regular file)/);
      rmSync(tablePath(), { recursive: true });
    }
  });

  it('with a hundred prompts for each of 5,000 rows are counted, and not run', async () => {
    const prompts = Array.from({ length: 100 }, (_, index) => `${index}: ${hello}`).join('\n\n');
    const files = source('prompts.txt', prompts, rows(5_000));
    const { outline, steps } = await reader.plan(files, ask);
    assert.equal(outline.steps, 500_000);
    assert.equal(steps, undefined);
    assert.equal(outline.groups[0]?.steps, 500_000);
    assert.match(
      outline.problems[0]?.message ?? '',
      /^A run asks at most 100,000 times, and this would be 500,000: 100 prompts for each of 5,000 rows/,
    );
  });

  it('are not filled in where that would take more memory than there is', async () => {
    const text = '{{who}} '.repeat(1_000);
    const [found = ''] = await problems('prompts.txt', text, `who\n${'x'.repeat(1_000_000)}\n`);
    assert.match(found, /longer than 64 million characters/);
    const variables = `variables: { who: "${'x'.repeat(1_000_000)}" }\nprompts: ["${text}"]`;
    const [own = ''] = await problems('prompts.yaml', variables);
    assert.match(own, /longer than 64 million characters/);
  });

  it('say so where they take too much time, and the next one is read', async () => {
    restart({ timeoutMs: 1_500 });
    const keys = Array.from({ length: 200_000 }, (_, index) => `  k${index}: 1`).join('\n');
    const [found = ''] = await problems('prompts.yaml', `prompts: [a]\nvariables:\n${keys}`);
    assert.match(found, /take too much time to be read\. Split or simplify them/);
    restart({});
    assert.deepEqual(await problems('prompts.yaml', '- a'), []);
  });

  it('say so where they take too much memory, and the next one is read', async () => {
    restart({ memoryMb: 24, timeoutMs: 60_000 });
    const list = Array.from({ length: 90_000 }, (_, index) => `- prompt: p${index}`).join('\n');
    const [found = ''] = await problems('prompts.yaml', list);
    assert.match(found, /take too much memory to be read\. Split or simplify them/);
    assert.deepEqual(await problems('prompts.txt', 'a'), []);
  }).timeout(60_000);

  it('made to exhaust a parser are problems at their files', async () => {
    const levels = 'bcdefghi'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`);
    const hostile: readonly [name: string, text: string][] = [
      ['prompts.yaml', `a: &a [l,l,l,l,l,l,l,l,l]\n${levels.join('\n')}`],
      ['prompts.yaml', `&a [*a, *a]`],
      ['prompts.yaml', '['.repeat(20_000)],
      ['prompts.yaml', `${'- '.repeat(5_000)}a`],
      ['prompts.jsonl', `{"prompt":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
      ['prompts.jsonl', 'x\n'.repeat(1_000_000)],
      ['prompts.txt', 'a\n\n'.repeat(300_000)],
      ['prompts.txt', '{{a}} '.repeat(1) + Array.from({ length: 20_000 }, (_, i) => `{{n${i}}}`).join(' ')],
    ];
    for (const [name, text] of hostile) {
      const found = await problems(name, text);
      assert.ok(found.length > 0 && found.length <= 101, `${text.slice(0, 20)}: ${found.length}`);
    }
  }).timeout(120_000);

  it('are filled in by name alone, whatever JavaScript means by it', async () => {
    const names = ['constructor', '__proto__', 'valueOf', 'toString', 'hasOwnProperty'];
    const text = names.map((name) => `{{${name}}}`).join(' ');
    const values = names.map((_, index) => `v${index}`);
    const { steps } = await reader.plan(
      source('prompts.txt', text, `${names.join()}\n${values.join()}\n`),
      ask,
    );
    assert.deepEqual(
      steps?.map((step) => step.text),
      [values.join(' ')],
    );
    const [found = ''] = await problems('prompts.txt', 'Hi {{valueOf}}', 'a\n1\n');
    assert.match(found, /"valueOf" has no value/);
  });

  it('have a table with a name and no row named as the fault', async () => {
    assert.deepEqual(await problems('prompts.txt', hello, 'who\n'), [
      '1: The table has names and no rows, so that nothing would be run. Add a row.',
    ]);
  });

  it('come to what was said before they were planned', async () => {
    const word = fc.constantFrom(
      'a',
      'bc',
      'Ada Lovelace',
      'x'.repeat(50),
      '{{',
      '{{who}}',
      '{{ city }}',
      '{{own}}',
    );
    const prompt = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
    const cell = fc.stringMatching(/^[a-z ]{1,20}$/);
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 12 });
    await holdsInTime(
      fc.asyncProperty(fc.array(prompt, { minLength: 1, maxLength: 8 }), table, async (prompts, cells) => {
        const text = JSON.stringify({ variables: { own: 'mine' }, prompts });
        const csv = ['who,city', ...cells.map((row) => row.map((value) => `"${value}"`).join())].join('\n');
        const { outline, steps = [] } = await reader.plan(source('prompts.yaml', text, csv), ask);
        assert.equal(outline.steps, steps.length);
        for (const { id, firstKey, group } of outline.prompts) {
          const own = steps.filter(({ promptId }) => promptId === id);
          const tokens = own.map(({ inputTokens }) => inputTokens);
          assert.equal(own.length, group.steps);
          assert.equal(own[0]?.key.split('-')[0], firstKey);
          assert.ok(group.maxInputTokens >= own.length * Math.max(...tokens));
          assert.ok(group.inputTokens >= tokens.reduce((sum, each) => sum + each, 0));
        }
      }),
      60,
    );
  }).timeout(60_000);
});
