import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { SpendingLog } from '../../src/core/spending/spendingLog';

describe('damage to the files of what was spent', () => {
  let folder: string;
  let open: SpendingLog[];

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'damage-')), 'usage');
    open = [];
  });
  afterEach(() => {
    for (const spendingLog of open) {
      spendingLog.dispose();
    }
    rmSync(join(folder, '..'), { recursive: true, force: true });
  });

  function window(id: string): SpendingLog {
    const spendingLog = new SpendingLog(folder, id);
    open.push(spendingLog);
    return spendingLog;
  }
  const file = () => join(folder, readdirSync(folder)[0] ?? assert.fail('There is no file'));
  const today = async (spendingLog: SpendingLog) => (await spendingLog.totals()).today.usd;

  it('a line that was cut takes none of the next with it', async () => {
    const one = window('a');
    one.add(1);
    appendFileSync(file(), '{"type":"call","at":17');
    one.add(2);
    assert.equal(await today(one), 3);
    assert.equal(await today(window('b')), 3, 'the next window reads all of it');
  });

  it('another life under the same name does not go on in a line that was cut', async () => {
    const { add } = { add: (usd: number) => window('a').add(usd) };
    add(1);
    appendFileSync(file(), '{"type":"ca');
    add(2);
    assert.equal(await today(window('b')), 3);
  });

  it('a file that was overwritten in place is written anew by its window', async () => {
    const one = window('a');
    one.add(1);
    one.reserve('call', 5);
    await sleep(20);
    const { size } = statSync(file());
    writeFileSync(file(), Buffer.alloc(size, 'x'), { flag: 'r+' });
    one.add(2);
    const { today: sum, reservedTodayUsd } = await window('b').totals();
    assert.deepEqual([sum.usd, reservedTodayUsd], [3, 5]);
  });

  it('a file that was cut goes on counting for who has read it, and for who asks its window', async () => {
    const [one, other] = [window('a'), window('b')];
    for (let call = 0; call < 10; call++) {
      one.add(1);
    }
    assert.equal(await today(other), 10);
    truncateSync(file(), 100);
    assert.equal(await today(other), 10);
    one.add(1);
    assert.equal(await today(other), 11);
    assert.equal(await today(window('c')), 11);
  });

  it('a file that was cut and then grew past where reading ended is read from its start', async () => {
    const [one, other] = [window('a'), window('b')];
    one.add(1);
    assert.equal(await today(other), 1);
    writeFileSync(file(), '');
    for (let call = 0; call < 50; call++) {
      one.add(1);
    }
    assert.equal(await today(other), 51);
  });

  it('a folder that was removed is there again at once, with all that this window spent', async () => {
    const [one, other] = [window('a'), window('b')];
    one.add(1);
    other.add(2);
    await Promise.all([one.totals(), other.totals()]);
    for (let time = 0; time < 3; time++) {
      rmSync(folder, { recursive: true });
      await sleep(400);
      assert.equal(
        await today(window(`new${time}`)),
        3,
        `after ${time + 1} removals, nobody having written since`,
      );
    }
    let told = 0;
    one.onDidChange(() => told++);
    other.add(4);
    await sleep(400);
    assert.ok(told > 0, 'and is watched');
    assert.equal(await today(one), 7);
  });

  it('what a window spent that has gone stays counted by who knew of it, and is written anew for the others', async () => {
    const gone = new SpendingLog(folder, 'gone');
    const one = window('a');
    gone.add(5);
    gone.reserve('killed', 2);
    assert.equal(await today(one), 5);
    gone.dispose();
    rmSync(folder, { recursive: true });
    for (const spendingLog of [one, window('b')]) {
      const { today: sum, reservedTodayUsd } = await spendingLog.totals();
      assert.deepEqual([sum.usd, reservedTodayUsd], [5, 2]);
    }
  });

  it('a disk that takes nothing leaves it counted here, and written once it takes something', async () => {
    const one = window('a');
    one.add(1);
    const path = file();
    rmSync(path);
    mkdirSync(path);
    assert.throws(() => one.add(2));
    assert.equal(await today(one), 3);
    rmdirSync(path);
    one.add(4);
    assert.equal(await today(window('b')), 7);
  });

  it('lines that say what cannot be are not counted, but said', async () => {
    window('a').add(1);
    const at = Date.now();
    appendFileSync(
      file(),
      [
        { type: 'call', at, usd: -100 },
        { type: 'reserve', id: 'x', at, usd: -50 },
        { type: 'call', at: 'now', usd: 1 },
        { type: 'gift', usd: 5 },
      ]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join('') + '{"type":"call","at":1,"usd":1e999}\n{"type":"call","at"\n',
    );
    const { today: sum, reservedTodayUsd, unreadable } = await window('b').totals();
    assert.deepEqual([sum.usd, reservedTodayUsd, unreadable], [1, 0, 6]);
  });

  it('does not keep a reader waiting, or fill its memory', async () => {
    window('a').add(1);
    const month = readdirSync(folder)[0]?.slice(0, 7) ?? '';
    writeFileSync(join(folder, `${month}-huge.ndjson`), '');
    truncateSync(join(folder, `${month}-huge.ndjson`), 64 * 1024 * 1024);
    const { today: sum, unreadable } = await window('b').totals();
    assert.deepEqual([sum.usd, unreadable > 0], [1, true]);
    assert.ok(!readFileSync(join(folder, readdirSync(folder)[0] ?? '')).includes('\0'));
  });
});
