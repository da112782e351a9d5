import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as nodeFs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { RotatingFile } from '../../../../src/core/logging/rotatingFile';
import { entry, filesOf, messagesOf, newLog } from './logFiles';
import { bundleProgram } from '../../../support/bundle';

const MAX_BYTES = 64 * 1024;
/** The amount by which each further process may exceed the size by: one write. */
const BATCH_BYTES = 16 * 1024;
/** More than any of the tests fills, so that every line must still be there at its end. */
const BACKUPS = 500;

describe('a log file of several processes', function () {
  this.timeout(60_000);

  let directory: string;
  let path: string;
  const children: ChildProcess[] = [];

  beforeEach(() => ({ directory, path } = newLog()));
  afterEach(() => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
    }
    nodeFs.rmSync(directory, { recursive: true, force: true });
  });

  for (const [processes, lines] of [
    [2, 20_000],
    [4, 10_000],
  ] as const) {
    it(`loses and tears nothing with ${String(processes)} of them, ${String(lines)} lines each`, async () => {
      const writers = await Promise.all(
        Array.from({ length: processes }, (_, index) => startWriter(`w${String(index)}`, lines)),
      );
      for (const writer of writers) {
        assert.equal(await writer.exit, 0, writer.output());
      }

      const files = filesOf(path);
      assert.ok(files.length > 10, 'the file was rotated often');
      const bound = MAX_BYTES + (processes - 1) * BATCH_BYTES;
      for (const { name, size } of files) {
        assert.ok(size <= bound, `${name}: ${String(size)}`);
      }
      const numbers = linesByWriter();
      for (let index = 0; index < processes; index += 1) {
        // Each once, and in their order.
        assert.deepEqual(numbers.get(`w${String(index)}`), range(lines));
      }
      assert.equal(nodeFs.readdirSync(directory).length, files.length, 'nothing else is left behind');
    });
  }

  it('loses nothing that was flushed when one of them is killed, and the others go on', async () => {
    const survivor = await startWriter('survivor', 10_000);
    // Killed one after another at moments of no particular choice, most of them in a rotation.
    const killed = new Map<string, number>();
    for (let index = 0; index < 4; index += 1) {
      const name = `killed${String(index)}`;
      const victim = await startWriter(name, 1_000_000);
      await victim.started;
      await sleep(Math.random() * 300);
      victim.child.kill('SIGKILL');
      await victim.exit;
      killed.set(name, Number(victim.output().trim().split('\n').at(-1)));
    }
    assert.equal(await survivor.exit, 0, survivor.output());

    // A system may cut the last write of a process that is killed; nobody was told that it is flushed.
    const numbers = linesByWriter({ maxTorn: killed.size });
    assert.deepEqual(numbers.get('survivor'), range(10_000));
    for (const [name, flushed] of killed) {
      const found = numbers.get(name) ?? [];
      assert.ok(found.length > flushed, `${name}: ${String(found.length)} of ${String(flushed)}`);
      assert.deepEqual(found, range(found.length));
    }
  });

  it('rotates again when the one that held the lock was killed', async () => {
    const holder = await start('lock', path);
    await holder.started;
    holder.child.kill('SIGKILL');
    await holder.exit;
    assert.ok(nodeFs.existsSync(`${path}.lock`), 'a killed process cannot clean up');
    nodeFs.writeFileSync(path, `${'x'.repeat(MAX_BYTES)}\n`);

    // All at once: only one of them may take the lock over.
    const windows = Array.from({ length: 5 }, open);
    windows.forEach((window, index) => window.write(entry(`window ${String(index)}`)));
    await Promise.all(windows.map((window) => window.flush()));

    assert.equal(filesOf(path).length, 2);
    assert.deepEqual(
      messagesOf(path).slice(1).sort(),
      windows.map((_, index) => `window ${String(index)}`),
    );
    assert.equal(nodeFs.existsSync(`${path}.lock`), false);
  });

  it('is rotated once when all of them want it, so that no backup is pushed out', async () => {
    for (let round = 0; round < 5; round += 1) {
      for (const file of filesOf(path)) {
        nodeFs.rmSync(file.name);
      }
      nodeFs.writeFileSync(path, `${'x'.repeat(MAX_BYTES)}\n`);
      for (const number of [1, 2, 3]) {
        nodeFs.writeFileSync(`${path}.${String(number)}`, `backup ${String(number)}\n`);
      }
      const windows = Array.from({ length: 8 }, () => open(3));
      windows.forEach((window, index) => window.write(entry(`window ${String(index)}`)));
      await Promise.all(windows.map((window) => window.flush()));
      const names = filesOf(path).map(({ text }) => text.slice(0, 8));
      assert.deepEqual(names.slice(0, 3), ['backup 2', 'backup 1', 'xxxxxxxx']);
      assert.equal(messagesOf(path).length, 3 + 8);
    }
  });

  function open(backups = BACKUPS): RotatingFile {
    return new RotatingFile({ path, maxBytes: MAX_BYTES, backups });
  }

  function startWriter(name: string, lines: number) {
    return start('write', path, name, String(lines), String(MAX_BYTES), String(BACKUPS));
  }

  async function start(...args: string[]) {
    const script = await bundleProgram('test/unit/core/logging/logWriter.ts');
    const child = spawn(process.execPath, [script, ...args]);
    children.push(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return {
      child,
      started: once(child.stdout, 'data'),
      exit: once(child, 'close').then(([code]) => code as number | null),
      output: () => output,
    };
  }

  /** The numbers of each writer's lines, in the order of the files. More lines that are not whole fail the test. */
  function linesByWriter({ maxTorn = 0 } = {}): Map<string, number[]> {
    const numbers = new Map<string, number[]>();
    const torn: string[] = [];
    for (const message of messagesOf(path)) {
      const [, name = '', digits, padding = ''] = /^(\w+):(\d+) (x*)$/.exec(message) ?? [];
      if (padding.length !== Number(digits) % 90) {
        torn.push(message);
        continue;
      }
      const list = numbers.get(name) ?? [];
      list.push(Number(digits));
      numbers.set(name, list);
    }
    assert.ok(torn.length <= maxTorn, torn.join('\n'));
    return numbers;
  }
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
