import assert from 'node:assert/strict';
import { CostMemory } from '../../../../src/vscode/finops/costMemory';
import { memento } from '../../../support/fakes/memento';

describe('what the editor of cost data has open', () => {
  it('is known in the next window', async () => {
    const kept = memento();
    await new CostMemory(kept).opened(['/a.csv']);
    assert.deepEqual(new CostMemory(kept).last, { paths: ['/a.csv'], dropped: [] });
  });

  it('is not known where something else was kept', () => {
    const kept = memento();
    void kept.update('finops.open', { paths: 'all' });
    assert.equal(new CostMemory(kept).last, undefined);
  });
});
