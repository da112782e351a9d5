import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { classifyError } from '../../src/core/aws/errors';
import { explainError } from '../../src/core/chat/explain';
import { pricer, readOwnPrices } from '../../src/core/spending/pricer';
import { batchStatusText, isBatchOver } from '../../src/core/prompts/batch/statusText';

/** Names that every object inherits: in a service's answer such a word is a word like any other. */
const inherited = Object.getOwnPropertyNames(Object.prototype);
const context = { modelLabel: 'Claude', region: 'us-east-1', credentials: undefined, partial: false };

describe('a name that every object inherits', () => {
  for (const name of inherited) {
    it(`is an unknown failure as its name and as its code: ${name}`, () => {
      for (const fields of [{ name }, { code: name }, { name: name.toUpperCase() }]) {
        const failure = classifyError(Object.assign(new Error('it broke'), fields));
        const { message, actions } = explainError(failure, context);
        assert.equal(failure.reason, 'unknown');
        assert.match(message, /^The request failed: it broke/);
        assert.ok(actions.length > 0);
      }
    });

    it(`is a status of a batch job that nobody knows: ${name}`, () => {
      const said = batchStatusText({ status: name, message: null, processed: null, total: null });
      assert.equal(said, `The batch job is ${name}.`);
      assert.equal(isBatchOver(name), false);
    });

    it(`is a model without a price: ${name}`, () => {
      const { prices } = readOwnPrices({});
      const cost = pricer({ own: () => prices })({
        model: { modelId: name, inferenceProfile: name },
        region: 'us-east-1',
        serviceTier: undefined,
        latency: 'optimized',
        cacheTtl: '5m',
        usage: {
          inputTokens: 0,
          outputTokens: 0,
          cacheReadInputTokens: 0,
          cacheWriteInputTokens: 0,
          source: 'reported',
        },
      });
      assert.equal(cost, undefined);
    });
  }
});
