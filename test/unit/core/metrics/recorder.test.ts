import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '../../../../src/core/logging/logger';
import type { LogEntry } from '../../../../src/core/logging/entry';
import { Redactor } from '../../../../src/core/logging/redaction';
import { Journal, type JournalFs } from '../../../../src/core/metrics/journal';
import { InvocationRecorder, type RecorderOptions } from '../../../../src/core/metrics/recorder';
import { unprivileged } from '../../../support/unprivileged';
import { entriesOf, invocation, newDirectory, segmentsOf, SmallDisk } from './records';
import { bundleProgram } from '../../../support/bundle';

describe('the recorder', () => {
  let directory: string;

  beforeEach(() => (directory = newDirectory()));
  afterEach(() => nodeFs.rmSync(directory, { recursive: true, force: true }));

  it('puts each call on record as it ended', () => {
    const { recorder, logged } = create();
    const records = [
      invocation(),
      invocation({ outcome: 'throttled', success: 0, error_code: 'ThrottlingException', attempts: 5 }),
      invocation({ outcome: 'cancelled', success: 0, usage_source: 'estimated', stop_reason: null }),
    ];
    for (const record of records) {
      recorder.record(record);
    }
    assert.deepEqual(
      entriesOf(directory),
      records.map((record) => ({ v: 1, type: 'invocation', ...record })),
    );
    assert.deepEqual(logged, []);
  });

  it('puts feedback on record beside the call, and its withdrawal', () => {
    const now = Date.UTC(2026, 10, 20, 14, 3, 22, 123);
    const { recorder } = create({ now: () => now });
    const { id } = invocation();
    recorder.feedback(id, 'helpful');
    recorder.feedback(id, 'unhelpful');
    recorder.feedback(id, null);
    const entries = entriesOf(directory);
    assert.deepEqual(
      entries.map(
        (entry) => entry.type === 'feedback' && [entry.invocation_id, entry.feedback, entry.timestamp],
      ),
      ['helpful', 'unhelpful', null].map((feedback) => [id, feedback, '2026-11-20T14:03:22.123Z']),
    );
    // Of the same millisecond, and still in order.
    const ids = entries.map((entry) => entry.id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
  });

  it('keeps what a full disk refuses, says so once, and writes it in order when there is room', () => {
    const disk = new SmallDisk();
    const { recorder, logged } = create({}, disk.fs);
    const records = Array.from({ length: 10 }, () => invocation());
    for (const [index, record] of records.entries()) {
      if (index === 2) {
        disk.free = 100;
      }
      if (index === 8) {
        disk.free = Infinity;
      }
      recorder.record(record);
    }
    assert.deepEqual(
      entriesOf(directory).map(({ id }) => id),
      records.map(({ id }) => id),
    );
    assert.deepEqual(
      logged.map(({ level }) => level),
      ['ERROR', 'WARNING'],
    );
    assert.match(String(logged[0]?.fields['error']), /ENOSPC/);
  });

  it('says it again when writing fails again', () => {
    const disk = new SmallDisk();
    const { recorder, logged } = create({}, disk.fs);
    for (const free of [0, Infinity, 0, Infinity]) {
      disk.free = free;
      recorder.record(invocation());
    }
    assert.equal(logged.length, 4);
    assert.equal(entriesOf(directory).length, 4);
  });

  it('tries again by itself when no further call comes', async () => {
    const disk = new SmallDisk();
    const { recorder } = create({ retryMs: 5 }, disk.fs);
    disk.free = 0;
    recorder.record(invocation());
    await sleep(20);
    disk.free = Infinity;
    while (entriesOf(directory).length === 0) {
      await sleep(5);
    }
    assert.equal(entriesOf(directory).length, 1);
  });

  it('bounds what it keeps, gives up the oldest, and says how many', () => {
    const disk = new SmallDisk();
    const { recorder, logged } = create({ maxWaiting: 3 }, disk.fs);
    const records = Array.from({ length: 10 }, () => invocation());
    disk.free = 0;
    for (const record of records.slice(0, 9)) {
      recorder.record(record);
    }
    disk.free = Infinity;
    recorder.record(records[9]!);
    assert.deepEqual(
      entriesOf(directory).map(({ id }) => id),
      records.slice(6).map(({ id }) => id),
    );
    assert.equal(logged.at(-1)?.fields['dropped'], 6);
  });

  it('writes what waits when it is disposed, or says that it is lost; and never throws', () => {
    const disk = new SmallDisk();
    const { recorder, logged } = create({}, disk.fs);
    disk.free = 0;
    recorder.record(invocation());
    disk.free = Infinity;
    recorder.dispose();
    recorder.dispose();
    assert.equal(entriesOf(directory).length, 1);

    const full = new SmallDisk();
    full.free = 0;
    const other = create({}, full.fs);
    other.recorder.record(invocation());
    other.recorder.dispose();
    other.recorder.record(invocation());
    assert.equal(other.logged.at(-1)?.fields['lost'], 1);
    assert.equal(logged.length, 2);
  });

  it('survives a directory that is none', () => {
    const path = join(directory, 'file');
    nodeFs.writeFileSync(path, '');
    const { recorder, logged } = create({}, undefined, join(path, 'journal'));
    recorder.record(invocation());
    nodeFs.rmSync(path);
    recorder.record(invocation());
    assert.equal(entriesOf(join(path, 'journal')).length, 2);
    assert.equal(logged.length, 2);
  });

  it('survives a directory that may not be written', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const { recorder, logged } = create();
    nodeFs.chmodSync(directory, 0o555);
    await unprivileged(() => recorder.record(invocation()));
    assert.match(String(logged[0]?.fields['error']), /EACCES/);
    nodeFs.chmodSync(directory, 0o700);
    recorder.record(invocation());
    assert.equal(entriesOf(directory).length, 2);
  });

  describe('in processes of their own', function () {
    this.timeout(30_000);
    const children: ChildProcess[] = [];
    afterEach(() => {
      for (const child of children.splice(0)) {
        child.kill('SIGKILL');
      }
    });

    it('has every acknowledged record after a kill in mid-recording', async () => {
      for (let round = 0; round < 3; round += 1) {
        const window = await startWindow(`w${String(round)}`, 10_000_000);
        // However slow the machine is, some calls are on record by then.
        while (window.acknowledged().length <= 10) {
          await once(window.child.stdout, 'data');
        }
        await sleep(Math.random() * 200);
        window.child.kill('SIGKILL');
        await window.exit;
        const acknowledged = window.acknowledged();
        const found = new Set(entriesOf(directory).map(({ id }) => id));
        assert.deepEqual(
          acknowledged.filter((id) => !found.has(id)),
          [],
        );
      }
      // A system may cut the last write of a process that is killed; nobody was told that it is on record.
      const problems = segmentsOf(directory).flatMap((segment) => segment.problems);
      assert.ok(problems.length <= 3, 'one for each that was killed');
      assert.deepEqual(
        problems.filter(({ kind }) => kind !== 'torn'),
        [],
      );
    });

    it('keeps the records of two windows apart and whole', async () => {
      const windows = await Promise.all(['w1', 'w2'].map((windowId) => startWindow(windowId, 2000)));
      for (const window of windows) {
        assert.equal(await window.exit, 0, window.output());
      }
      for (const [index, window] of windows.entries()) {
        const windowId = `w${String(index + 1)}`;
        const segments = segmentsOf(directory).filter(({ name }) => name.startsWith(`${windowId}-`));
        assert.ok(segments.length > 1);
        assert.deepEqual(
          segments.flatMap(({ problems }) => problems),
          [],
        );
        assert.deepEqual(
          segments.flatMap(({ entries }) => entries.map(({ id }) => id)),
          window.acknowledged(),
        );
      }
    });

    async function startWindow(windowId: string, calls: number) {
      const script = await bundleProgram('test/unit/core/metrics/recordingWindow.ts');
      const child = spawn(process.execPath, [script, directory, windowId, String(calls)]);
      children.push(child);
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      return {
        child,
        exit: once(child, 'close').then(([code]) => code as number | null),
        output: () => output,
        /** Ids of the calls that are on record, by its word. */
        acknowledged: () => output.split('\n').slice(0, -1),
      };
    }
  });

  function create(options: RecorderOptions = {}, fs?: JournalFs, path = directory) {
    const logged: LogEntry[] = [];
    const logger = new Logger({
      sinks: [{ write: (entry) => logged.push(entry) }],
      redactor: new Redactor(),
    });
    const journal = new Journal({ directory: path, windowId: 'w1', ...(fs && { fs }) });
    return { recorder: new InvocationRecorder(journal, logger, options), logged };
  }
});
