import assert from 'node:assert/strict';
import { MAX_REMEMBERED, ReadingMemory } from '../../../../src/core/finops/readingMemory';
import { memento } from '../../../support/fakes/memento';

describe('what was said of how files are read', () => {
  const answers = { columns: { cost: 'net' }, dateOrder: 'dayFirst' } as const;

  it('is known of files with the same header, in the next window too, until it is forgotten', async () => {
    const kept = memento();
    await new ReadingMemory(kept).keep(['day', 'net'], answers);
    const memory = new ReadingMemory(kept);
    assert.deepEqual(memory.find([' Day', 'NET']), answers);
    assert.equal(memory.find(['net', 'day']), undefined);
    await memory.keep(['day', 'net'], { currency: 'EUR' });
    assert.deepEqual(memory.find(['day', 'net']), { currency: 'EUR' });
    await memory.forget(['day', 'net']);
    assert.equal(memory.find(['day', 'net']), undefined);
  });

  it('is bounded, and names no column but those that were chosen', async () => {
    const kept = memento();
    const memory = new ReadingMemory(kept);
    for (let at = 0; at <= MAX_REMEMBERED; at += 1) {
      await memory.keep([`tag ${at}`, 'net'], answers);
    }
    assert.equal(memory.find(['tag 0', 'net']), undefined);
    assert.deepEqual(memory.find(['tag 1', 'net']), answers);
    const [key = ''] = kept.keys();
    assert.ok(!JSON.stringify(kept.get(key)).includes('tag'));
  });

  it('is nothing where something else was kept', () => {
    const kept = memento();
    void kept.update('finops.readings', [{ header: 1 }]);
    assert.equal(new ReadingMemory(kept).find(['day']), undefined);
  });
});
