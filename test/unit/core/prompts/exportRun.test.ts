import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { exportRun } from '../../../../src/core/prompts/exportRun';
import { runHistory } from '../../../../src/core/prompts/runHistory';
import { PromptRun } from '../../../../src/core/prompts/runState';
import * as v from 'valibot';
import type { RunEvent, RunHead, StepResult } from '../../../../src/protocol/run';
import { runHistorySchema } from '../../../../src/protocol/runHistory';

const at = '2026-11-20T14:03:22.123Z';
const result = (text: string, costUsd: number | null = 0.25): StepResult => ({
  text,
  modelId: 'm',
  modelLabel: 'M',
  invocationId: 'i',
  inputTokens: 3,
  outputTokens: 2,
  costUsd,
  latencyMs: 1500,
  stopReason: 'end_turn',
  failedChecks: [],
});
const completed = (step: string, answer: StepResult): RunEvent => {
  return { type: 'completed', step, at, cachedFrom: null, result: answer };
};

const head: RunHead = {
  type: 'run',
  version: 1,
  id: '01M7YG8CQSFP289NDD05AEXRAA',
  file: '/a/prompts.txt',
  output: '/r',
  at,
  steps: ['1', '2', '3'].map((id) => ({ id, key: id, model: '', title: `Question ${id}, please` })),
};
const events: RunEvent[] = [
  head,
  { type: 'attempt', step: '1', attempt: 1, at },
  completed('1', result('One,\n"two"\nthree')),
  { type: 'attempt', step: '2', attempt: 1, at },
  { type: 'attemptFailed', step: '2', attempt: 1, at, code: 'c', message: 'Not now', retryAt: null },
  completed('3', result('=HYPERLINK("http://evil")', null)),
];

function run(): PromptRun {
  const made = new PromptRun(head);
  for (const event of events) {
    made.apply(event);
  }
  return made;
}

describe('an exported run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'export-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function written(name: string): Promise<string> {
    await exportRun(run(), folder, name);
    return readFile(join(folder, name), 'utf8');
  }

  it('is as its name says, and nothing else is left in the folder', async () => {
    const [first = ''] = (await written('a.jsonl')).split('\n');
    assert.equal((JSON.parse(first) as StepResult).text, 'One,\n"two"\nthree');
    assert.match(await written('a.md'), /## 2: Question 2, please\n\n_Failed: Not now_/);
    assert.match(await written('a.txt'), /^# prompts\.txt/);
    assert.match(await written('a.CSV'), /^id,state,/);
    assert.deepEqual((await readdir(folder)).sort(), ['a.CSV', 'a.jsonl', 'a.md', 'a.txt']);
  });

  it('is not written through a link', async () => {
    await writeFile(join(folder, 'mine'), 'mine');
    await symlink(join(folder, 'mine'), join(folder, 'a.md'));
    await assert.rejects(exportRun(run(), folder, join(folder, 'a.md')), /a\.md is a link/);
    assert.equal(await readFile(join(folder, 'mine'), 'utf8'), 'mine');
  });

  it('is a table that other programs read, whatever the answers hold', async () => {
    const rows = parse(await written('a.csv'), { columns: true }) as unknown as Record<string, string>[];
    assert.deepEqual(
      rows.map(({ id, state, cost_usd, error, answer }) => [id, state, cost_usd, error, answer]),
      [
        ['1', 'Completed', '0.25', '', 'One,\n"two"\nthree'],
        ['2', 'Failed', '', 'Not now', ''],
        // A spreadsheet would run it otherwise.
        ['3', 'Completed', '', '', '\'=HYPERLINK("http://evil")'],
      ],
    );
  });
});

describe('the history of runs', () => {
  const source = (runs: PromptRun[]) => ({
    list: () => Promise.resolve(runs),
    events: (id: string) => Promise.resolve(id === head.id ? events : []),
  });

  it('has the figures of each run, and the end of the newest one’s log', async () => {
    const history = await runHistory(source([run()]), 2);
    assert.deepEqual(v.parse(runHistorySchema, history), history);
    assert.deepEqual(history.rows, [
      {
        id: head.id,
        file: '/a/prompts.txt',
        state: 'Running',
        startedAt: at,
        endedAt: null,
        steps: 3,
        done: 2,
        failed: 1,
        tokens: 10,
        costUsd: 0.25,
        unpriced: 1,
      },
    ]);
    assert.deepEqual(
      history.log.map((line) => line.slice(13)),
      ['[ERROR] 2: c: Not now', '[INFO] 3: answered in 1.5 s, 3 → 2 tokens.'],
    );
  });

  it('counts all runs and shows the last twenty', async () => {
    const { total, rows } = await runHistory(source(Array.from({ length: 30 }, run)), 20);
    assert.deepEqual([total, rows.length], [30, 20]);
  });

  it('is empty where nothing was run', async () => {
    assert.deepEqual(await runHistory(source([]), 20), { total: 0, rows: [], log: [] });
  });
});
