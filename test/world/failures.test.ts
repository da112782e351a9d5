import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { accessCases } from './failures/accessCases';
import { ASKED_MODEL } from './failures/failureCase';
import { gatewayCases } from './failures/gatewayCases';
import { modelCases } from './failures/modelCases';
import { quotaCases } from './failures/quotaCases';
import { withWorld } from './support/withWorld';

const failureCases = [...quotaCases, ...accessCases, ...modelCases, ...gatewayCases];

describe('What a user reads of a failure', () => {
  const world = withWorld();

  for (const { what, says, reads, never, steps, requests } of failureCases) {
    it(`is right for ${what}`, async () => {
      const { server, test } = world();
      test.settings = { ...test.settings, model: ASKED_MODEL };
      test.connection = { ...test.connection, retryMaxAttempts: 2, retryBaseDelayMs: 1 };
      server.reply(says, says);
      const { outcome } = await test.ask('How much is the fish?');
      assert.ok(outcome.type !== 'cancelled' && outcome.problem !== undefined, 'there is a problem');
      const { message, actions } = outcome.problem;
      for (const words of reads) {
        assert.match(message, words);
      }
      if (never !== undefined) {
        assert.doesNotMatch(message, never);
      }
      const ids = actions.map(({ id }) => id);
      assert.deepEqual(ids.slice(0, steps.length), steps, message);
      if (requests !== undefined) {
        assert.equal(server.requests.length, requests, 'requests');
      }
    });
  }
});
