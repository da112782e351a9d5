import assert from 'node:assert/strict';
import { CostMemory } from '../../../../src/vscode/finops/costMemory';

/** A workspace's memory, as VS Code keeps it: as JSON. */
function memento() {
  const kept = new Map<string, string>();
  return {
    keys: () => [...kept.keys()],
    get: (key: string): unknown => JSON.parse(kept.get(key) ?? 'null'),
    update: (key: string, value: unknown) => {
      kept.set(key, JSON.stringify(value));
      return Promise.resolve();
    },
  };
}

describe('what the editor of cost data has open', () => {
  const mapping = { cost: 'amount' };

  it('is known in the next window, with what the user said of its columns', async () => {
    const kept = memento();
    const before = new CostMemory(kept);
    await before.opened(['/a.csv']);
    assert.deepEqual(await before.mapping(() => Promise.resolve(mapping)), mapping);
    const after = new CostMemory(kept);
    assert.deepEqual(after.last, { paths: ['/a.csv'], dropped: [], mapping });
    after.answerFor(after.last?.mapping);
    assert.deepEqual(await after.mapping(() => Promise.reject(new Error('asked again'))), mapping);
  });

  it('answers for no other files', async () => {
    const memory = new CostMemory(memento());
    memory.answerFor(mapping);
    await memory.opened(['/b.csv']);
    assert.equal(await memory.mapping(() => Promise.resolve(undefined)), undefined);
  });

  it('is not known where something else was kept', () => {
    const kept = memento();
    void kept.update('finops.open', { paths: 'all' });
    assert.equal(new CostMemory(kept).last, undefined);
  });
});
