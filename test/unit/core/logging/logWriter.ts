// A window of its own: writes numbered lines to a log, and prints the number of each line that is flushed.
import { setTimeout as sleep } from 'node:timers/promises';
import { RotatingFile } from '../../../../src/core/logging/rotatingFile';
import { FileLock } from '../../../../src/core/util/fileLock';
import { entry } from './logFiles';

const [task, path = '', name = '', lines = '0', maxBytes = '0', backups = '0'] = process.argv.slice(2);

if (task === 'write') {
  const file = new RotatingFile({ path, maxBytes: Number(maxBytes), backups: Number(backups), flushMs: 5 });
  for (let number = 0; number < Number(lines); number += 1) {
    file.write(entry(`${name}:${String(number)} ${'x'.repeat(number % 90)}`));
    // Now by the sink's own timer, now on request.
    if (number % 500 === 499) {
      await sleep(1);
    }
    if (number % 200 === 199) {
      await file.flush();
      process.stdout.write(`${String(number)}\n`);
    }
  }
  await file.flush();
  file.dispose();
} else {
  await new FileLock(`${path}.lock`, { staleMs: 5000 }).tryTake();
  process.stdout.write('locked\n');
  await sleep(60_000);
}
