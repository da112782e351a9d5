import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { awsPage } from '../../../../src/core/aws/failures/awsPages';

describe('Pages of AWS', () => {
  for (const [region, host] of [
    ['eu-central-1', 'console.aws.amazon.com'],
    ['us-gov-west-1', 'console.amazonaws-us-gov.com'],
    ['cn-north-1', 'console.amazonaws.cn'],
    ['eusc-de-east-1', 'console.amazonaws-eusc.eu'],
  ] as const) {
    it(`are in the console of the partition of ${region}, and of the region`, () => {
      const form = new URL(awsPage('openUseCaseForm', region));
      assert.deepEqual([form.host, form.searchParams.get('region')], [host, region]);
      assert.equal(form.hash, '#/model-catalog');
      assert.equal(new URL(awsPage('openQuotas', region)).searchParams.get('region'), region);
      assert.equal(new URL(awsPage('openPaymentMethods', region)).host, host);
    });
  }

  it('take no part of an address out of a region', () => {
    const { host, hash } = new URL(awsPage('openModelCatalog', 'x#/evil?&a=b'));
    assert.deepEqual([host, hash], ['console.aws.amazon.com', '#/model-catalog']);
  });
});
