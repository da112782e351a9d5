import assert from 'node:assert/strict';
import { appendFileSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { analyzeFromExplorer } from './support/costData';
import { eventually } from './support/eventually';
import { costEngines, extensionHosts, kill } from './support/extensionHosts';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

const COPIES = 1500;

describe('cost data when its engine is stopped or killed', () => {
  const session = withSession();
  let window: VsCodeWindow;
  let view: Frame;
  let rows = 0;

  before(async function () {
    this.timeout(120_000);
    const { workspace } = session();
    const [head = '', ...lines] = readFileSync(join(workspace, 'costs', 'focus-sample.csv'), 'utf8')
      .trim()
      .split('\n');
    // Large enough that loading it takes seconds.
    const large = join(workspace, 'large.csv');
    const hundred = `${Array.from({ length: 100 }, () => lines.join('\n')).join('\n')}\n`;
    writeFileSync(large, `${head}\n`);
    for (let copy = 0; copy < COPIES; copy += 100) {
      appendFileSync(large, hundred);
    }
    rows = lines.length * COPIES;
    window = await session().openWindow();
    await window.ready();
  });

  const resultState = () => view.getByTestId('finops-analysis-result').getAttribute('data-state');

  /** The only engine there is, held still so that nothing ends before the test says so. */
  async function holdEngine(): Promise<number> {
    const pid = await eventually(() => {
      const [only, ...others] = costEngines(session().server.dataDir);
      assert.ok(only !== undefined && others.length === 0);
      return only;
    });
    process.kill(pid, 'SIGSTOP');
    return pid;
  }

  const folder = () => join(session().globalStorage, 'finops');

  /** The files that are stored of cost data, by any window. */
  const stored = () =>
    globSync('*/**/*', { cwd: folder(), withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      // It says whose the folder is.
      .filter((name) => name !== 'owner.json');

  /** The folders of windows. */
  const folders = () =>
    readdirSync(folder(), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);

  async function allRowsShown(): Promise<void> {
    await eventually(async () => {
      assert.equal(await view.getByTestId('finops-rows').innerText(), rows.toLocaleString('en-US'));
      assert.equal(await resultState(), 'ended');
    }, 60_000);
  }

  it('says that it was killed in mid-load, and loads when it is told to try again', async () => {
    view = await analyzeFromExplorer(window, 'large.csv');
    await view.getByTestId('finops-progress').waitFor();
    const pid = await holdEngine();
    assert.equal(await view.getByTestId('finops-progress').isVisible(), true);
    process.kill(pid, 'SIGKILL');
    const problem = view.getByTestId('finops-problem');
    await problem.waitFor();
    assert.match(
      await problem.innerText(),
      /engine stopped by itself \(SIGKILL\)\. Nothing else is affected/,
    );
    await eventually(() => assert.deepEqual(stored(), []));
    await view.getByTestId('finops-again').click();
    await allRowsShown();
  });

  it('says that it was killed in mid-query, and makes the next analysis of the same data', async () => {
    const pid = await holdEngine();
    await view.getByTestId('finops-analysis-choice').selectOption({ label: 'Cost by region' });
    await eventually(async () => assert.equal(await resultState(), 'running'));
    process.kill(pid, 'SIGKILL');
    await eventually(async () => assert.equal(await resultState(), 'failed'));
    assert.match(await view.getByTestId('finops-analysis-result').innerText(), /engine stopped by itself/);
    await view.getByTestId('finops-analysis-choice').selectOption({ label: 'Cost analysis' });
    await eventually(async () => assert.equal(await resultState(), 'ended'));
    assert.equal(await view.getByTestId('finops-rows').innerText(), rows.toLocaleString('en-US'));
  });

  it('ends a load that is cancelled, and keeps nothing of it', async () => {
    view = await analyzeFromExplorer(window, 'large.csv');
    await view.getByTestId('finops-progress').waitFor();
    const pid = await holdEngine();
    await view.getByTestId('finops-cancel').click();
    process.kill(pid, 'SIGCONT');
    const problem = view.getByTestId('finops-problem');
    await problem.waitFor();
    assert.match(await problem.innerText(), /Loading was cancelled\. Nothing of it was kept\./);
    await eventually(() => assert.deepEqual(stored(), []));
    await view.getByTestId('finops-again').click();
    await allRowsShown();
  });

  it('leaves no temporary file once cost data is next used, also when the extension host was killed', async () => {
    assert.notDeepEqual(stored(), []);
    const hosts = extensionHosts(session().server.dataDir);
    await window.close();
    kill(hosts);
    await eventually(() => assert.deepEqual(costEngines(session().server.dataDir), []));
    assert.notDeepEqual(stored(), [], 'nothing could clean up at the end');
    const left = folders();
    window = await session().openWindow();
    view = await analyzeFromExplorer(window, 'focus-sample.csv', 'costs');
    await eventually(
      () =>
        assert.deepEqual(
          left.filter((name) => folders().includes(name)),
          [],
        ),
      60_000,
    );
  });
});
