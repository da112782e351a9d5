import assert from 'node:assert/strict';
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { Journal, type JournalOptions } from '../../../../src/core/metrics/journal';
import { entriesOf, invocationEntry, newDirectory, segmentsOf, SmallDisk } from './records';

describe('the journal', () => {
  let directory: string;

  beforeEach(() => (directory = newDirectory()));
  afterEach(() => nodeFs.rmSync(directory, { recursive: true, force: true }));

  it('is a file of one line of JSON for each entry, there as soon as append returns', () => {
    const journal = open();
    const entries = [invocationEntry(), invocationEntry()];
    for (const [index, entry] of entries.entries()) {
      journal.append(entry);
      assert.deepEqual(entriesOf(directory), entries.slice(0, index + 1));
    }
    const [segment] = segmentsOf(directory);
    assert.equal(segment?.name, 'w1-1.ndjson');
    assert.equal(segment.text, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  });

  it('touches nothing until there is something to write, and is for its owner alone', () => {
    directory = join(directory, 'metrics', 'journal');
    const journal = open();
    assert.equal(nodeFs.existsSync(directory), false);
    journal.append(invocationEntry());
    if (process.platform === 'win32') {
      return;
    }
    assert.equal(nodeFs.statSync(directory).mode & 0o777, 0o700);
    assert.equal(nodeFs.statSync(join(directory, 'w1-1.ndjson')).mode & 0o777, 0o600);
  });

  it('begins a new segment after a size, so that the closed ones can be folded', () => {
    const journal = open({ segmentBytes: 2000 });
    const entries = Array.from({ length: 30 }, () => invocationEntry());
    for (const entry of entries) {
      journal.append(entry);
    }
    const segments = segmentsOf(directory);
    assert.ok(segments.length > 3);
    for (const { text } of segments) {
      assert.ok(text.length < 2000 + 1000);
    }
    assert.deepEqual(entriesOf(directory), entries);
  });

  it('never writes to a segment of an earlier life of its window, nor takes a number twice', () => {
    open().append(invocationEntry());
    nodeFs.appendFileSync(join(directory, 'w1-1.ndjson'), '{"v":1,"type":"invo');
    const journal = open({ segmentBytes: 1 });
    journal.append(invocationEntry());
    // A fold takes the closed ones away.
    for (const name of nodeFs.readdirSync(directory)) {
      nodeFs.rmSync(join(directory, name));
    }
    journal.append(invocationEntry());
    assert.deepEqual(nodeFs.readdirSync(directory), ['w1-3.ndjson']);
  });

  it('is written by several windows without their meeting', () => {
    const windows = ['w1', 'w2', 'w2-3'].map((windowId) => open({ windowId }));
    for (const window of windows) {
      window.append(invocationEntry());
    }
    assert.deepEqual(nodeFs.readdirSync(directory).sort(), ['w1-1.ndjson', 'w2-1.ndjson', 'w2-3-1.ndjson']);
  });

  it('refuses a window id that would lead out of its directory', () => {
    for (const windowId of ['', '../x', 'a/b', 'a.b']) {
      assert.throws(() => open({ windowId }), RangeError);
    }
  });

  it('throws when the disk is full, and then spoils no line but the one that did not fit', () => {
    const disk = new SmallDisk();
    const journal = open({ fs: disk.fs });
    const [first, second, third] = [invocationEntry(), invocationEntry(), invocationEntry()];
    journal.append(first);
    disk.free = 100;
    assert.throws(() => {
      journal.append(second);
    }, /ENOSPC/);
    assert.throws(() => {
      journal.append(second);
    }, /ENOSPC/);
    disk.free = Infinity;
    journal.append(second);
    journal.append(third);

    const [segment] = segmentsOf(directory);
    assert.deepEqual(segment?.entries, [first, second, third]);
    assert.deepEqual(
      segment.problems.map(({ kind, text }) => [kind, text.length]),
      [['garbage', 100]],
    );
  });

  it('does not end a line that was never begun', () => {
    const disk = new SmallDisk();
    const journal = open({ fs: disk.fs });
    disk.free = 0;
    const entry = invocationEntry();
    assert.throws(() => {
      journal.append(entry);
    }, /ENOSPC/);
    disk.free = Infinity;
    journal.append(entry);
    assert.equal(segmentsOf(directory)[0]?.text, `${JSON.stringify(entry)}\n`);
  });

  it('closes once and takes nothing after that', () => {
    const journal = open();
    journal.append(invocationEntry());
    journal.dispose();
    journal.dispose();
    assert.throws(() => {
      journal.append(invocationEntry());
    }, /closed/);
    assert.equal(entriesOf(directory).length, 1);
  });

  function open(options: Partial<JournalOptions> = {}): Journal {
    return new Journal({ directory, windowId: 'w1', ...options });
  }
});
