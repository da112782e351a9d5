import assert from 'node:assert/strict';
import type { BatchService } from '../../../../src/core/prompts/batch/batchService';
import type { RunEvent } from '../../../../src/protocol/run';
import { batchRunner } from '../../../support/batch';
import { BatchSetup, questions } from './batchSetup';

describe('a batch job whose output is gone, so that nobody knows what it cost', () => {
  let setup: BatchSetup;

  beforeEach(async () => {
    setup = await BatchSetup.start();
    const outputs = () => Promise.resolve([]);
    const service = Object.create(setup.parts.service, { outputs: { value: outputs } }) as BatchService;
    setup.parts = { ...setup.parts, service };
  });
  afterEach(() => setup.close());

  it('counts on the limit of its run with the most that it may cost, and says so', async () => {
    const notes: string[] = [];
    const seen = (event: RunEvent) => {
      if (event.type === 'batchNote') {
        notes.push(event.text);
      }
    };
    const run = await setup.run(questions(3), { budgetUsd: 1 }, seen);
    assert.equal(run.spentUsd, 0.75);
    assert.match(notes.join(), /\$0\.75 more count on the limit of the run/);

    const open = await setup.store.reopen(run.id);
    try {
      const steps = open.run.steps.map(({ id, key, model, title }) => ({ id, key, model, title }));
      await open.append({ type: 'resumed', at: new Date().toISOString(), steps });
      const resumed = await batchRunner(open, setup.parts, { budgetUsd: 1 }).work(questions(3));
      assert.equal(resumed.state, 'Cancelled');
      assert.match(resumed.reason ?? '', /has cost \$0\.75.*the limit of a run is \$1/);
      assert.equal(setup.count('CreateModelInvocationJob'), 1);
    } finally {
      await open.close();
    }
  });
});
