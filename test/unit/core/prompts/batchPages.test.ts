import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BedrockError } from '../../../../src/core/aws/errors';
import { planOf } from '../../../../src/core/prompts/batch/jobPlan';
import { batchLimits } from '../../../../src/core/prompts/batch/quotas';
import { batchOrder, testBatch } from '../../../support/batch';
import { defaultKeys } from '../../../support/emulators/bedrock';
import { testEngine } from '../../../support/engine';

describe('a list of AWS that does not end', () => {
  const test = testEngine('http://127.0.0.1:9', defaultKeys.credentials);
  const plan = planOf([], batchOrder);
  let server: Server;
  let url: string;
  let asked: number;
  /** The token of the next page, after so many. */
  let next: (pages: number) => string | undefined;

  before(async () => {
    server = createServer((request, response) => {
      request.resume();
      const token = ++asked > 300 ? undefined : next(asked);
      if (request.url?.includes('list-type=2') === true) {
        const more = token === undefined ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`;
        const key = `<Contents><Key>key${asked}</Key></Contents>`;
        response.end(`<?xml version="1.0"?><ListBucketResult>${key}${more}</ListBucketResult>`);
      } else {
        // Bedrock's and Service Quotas' words for the same.
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({ nextToken: token, NextToken: token, invocationJobSummaries: [], Quotas: [] }),
        );
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    test.dispose();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    asked = 0;
  });

  const parts = () => testBatch(test, { control: url, s3: url, serviceQuotas: url });
  const limits = () => batchLimits(parts().clients, 'us-east-1', batchOrder.model);
  const endless = {
    'has ever new pages': { token: (pages: number) => `t${pages}`, atMost: 100 },
    'names a page again': { token: (pages: number) => `t${pages % 3}`, atMost: 4 },
  };
  for (const [name, { token, atMost }] of Object.entries(endless)) {
    it(`leaves unknown whether there is a job, where it ${name}`, async () => {
      next = token;
      assert.deepEqual(await parts().service.find(plan), { type: 'unknown' });
      assert.ok(asked <= atMost, `${asked} pages`);
    });

    it(`is an error where it is that of a job's output and ${name}`, async () => {
      next = token;
      await assert.rejects(
        parts().service.outputs(plan, 'arn/job'),
        (error) =>
          error instanceof BedrockError &&
          error.reason === 'unknown' &&
          error.message.includes('was not read on'),
      );
      assert.ok(asked <= atMost, `${asked} pages`);
    });

    it(`leaves the usual limits of a job, where it ${name}`, async () => {
      next = token;
      assert.deepEqual(await limits(), { minimum: 100, maximum: 50_000 });
      assert.ok(asked <= atMost, `${asked} pages`);
    });
  }

  it('is one that has some pages more than are read, and no other', async () => {
    next = (pages) => (pages < 100 ? `t${pages}` : undefined);
    assert.equal((await parts().service.outputs(plan, 'arn/job')).length, 100);
    asked = 0;
    next = (pages) => (pages < 3 ? `t${pages}` : '');
    assert.deepEqual(await parts().service.find(plan), { type: 'none' });
    assert.equal(asked, 3);
  });
});
