import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readJournal } from '../../../../src/core/prompts/runJournal';
import { RunStore } from '../../../../src/core/prompts/runStore';
import type { RunEvent } from '../../../../src/protocol/run';

const MB = 1024 * 1024;
const file = '/prompts.txt';
const steps = ['1', '2'].map((id) => ({ id, key: `key ${id}`, model: '', title: 'Hi' }));

describe('a run whose journal is large', () => {
  let directory: string;
  let store: RunStore;
  let journal: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'runs-'));
    store = new RunStore(directory);
    const open = await store.begin({ file, output: '/out', steps });
    await open.append(completed('1', 'first'));
    await open.close();
    journal = join(directory, open.run.id, 'journal.ndjson');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  function completed(step: string, text: string): RunEvent {
    return {
      type: 'completed',
      step,
      at: new Date().toISOString(),
      cachedFrom: null,
      result: {
        text,
        modelId: 'm',
        modelLabel: 'M',
        invocationId: step,
        stopReason: null,
        inputTokens: 1,
        outputTokens: 1,
        costUsd: 0.5,
        latencyMs: 1,
        failedChecks: [],
      },
    };
  }

  it('is read past the longest string there can be', async () => {
    // A hole in the file: zeros that take no room on the disk.
    await truncate(journal, 600 * MB);
    await appendFile(journal, `\n${JSON.stringify(completed('2', 'second'))}\n`);
    const known = [...(await store.earlierResults(file)).values()];
    assert.deepEqual(
      known.map(({ result }) => result.text),
      ['first', 'second'],
    );
  });

  it('leaves others their turn while it is read', async () => {
    const line = `${JSON.stringify(completed('2', 'x'.repeat(1000)))}\n`;
    const size = 20 * MB;
    await appendFile(journal, line.repeat(size / line.length));
    let turns = 0;
    let turnsAtFirst: number | undefined;
    let isOver = false;
    const others = (async () => {
      for (; !isOver; turns++) {
        await nextTurn();
      }
    })();
    for await (const { type } of readJournal(journal)) {
      if (type === 'completed') {
        turnsAtFirst ??= turns;
      }
    }
    turns -= turnsAtFirst ?? turns;
    isOver = true;
    await others;
    assert.ok(turns > size / MB, `${turns} turns`);
  });

  it('that tells of no run is none, and keeps nobody waiting', async () => {
    await writeFile(journal, '{}\n'.repeat(1000));
    assert.deepEqual(await store.list(), []);
  });
});
