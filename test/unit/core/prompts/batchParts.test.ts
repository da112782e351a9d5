import assert from 'node:assert/strict';
import { configuredModel } from '../../../../src/core/bedrock/models/modelChoice';
import { pricer } from '../../../../src/core/spending/pricer';
import { batchPricer } from '../../../../src/core/prompts/batch/batchPrice';
import { isRoleArn, s3Location } from '../../../../src/core/prompts/batch/location';
import { batchLimits } from '../../../../src/core/prompts/batch/quotas';
import {
  batchInput,
  batchRequest,
  BatchTooLargeError,
  recordIdOf,
} from '../../../../src/core/prompts/batch/records';
import { batchStatusText, isBatchOver } from '../../../../src/core/prompts/batch/statusText';
import { planSteps } from '../../../../src/core/prompts/steps';
import { batchModel, testBatch } from '../../../support/batch';
import { QuotasEmulator } from '../../../support/emulators/batchQuotas';
import { defaultKeys } from '../../../support/emulators/bedrock';
import { S3Emulator } from '../../../support/emulators/s3';
import { testEngine } from '../../../support/engine';

const model = configuredModel(batchModel);
const usage = { inputTokens: 1_000_000, outputTokens: 0, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 };
const steps = (...texts: string[]) =>
  planSteps(
    texts.map((text, index) => ({ id: String(index), text, span: { start: 0, end: 0 } })),
    undefined,
    '',
  );

describe('what a batch job needs', () => {
  it('is a place in S3, a bucket with or without a folder', () => {
    assert.deepEqual(s3Location('s3://my-bucket'), { bucket: 'my-bucket', prefix: '' });
    assert.deepEqual(s3Location(' s3://my.bucket/a/b '), { bucket: 'my.bucket', prefix: 'a/b/' });
    for (const none of [
      '',
      'my-bucket',
      's3://',
      's3://My_Bucket/',
      's3://a/',
      's3://my..bucket/',
      's3://bucket//a',
      'https://s3.amazonaws.com/b',
    ]) {
      assert.equal(s3Location(none), undefined, none);
    }
  });

  it('is the ARN of a role, in any partition', () => {
    assert.ok(isRoleArn('arn:aws:iam::123456789012:role/service-role/Batch'));
    assert.ok(isRoleArn('arn:aws-us-gov:iam::123456789012:role/Batch'));
    for (const none of ['', 'Batch', 'arn:aws:iam::123456789012:user/me', 'arn:aws:iam::1234:role/Batch']) {
      assert.ok(!isRoleArn(none), none);
    }
  });
});

describe('how many prompts a job takes', () => {
  let quotas: QuotasEmulator;
  const test = testEngine('http://127.0.0.1:9', defaultKeys.credentials);
  const limits = (url = quotas.url, of = model) =>
    batchLimits(testBatch(test, { control: '', s3: '', serviceQuotas: url }).clients, 'us-east-1', of);

  before(async () => {
    quotas = await QuotasEmulator.start(defaultKeys.credentials);
  });
  after(async () => {
    test.dispose();
    await quotas.close();
  });
  beforeEach(() => {
    quotas.denied = false;
    quotas.quotas = {
      'Minimum number of records per batch inference job for Claude 3.5 Haiku': 1000,
      'Records per input file per batch inference job for Claude 3 Haiku': 7,
      'Batch inference job size (in GB)': 5,
      'Minimum number of records per batch inference job for Claude 3 Haiku': 25,
      'Records per batch inference job for Claude 3 Haiku': 2000,
      'Minimum number of records per batch inference job for Nova Pro V1.0': 500,
      'Minimum number of records per batch inference job for Anthropic Claude Sonnet 4.5': 40,
    };
  });

  it('says the quota of that very model, on whatever page it is', async () => {
    assert.deepEqual(await limits(), { minimum: 25, maximum: 2000 });
    assert.equal((await limits(quotas.url, configuredModel('us.amazon.nova-pro-v1:0'))).minimum, 500);
    const sonnet = configuredModel('us.anthropic.claude-sonnet-4-5-20250929-v1:0');
    assert.equal((await limits(quotas.url, sonnet)).minimum, 40);
  });

  it('is the usual number where there is no quota, or nobody may read it, or nobody answers', async () => {
    const usual = { minimum: 100, maximum: 50_000 };
    assert.deepEqual(await limits(quotas.url, configuredModel('meta.llama3-3-70b-instruct-v1:0')), usual);
    quotas.denied = true;
    assert.deepEqual(await limits(), usual);
    assert.deepEqual(await limits('http://127.0.0.1:9'), usual);
  });
});

