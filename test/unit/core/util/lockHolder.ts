// A process of its own: takes a lock again and again, each time for a moment, or once and for good.
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { FileLock } from '../../../../src/core/util/fileLock';

const [task = '', path = '', staleMs = '', log = '', name = ''] = process.argv.slice(2);

if (isMainThread && task === 'worker') {
  const worker = new Worker(__filename, { workerData: 'hold', argv: process.argv.slice(2) });
  process.stdin.once('data', () => {
    void worker.terminate().then(() => process.stdout.write('terminated\n'));
  });
} else if (task === 'hold' || workerData === 'hold') {
  void hold();
} else if (task === 'contend') {
  void contend();
}

async function hold(): Promise<void> {
  const held = await new FileLock(path, { staleMs: Number(staleMs) }).tryTake();
  process.stdout.write(held === undefined ? 'busy\n' : 'held\n');
  setInterval(() => undefined, 1000);
}

async function contend(): Promise<void> {
  const lock = new FileLock(path, { staleMs: Number(staleMs) });
  process.stdout.write('started\n');
  for (;;) {
    const held = await lock.tryTake();
    if (held !== undefined) {
      appendFileSync(log, `enter ${name}\n`);
      await sleep(Math.random() * 5);
      if (held.isOurs()) {
        appendFileSync(log, `leave ${name}\n`);
      }
      held.release();
    }
    await sleep(Math.random() * 10);
  }
}
