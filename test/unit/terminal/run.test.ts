import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunReport } from '../../../src/terminal/runReport';
import { startBedrockEmulator, type BedrockEmulator } from '../../support/emulators/bedrock';
import { ended, type BuiltTerminal } from '../../support/terminal';
import { buildWholeTerminal } from '../../support/terminalWorkers';
import { all, openStore, table } from '../core/metrics/worker';

const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';
const NOVA = 'amazon.nova-pro-v1:0';

describe('the terminal’s command run', function () {
  this.timeout(60_000);
  let emulator: BedrockEmulator;
  let terminal: BuiltTerminal;
  let folder: string;

  before(async function () {
    this.timeout(180_000);
    [emulator, terminal] = await Promise.all([startBedrockEmulator(), buildWholeTerminal()]);
  });
  beforeEach(() => {
    folder = join(terminal.folder, 'prompts');
    mkdirSync(folder);
  });
  afterEach(() => {
    emulator.reset();
    terminal.reset();
    rmSync(folder, { recursive: true });
  });
  after(async () => {
    terminal.dispose();
    await emulator.close();
  });

  const write = (name: string, content: unknown): string => {
    const file = join(folder, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  /** One prompt at a time, and another try at once. */
  const settings = () =>
    write('settings.json', {
      model: HAIKU,
      'prompts.concurrency': 1,
      'prompts.retryDelaySeconds': 0,
      'retry.baseDelayMs': 0,
      'retry.maxAttempts': 1,
    });
  const flags = () => [
    '--endpoint',
    emulator.url,
    '--control-endpoint',
    emulator.url,
    '--region=us-east-1',
    '--storage',
    terminal.storage,
    '--settings',
    settings(),
    '--json',
  ];
  const run = (...args: readonly string[]) => terminal.run(['run', ...flags(), ...args]);
  const start = (...args: readonly string[]): ChildProcess => terminal.start(['run', ...flags(), ...args]);
  const reportOf = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout) as RunReport;
  /** How often each prompt was asked for: by its last line. */
  const asked = (): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { operation, body } of emulator.requests) {
      if (operation === 'ConverseStream') {
        const text = /Prompt \w+/.exec(JSON.stringify(body))?.[0] ?? '';
        counts[text] = (counts[text] ?? 0) + 1;
      }
    }
    return counts;
  };
  const runFolders = () =>
    readdirSync(join(terminal.storage, 'runs'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
  const completed = (): number => {
    const journals = existsSync(join(terminal.storage, 'runs')) ? runFolders() : [];
    return journals.reduce((sum, { parentPath, name }) => {
      const path = join(parentPath, name, 'journal.ndjson');
      const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
      return sum + text.split('"type":"completed"').length - 1;
    }, 0);
  };
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) {
      await sleep(20);
    }
  };
  const four = 'Prompt one\n\nPrompt two\n\nPrompt three [wait 20000]\n\nPrompt four\n';

  it('is refused where its journal cannot be written', async () => {
    const storage = write('storage', '');
    const file = write('a.prompts.txt', 'Prompt one\n');
    const { code, stdout } = await run(file, '--storage', storage);
    const { refused } = JSON.parse(stdout) as { refused: { reason: string; message: string } };
    assert.equal(refused.reason, 'file');
    assert.match(refused.message, /cannot be read or written: .*--storage names another folder/);
    assert.equal(code, 1);
    assert.deepEqual(asked(), {});
  });

  it('prints each prompt with its answer, checks and cost', async () => {
    const file = write(
      'a.prompts.yaml',
      '- id: one\n  prompt: Prompt one\n  checks: [{contains: Prompt, maxCharacters: 10000}]\n',
    );
    const ended = await run(file);
    const { run: head, runs, steps, totals } = reportOf(ended);
    const [step] = steps;
    const { text, latencyMs, invocationId, ...rest } = step ?? {};
    assert.deepEqual(rest, {
      id: 'one',
      run: head.id,
      state: 'Completed',
      attempts: 1,
      prompt: 'Prompt one',
      checks: [
        { name: 'contains "Prompt"', passed: true, message: null },
        { name: 'has at most 10000 characters', passed: true, message: null },
      ],
      costUsd: totals.costUsd,
      model: HAIKU,
      modelId: HAIKU,
      inputTokens: 3,
      outputTokens: step?.outputTokens,
      stopReason: 'end_turn',
      error: null,
    });
    assert.match(text ?? '', /Prompt one/);
    assert.ok(Number(latencyMs) > 0 && Number(step?.costUsd) > 0);
    assert.deepEqual(totals, {
      steps: 1,
      completed: 1,
      cached: 0,
      failed: 0,
      cancelled: 0,
      checks: 2,
      failedChecks: 0,
      tokens: 3 + Number(step?.outputTokens),
      costUsd: (3 * 0.25 + Number(step?.outputTokens) * 1.25) / 1e6,
      unpriced: 0,
    });
    const { id, startedAt, endedAt, ...about } = head;
    assert.deepEqual(about, {
      file,
      model: HAIKU,
      state: 'Completed',
      reason: null,
      resumed: false,
      results: [join(folder, 'a.prompts.results.md'), join(folder, 'a.prompts.results.jsonl')],
    });
    assert.ok(id.length === 26 && endedAt !== null && startedAt < endedAt);
    assert.deepEqual(runs, [head]);
    assert.ok(head.results.every((path) => existsSync(path)));
    assert.deepEqual(
      terminal
        .journal()
        .flatMap((line) => (line['outcome'] === undefined ? [] : [[line['id'], line['surface']]])),
      [[invocationId, 'prompts']],
    );
    assert.equal(ended.code, 0);
  });

  it('goes on after a kill, and asks nothing twice whose answer it had', async () => {
    const file = write('prompts.txt', four);
    const child = start(file);
    const end = ended(child);
    await until(() => completed() === 2 && asked()['Prompt three'] === 1);
    child.kill('SIGKILL');
    await end;
    write('prompts.txt', four.replace(' [wait 20000]', ''));
    const second = await run(file);
    const { run: head, steps } = reportOf(second);
    assert.deepEqual(asked(), { 'Prompt one': 1, 'Prompt two': 1, 'Prompt three': 2, 'Prompt four': 1 });
    assert.equal(head.resumed, true);
    assert.deepEqual(
      steps.map(({ state }) => state),
      ['Completed', 'Completed', 'Completed', 'Completed'],
    );
    assert.match(
      second.stderr,
      /Taking up the run of prompts\.txt .* did not end: 2 of 4 prompts are answered/,
    );
    assert.match(second.stderr, /1 of 4 prompts have changed since the last run, and are asked anew/);
    assert.equal(second.code, 0);
    assert.equal(runFolders().length, 1);
  });

  it('stops at Ctrl+C, says what is kept, and goes on with the next run', async () => {
    const file = write('prompts.txt', four);
    const child = start(file);
    const end = ended(child);
    await until(() => completed() === 2 && asked()['Prompt three'] === 1);
    child.kill('SIGINT');
    const first = await end;
    assert.match(first.stderr, /Stopping: calls under way are ended/);
    assert.match(first.stderr, /Stopped: 2 of 4 answers are kept\. Run the same command again/);
    const { run: head, totals } = reportOf(first);
    assert.deepEqual([first.code, head.state, totals.completed, totals.cancelled], [1, 'Cancelled', 2, 2]);
    write('prompts.txt', four.replace(' [wait 20000]', ''));
    const second = await run(file);
    assert.deepEqual([second.code, reportOf(second).run.id], [0, head.id]);
    assert.deepEqual(asked(), { 'Prompt one': 1, 'Prompt two': 1, 'Prompt three': 2, 'Prompt four': 1 });
  });

  it('takes the answers of a run that has ended, unless they are not wanted', async () => {
    const file = write('prompts.txt', 'Prompt one\n');
    await run(file);
    const { steps, totals } = reportOf(await run(file));
    assert.deepEqual([steps[0]?.state, steps[0]?.costUsd, totals.costUsd], ['Cached', 0, 0]);
    assert.deepEqual(asked(), { 'Prompt one': 1 });
    await run(file, '--no-cache');
    assert.deepEqual(asked(), { 'Prompt one': 2 });
  });

  it('begins no call once the run has cost as much as it may', async () => {
    const file = write('prompts.txt', 'Prompt one\n\nPrompt two\n');
    const none = await run(file, '--max-cost', '0');
    assert.deepEqual([none.code, asked()], [1, {}]);
    assert.match(reportOf(none).run.reason ?? '', /budget|limit/i);
    const one = await run(file, '--max-cost', '0.000001');
    assert.deepEqual([one.code, asked()], [1, { 'Prompt one': 1 }]);
    const both = await run(file, '--max-cost', '1');
    assert.deepEqual([both.code, asked()], [0, { 'Prompt one': 1, 'Prompt two': 1 }]);
  });

  it('runs the file once for each model', async () => {
    const file = write('prompts.txt', 'Prompt one\n');
    const { code, stdout } = await run(file, '--models', `${HAIKU}, ${NOVA}`);
    const { runs, steps, totals } = reportOf({ stdout });
    assert.deepEqual(
      steps.map(({ run: id, modelId }) => [id, modelId]),
      [
        [runs[0]?.id, HAIKU],
        [runs[1]?.id, NOVA],
      ],
    );
    assert.deepEqual([code, totals.completed], [0, 2]);
    assert.equal(new Set(runs.flatMap(({ results }) => results)).size, 4);
  });

  it('ends with 1 where a check fails', async () => {
    const file = write('prompts.yaml', '- prompt: Prompt one\n  checks: [{contains: never said}]\n');
    const { code, stdout, stderr } = await run(file);
    assert.equal(code, 1);
    assert.deepEqual(reportOf({ stdout }).steps[0]?.checks, [
      { name: 'contains "never said"', passed: false, message: 'It does not contain "never said".' },
    ]);
    assert.match(stderr, /It does not contain "never said"/);
  });

  it('holds answers that it has against the checks of now', async () => {
    const file = write('prompts.yaml', '- id: one\n  prompt: Prompt one\n');
    await run(file);
    write('prompts.yaml', '- id: one\n  prompt: Prompt one\n  checks: [{contains: never said}]\n');
    const { code, stdout } = await run(file);
    assert.deepEqual([code, reportOf({ stdout }).totals.failedChecks, asked()], [1, 1, { 'Prompt one': 1 }]);
  });

  it('refuses what is no prompt file, and says where it is wrong', async () => {
    const wrong = write('wrong.prompts.yaml', '- prompt: a\n  modle: x\n');
    symlinkSync(write('real.prompts.txt', 'Prompt one'), join(folder, 'link.prompts.txt'));
    const cases: readonly (readonly [string, string, RegExp])[] = [
      [join(folder, 'none.prompts.txt'), 'file', /cannot be read: there is no .*none/],
      [write('notes.md', 'x'), 'name', /no prompt file by its name/],
      [wrong, 'promptFile', /wrong\.prompts\.yaml:2:10: error: "modle" is not known here/],
      [join(folder, 'link.prompts.txt'), 'link', /is a link/],
    ];
    for (const [file, reason, message] of cases) {
      const { code, stdout, stderr } = await run(file);
      const { refused } = JSON.parse(stdout) as { refused: { reason: string; message: string } };
      assert.deepEqual([code, refused.reason], [1, reason]);
      assert.match(refused.message, message);
      assert.match(stderr, message);
    }
    assert.deepEqual(asked(), {});
  });

  it('ends with 2 for options that make no sense, before anything is asked', async () => {
    const file = write('prompts.txt', 'Prompt one\n');
    symlinkSync(join(folder, 'elsewhere.xml'), join(folder, 'link.xml'));
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['--max-cost', 'much'], /--max-cost takes an amount/],
      [['--models', 'a,,b'], /--models takes model ids/],
      [['--junit', join(folder, 'link.xml')], /--junit cannot be written: .* is a link/],
      [
        ['--output', join(folder, 'nowhere', 'results')],
        /--output cannot be written: there is no .*nowhere\.$/m,
      ],
      [['--output', join(file, 'results')], /--output cannot be written: .*prompts\.txt is no folder/],
      [['--junit', join(folder, 'nowhere', 'x.xml')], /--junit cannot be written: there is no .*nowhere\.$/m],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await run(file, ...args);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, message);
    }
    assert.deepEqual(asked(), {});
  });

  it('begins more prompts than anybody reads only when they are wanted', async () => {
    const rows = Array.from({ length: 1001 }, (_, at) => String(at));
    write('prompts.csv', ['n', ...rows].join('\n'));
    const { code, stdout } = await run(write('prompts.txt', 'Prompt {{n}}\n'));
    const { refused } = JSON.parse(stdout) as { refused: { reason: string; message: string } };
    assert.deepEqual([code, refused.reason, asked()], [1, 'confirm', {}]);
    assert.match(refused.message, /1,001 prompts would be asked; that may cost up to \$.*--yes.*--max-cost/);
  });

  it('leaves a record that opens as the extension’s does', async () => {
    const result = await run(write('prompts.txt', 'Prompt one\n\nPrompt two [fail AccessDeniedException]\n'));
    const answer = await terminal.run(['ask', ...flags(), 'Prompt three']);
    const { store } = await openStore(join(terminal.storage, 'metrics'));
    try {
      const { rows } = await store.rows(table({ sort: { column: 'timestamp', descending: false } }));
      assert.deepEqual(
        rows.map(({ surface, outcome }) => [surface, outcome]),
        [
          ['prompts', 'success'],
          ['prompts', 'error'],
          ['terminal', 'success'],
        ],
      );
      const { requests, costUsd } = await store.summary(all);
      const { costUsd: askedUsd } = JSON.parse(answer.stdout) as { costUsd: number };
      const sum = (reportOf(result).totals.costUsd ?? 0) + askedUsd;
      assert.equal(requests, 3);
      assert.ok(Math.abs((costUsd ?? 0) - sum) < 1e-12, `${costUsd} is ${sum}`);
    } finally {
      store.dispose();
    }
  });
});