describe('the input of a job', () => {
  it('names records by letters and digits, the same each time, each another', () => {
    const [one, two, three] = steps('Same', 'Same', 'Other');
    assert.ok(one && two && three);
    const ids = [one, two, three].map(recordIdOf);
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual(ids, [one, two, three].map(recordIdOf));
    for (const id of ids) {
      assert.match(id, /^[a-z0-9]{11,}$/);
    }
  });

  it('is made in pieces, between which others have their turn', async () => {
    const prompt = 'x'.repeat(512 * 1024);
    let [turns, isMade] = [0, false];
    const others = (async () => {
      for (; !isMade; turns++) {
        await new Promise(setImmediate);
      }
    })();
    const asked = steps(...Array<string>(64).fill(prompt));
    const input = await batchInput(asked, (step) => batchRequest(step, model, 'r', {}));
    isMade = true;
    await others;
    assert.equal(input.toString().trimEnd().split('\n').length, 64);
    assert.ok(turns >= 16, `${turns} turns`);
  });

  it('is refused with a sentence when it is more than is sent in one piece', async function () {
    this.timeout(120_000);
    const long = 'x'.repeat(2.9 * 1024 * 1024);
    await assert.rejects(
      batchInput(steps(...Array<string>(70).fill(long)), (step) => batchRequest(step, model, 'r', {})),
      new BatchTooLargeError('The prompts of one batch job take at most 200 MB. Split the file.'),
    );
  });
});

describe('the price of a batch job', () => {
  const call = {
    model,
    region: 'us-east-1',
    serviceTier: undefined,
    latency: undefined,
    cacheTtl: '5m',
  } as const;
  const price = batchPricer(pricer({ own: () => ({ 'cohere.command-r-v1:0': { input: 3, output: 3 } }) }));

  it('is half of what live calls cost, whatever tier these have', () => {
    const full: typeof usage & { source: 'reported' } = { ...usage, source: 'reported' };
    assert.equal(price({ ...call, usage: full })?.usd, 0.125);
    assert.equal(price({ ...call, serviceTier: 'priority', usage: full })?.usd, 0.125);
    assert.match(price({ ...call, usage: full })?.priceVersion ?? '', /, batch$/);
  });

  it('is at most that of live calls for models that are not said to be cheaper so', () => {
    const other = configuredModel('cohere.command-r-v1:0');
    assert.equal(price({ ...call, model: other, usage: { ...usage, source: 'reported' } })?.usd, 3);
    const unknown = configuredModel('nobody.knows-v1:0');
    assert.equal(price({ ...call, model: unknown, usage: { ...usage, source: 'reported' } }), undefined);
  });
});

describe('the status of a job', () => {
  const said = (status: string, message: string | null = null) =>
    batchStatusText({ status, message, processed: null, total: null });

  it('is said in words, also one that is not known yet', () => {
    const known =
      'Submitted Validating Scheduled InProgress Completed PartiallyCompleted Failed Stopping Stopped Expired';
    const texts = known.split(' ').map((status) => said(status));
    assert.equal(new Set(texts).size, 10);
    for (const text of texts) {
      assert.match(text, /^[A-Z][^_]+\.$/);
    }
    assert.equal(said('Paused', 'Wait.'), 'The batch job is Paused. AWS says: Wait.');
    assert.deepEqual(known.split(' ').filter(isBatchOver), [
      'Completed',
      'PartiallyCompleted',
      'Failed',
      'Stopped',
      'Expired',
    ]);
  });
});

describe('the emulated S3', () => {
  it('takes nothing that is not signed by its keys', async () => {
    const s3 = await S3Emulator.start(['prompts'], defaultKeys.credentials);
    try {
      const wrong = testEngine('http://127.0.0.1:9', {
        ...defaultKeys.credentials,
        secretAccessKey: 'wrong',
      });
      const { service } = testBatch(wrong, { control: '', s3: s3.url, serviceQuotas: '' });
      const plan = { region: 'us-east-1', outputUri: 's3://prompts/output/' } as Parameters<
        typeof service.outputs
      >[0];
      await assert.rejects(service.outputs(plan, 'arn:x/job'), { reason: 'credentialsWrong' });
      assert.equal((await fetch(`${s3.url}/prompts/a`)).status, 403);
      wrong.dispose();
    } finally {
      await s3.close();
    }
  });
});
