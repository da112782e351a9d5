import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../support/devhost/paths';
import { eventually } from './support/eventually';
import { withSession } from './support/withSession';

const folder = mkdtempSync(join(tmpdir(), 'start-watch-'));
const file = join(folder, 'calls.ndjson');
/* A window beside others takes its time. */
const startMs = 90_000;
/* What is begun after the start would show by then. */
const quietMs = 8000;

interface Call {
  readonly what: string;
  readonly subject: string;
}

describe('a window in which nobody has made use of Bedrock', () => {
  const session = withSession({
    signedIn: true,
    otherExtensions: ['start-watch'],
    env: { START_WATCH_FILE: file },
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What the extension did since the start, without the loading of its own code. */
  const calls = (): Call[] =>
    (existsSync(file) ? readFileSync(file, 'utf8') : '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Call)
      .filter(({ subject }) => !subject.startsWith(join(root, 'dist')));

  it('asks AWS nothing, looks for no credentials, starts nothing and reads at most the list of models', async function () {
    this.timeout(240_000);
    const window = await session().openWindow();
    await window.chat.open();
    // `@bedrock` is known and its model is picked: the extension has done what it does at a start.
    await eventually(async () => assert.match(await window.chat.model(), /Bedrock/), startMs);
    await sleep(quietMs);

    const list = join('models', 'last.json');
    const allowed = [
      // The folder is resolved before the file in it is read.
      ['fs.promises.realpath', 'models'],
      // Only whether they are there, and since when.
      ['fs.promises.stat', 'runs'],
      ['fs.promises.stat', 'batch-under-way'],
    ];
    const others = calls().filter(
      ({ what, subject }) =>
        !subject.endsWith(list) &&
        !allowed.some(([call, name]) => what === call && basename(subject) === name),
    );
    assert.deepEqual(others, []);
    assert.deepEqual(session().emulator.requests, []);
    assert.equal(existsSync(session().globalStorage), false, 'nothing is written');
  });

  it('does all of it once asked, which the watch sees', async function () {
    this.timeout(240_000);
    const window = await session().openWindow();
    const answer = await window.chat.askAndWait('@bedrock hello');
    assert.match(answer, /hello/);
    const kinds = new Set(calls().map(({ what }) => what));
    assert.ok(kinds.has('net.Socket.connect'), [...kinds].join(', '));
    assert.ok([...kinds].some((kind) => kind.startsWith('fs.')));
    assert.ok(session().emulator.requests.length > 0);
  });
});
