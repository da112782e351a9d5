import assert from 'node:assert/strict';
import * as nodeFs from 'node:fs';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { formatEntry } from '../../../../src/core/logging/format';
import {
  RotatingFile,
  type LogFileFs,
  type RotatingFileOptions,
} from '../../../../src/core/logging/rotatingFile';
import { unprivileged } from '../../../support/unprivileged';
import { entry, filesOf, messagesOf, newLog, SmallDisk, systemError } from './logFiles';

describe('the rotating log file', () => {
  let directory: string;
  let path: string;

  beforeEach(() => ({ directory, path } = newLog()));
  afterEach(() => nodeFs.rmSync(directory, { recursive: true, force: true }));

  it('is made with its directory when there is something to write, for its owner alone', async () => {
    path = `${directory}/logs/bedrock-chat.log`;
    const file = open();
    assert.equal(nodeFs.existsSync(path), false);
    file.write(entry('hello'));
    await file.flush();
    assert.deepEqual(messagesOf(path), ['hello']);
    if (process.platform !== 'win32') {
      assert.equal(nodeFs.statSync(path).mode & 0o777, 0o600);
    }
  });

  it('is written without being asked, soon', async () => {
    const file = open({ flushMs: 1 });
    file.write(entry('hello'));
    while (!nodeFs.existsSync(path)) {
      await sleep(1);
    }
    assert.deepEqual(messagesOf(path), ['hello']);
  });

  it('moves aside before it grows too long, and keeps so many backups', async () => {
    const file = open({ maxBytes: 500, backups: 3 });
    const said = numbers(100);
    for (const message of said) {
      file.write(entry(message));
    }
    await file.flush();
    const files = filesOf(path);
    assert.equal(files.length, 4);
    for (const { size } of files) {
      assert.ok(size <= 500, String(size));
    }
    const kept = messagesOf(path);
    assert.deepEqual(kept, said.slice(-kept.length));
    assert.deepEqual(nodeFs.readdirSync(directory).length, 4, 'nothing else is left behind');
  });

  it('starts anew without backups when none are wanted', async () => {
    const file = open({ maxBytes: 500, backups: 0 });
    for (const message of numbers(20)) {
      file.write(entry(message));
    }
    await file.flush();
    assert.equal(filesOf(path).length, 1);
    assert.equal(messagesOf(path).at(-1), 'line 19');
  });

  it('takes a line that is longer than a whole file', async () => {
    const file = open({ maxBytes: 100 });
    const long = 'x'.repeat(1000);
    for (const message of ['before', long, 'after']) {
      file.write(entry(message));
    }
    await file.flush();
    assert.deepEqual(messagesOf(path), ['before', long, 'after']);
  });

  it('goes on in a new file when another window has moved it', async () => {
    const file = open();
    file.write(entry('one'));
    await file.flush();
    nodeFs.renameSync(path, `${path}.1`);
    file.write(entry('two'));
    await file.flush();
    assert.deepEqual(messagesOf(path), ['one', 'two']);
    assert.equal(filesOf(path).length, 2);
  });

  it('keeps the newest lines of a window that says little while another one fills the log', async () => {
    const [quiet, busy] = [open({ maxBytes: 500 }), open({ maxBytes: 500 })];
    quiet.write(entry('quiet, long ago'));
    await quiet.flush();
    for (const message of numbers(100)) {
      busy.write(entry(message));
    }
    await busy.flush();
    quiet.write(entry('quiet, just now'));
    await quiet.flush();
    assert.equal(messagesOf(path).at(-1), 'quiet, just now');
    assert.equal(messagesOf(path).includes('quiet, long ago'), false, 'the log went round');
  });

  it('loses no line to a file that is deleted between opening and writing', async () => {
    let deletions = 0;
    const file = open({
      fs: {
        ...nodeFs,
        writeSync: ((fd: number, bytes: Buffer) => {
          if (deletions++ === 0) {
            nodeFs.rmSync(path);
          }
          return nodeFs.writeSync(fd, bytes);
        }) as typeof nodeFs.writeSync,
      },
    });
    file.write(entry('kept'));
    await file.flush();
    assert.deepEqual(messagesOf(path), ['kept']);
  });

  it('loses no backup to a rotation that a crash cut short', async () => {
    // .1 was moved to .2, and then the process died.
    nodeFs.writeFileSync(path, `${'a'.repeat(600)}\n`);
    nodeFs.writeFileSync(`${path}.2`, 'b\n');
    nodeFs.writeFileSync(`${path}.3`, 'c\n');
    const file = open({ maxBytes: 500, backups: 3 });
    file.write(entry('new'));
    await file.flush();
    assert.deepEqual(messagesOf(path), ['c', 'b', 'a'.repeat(600), 'new']);
  });

  it('does not continue a line that was cut, by whomever', async () => {
    nodeFs.writeFileSync(path, 'whole\ncut');
    const file = open();
    file.write(entry('next'));
    await file.flush();
    assert.deepEqual(messagesOf(path), ['whole', 'cut', 'next']);
  });

  it('writes what is left when it is disposed, and what is said after that at once', () => {
    const file = open();
    file.write(entry('before'));
    file.dispose();
    assert.deepEqual(messagesOf(path), ['before']);
    file.write(entry('after'));
    assert.deepEqual(messagesOf(path), ['before', 'after']);
    file.dispose();
    assert.deepEqual(messagesOf(path), ['before', 'after']);
  });

  it('drops nothing of a burst without a pause, however long', () => {
    const file = open({ maxBufferedBytes: 1000 });
    const said = numbers(500);
    for (const message of said) {
      file.write(entry(message));
    }
    file.flushSync();
    assert.deepEqual(messagesOf(path), said);
  });

  it('exceeds its size rather than keep lines in memory while another window holds the lock', async () => {
    nodeFs.mkdirSync(`${path}.lock`);
    const file = open({ maxBytes: 500 });
    const said = numbers(100);
    for (const message of said) {
      file.write(entry(message));
    }
    await file.flush();
    assert.deepEqual(messagesOf(path), said);
    assert.equal(filesOf(path).length, 1);
  });

  it('is not rotated again when another window did so just before the lock was ours', async () => {
    nodeFs.writeFileSync(path, `${'a'.repeat(600)}\n`);
    const fs = onFirst(path, () => {
      nodeFs.renameSync(path, `${path}.1`);
      nodeFs.writeFileSync(path, 'b\n');
    });
    const file = open({ maxBytes: 500, fs });
    file.write(entry('new'));
    await file.flush();
    assert.deepEqual(
      filesOf(path).map(({ text }) => text.length),
      [601, messageLength('b', 'new')],
    );
  });

  it('leaves file and lock alone when another window took the lock for stale and for its own', async () => {
    nodeFs.writeFileSync(path, `${'a'.repeat(600)}\n`);
    const file = open({ maxBytes: 500 });
    file.write(entry('new'));
    const flushed = file.flush();
    while (!nodeFs.existsSync(`${path}.lock`)) {
      await setImmediate();
    }
    nodeFs.writeFileSync(`${path}.lock`, 'another');
    await flushed;
    assert.deepEqual(messagesOf(path), ['a'.repeat(600), 'new']);
    assert.equal(filesOf(path).length, 1);
    assert.equal(nodeFs.readFileSync(`${path}.lock`, 'utf8'), 'another');
  });

  it('writes on when it cannot be moved', async () => {
    const renameSync = () => {
      throw systemError('EPERM', 'operation not permitted, rename');
    };
    const file = open({ maxBytes: 500, fs: { ...nodeFs, renameSync } });
    const said = numbers(100);
    for (const message of said) {
      file.write(entry(message));
    }
    await file.flush();
    assert.deepEqual(messagesOf(path), said);
    assert.equal(nodeFs.existsSync(`${path}.lock`), false);
  });

  describe('on a full disk', () => {
    it('keeps the lines until there is room, and each comes once', async () => {
      const disk = new SmallDisk();
      const file = open({ fs: disk.fs });
      const said = numbers(10);
      disk.free = 100;
      for (const message of said) {
        file.write(entry(message));
      }
      await file.flush();
      disk.free = Infinity;
      await file.flush();
      const found = messagesOf(path);
      assert.deepEqual(
        found.filter((message) => said.includes(message)),
        said,
      );
      // The line that the full disk cut stays as a fragment of its own.
      assert.equal(found.length, said.length + 1);
    });

    it('gives up the oldest lines beyond its memory, and says how many', async () => {
      const disk = new SmallDisk();
      const file = open({ fs: disk.fs, maxBufferedBytes: 1000 });
      disk.free = 0;
      file.write(entry('first'));
      await file.flush();
      const said = numbers(100);
      for (const message of said) {
        file.write(entry(message));
      }
      disk.free = Infinity;
      await file.flush();
      const [notice, ...kept] = messagesOf(path);
      assert.ok(kept.length > 0);
      assert.deepEqual(kept, said.slice(-kept.length));
      const missing = 1 + said.length - kept.length;
      assert.match(notice!, new RegExp(`^Lines are missing here.* lines=${String(missing)} error="ENOSPC`));
      file.write(entry('last'));
      await file.flush();
      assert.deepEqual(messagesOf(path).slice(kept.length + 1), ['last'], 'it is said once');
    });

    it('neither throws nor rejects, on a device that is full for real', async function () {
      if (process.platform !== 'linux') {
        this.skip();
      }
      nodeFs.symlinkSync('/dev/full', path);
      const file = open();
      file.write(entry('one'));
      await file.flush();
      file.flushSync();
      nodeFs.rmSync(path);
      file.write(entry('two'));
      await file.flush();
      assert.deepEqual(messagesOf(path), ['one', 'two']);
    });
  });

  it('waits for a directory that cannot be written', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const file = open();
    file.write(entry('one'));
    nodeFs.chmodSync(directory, 0o555);
    await unprivileged(() => file.flushSync());
    assert.deepEqual(nodeFs.readdirSync(directory), []);
    nodeFs.chmodSync(directory, 0o700);
    file.write(entry('two'));
    file.flushSync();
    assert.deepEqual(messagesOf(path), ['one', 'two']);
  });

  function open(options: Partial<RotatingFileOptions> = {}): RotatingFile {
    return new RotatingFile({ path, ...options });
  }
});

/** The file system, with something that happens right after the first look at a path. */
function onFirst(path: string, happens: () => void): LogFileFs {
  let isFirst = true;
  const statSync = ((...args: Parameters<typeof nodeFs.statSync>) => {
    const result = nodeFs.statSync(...args);
    if (isFirst && args[0] === path) {
      isFirst = false;
      happens();
    }
    return result;
  }) as typeof nodeFs.statSync;
  return { ...nodeFs, statSync };
}

/** How long a file is that holds one line as it is and a formatted one. */
function messageLength(line: string, message: string): number {
  return `${line}\n${formatEntry(entry(message))}\n`.length;
}

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `line ${String(index)}`);
}
