import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { LogLevel } from '../../../../src/core/logging/entry';
import { LogTail } from '../../../../src/core/logging/tail';

const LEVELS: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR'];

function newTail(text?: string): LogTail {
  const path = join(mkdtempSync(join(tmpdir(), 'tail-')), 'bedrock-chat.log');
  if (text !== undefined) {
    writeFileSync(path, text);
  }
  return new LogTail(path);
}

function line(message: string, level: LogLevel = 'INFO'): string {
  return `2026-11-20 14:03:22,123 [${level}] bedrock: ${message}`;
}

function numbered(count: number, level?: LogLevel): string[] {
  return Array.from({ length: count }, (_, at) => line(`message ${String(at)}`, level));
}

function text(lines: readonly string[]): string {
  return lines.map((each) => `${each}\n`).join('');
}

describe('the end of the log', () => {
  it('is the last lines, oldest first', async () => {
    const lines = numbered(100);
    const tail = await newTail(text(lines)).read({ lines: 20, level: 'DEBUG' });
    assert.deepEqual(tail, { lines: lines.slice(-20), cut: false });
  });

  it('is nothing while there is no log, or nothing in it', async () => {
    assert.deepEqual(await newTail().read({ lines: 20, level: 'DEBUG' }), { lines: [], cut: false });
    assert.deepEqual(await newTail('').read({ lines: 20, level: 'DEBUG' }), { lines: [], cut: false });
  });

  it('leaves out a line that is still being written', async () => {
    const tail = newTail(text([line('whole')]) + line('half').slice(0, 30));
    assert.deepEqual((await tail.read({ lines: 20, level: 'DEBUG' })).lines, [line('whole')]);
    appendFileSync(tail.path, `${line('half').slice(30)}\n`);
    assert.deepEqual((await tail.read({ lines: 20, level: 'DEBUG' })).lines, [line('whole'), line('half')]);
  });

  it('looks for lines of a level further front', async () => {
    const wanted = numbered(3, 'ERROR');
    const tail = newTail(text([...wanted, ...numbered(5000)]));
    assert.deepEqual(await tail.read({ lines: 20, level: 'WARNING' }), { lines: wanted, cut: false });
  });

  it('gives up a rare level after the last megabyte, and says so', async () => {
    const tail = newTail(text([line('long ago', 'ERROR'), ...numbered(30_000)]));
    assert.deepEqual(await tail.read({ lines: 20, level: 'ERROR' }), { lines: [], cut: true });
  });

  it('reads on into what was moved aside when the newest file is short', async () => {
    const lines = numbered(50);
    const tail = newTail(text(lines.slice(45)));
    writeFileSync(`${tail.path}.1`, text(lines.slice(38, 45)));
    writeFileSync(`${tail.path}.2`, text(lines.slice(0, 38)));
    assert.deepEqual(await tail.read({ lines: 10, level: 'DEBUG' }), { lines: lines.slice(40), cut: false });
    assert.deepEqual(await tail.read({ lines: 20, level: 'DEBUG' }), { lines: lines.slice(30), cut: false });
    renameSync(tail.path, `${tail.path}.0`);
    const moment = await tail.read({ lines: 5, level: 'DEBUG' });
    assert.deepEqual(moment.lines, lines.slice(40, 45), 'no newest file at the moment');
  });

  it('has no line twice and none left out when the log is rotated between two reads', async () => {
    const lines = numbered(30);
    const { path } = newTail(text(lines.slice(20)));
    writeFileSync(`${path}.1`, text(lines.slice(0, 20)));
    const tail = new LogTail(path, (file, flags) => {
      if (file === `${path}.1`) {
        renameSync(`${path}.1`, `${path}.2`);
        renameSync(path, `${path}.1`);
        writeFileSync(path, text([line('after the rotation')]));
      }
      return open(file, flags);
    });
    assert.deepEqual(await tail.read({ lines: 15, level: 'DEBUG' }), { lines: lines.slice(15), cut: false });
  });

  it('searches no more than a megabyte of all files together', async () => {
    const tail = newTail(text(numbered(10_000)));
    writeFileSync(`${tail.path}.1`, text([line('long ago', 'ERROR'), ...numbered(20_000)]));
    assert.deepEqual(await tail.read({ lines: 20, level: 'ERROR' }), { lines: [], cut: true });
  });

  it('rejects when the log cannot be read', async () => {
    await assert.rejects(new LogTail(tmpdir()).read({ lines: 20, level: 'DEBUG' }), { code: 'EISDIR' });
  });

  it('is what reading the whole file finds, wherever blocks and characters meet', async () => {
    const message = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.integer({ min: 60_000, max: 70_000 }).map((length) => 'ü'.repeat(length / 2)),
    );
    const entry = fc.tuple(message, fc.constantFrom(...LEVELS));
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 12 }),
        fc.constantFrom(...LEVELS),
        fc.integer({ min: 1, max: 8 }),
        async (entries, level, wanted) => {
          const lines = entries.map(([said, at]) => line(said.replaceAll('\n', ' '), at));
          const expected = lines.filter((_, at) => LEVELS.indexOf(entries[at]![1]) >= LEVELS.indexOf(level));
          const tail = await newTail(text(lines)).read({ lines: wanted, level });
          if (!tail.cut) {
            assert.deepEqual(tail.lines, expected.slice(-wanted));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
