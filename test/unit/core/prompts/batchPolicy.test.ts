import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchLimits } from '../../../../src/core/prompts/batch/quotas';
import { RunStore } from '../../../../src/core/prompts/runStore';
import { planSteps } from '../../../../src/core/prompts/steps';
import { batchModel, batchOrder, batchRunner, testBatch } from '../../../support/batch';
import { BatchJobs } from '../../../support/emulators/batchJobs';
import { QuotasEmulator } from '../../../support/emulators/batchQuotas';
import {
  accountId,
  defaultKeys,
  startBedrockEmulator,
  type ReceivedRequest,
} from '../../../support/emulators/bedrock';
import { S3Emulator } from '../../../support/emulators/s3';
import { testEngine } from '../../../support/engine';

interface Policy {
  readonly Statement: readonly {
    readonly Action: string | string[];
    readonly Resource?: string | string[];
  }[];
}
/** One thing done to one resource. */
type Deed = `${string} ${string}`;

const bucket = 'amzn-s3-demo-bucket';
const roleArn = `arn:aws:iam::${accountId}:role/BedrockBatchRole`;
const order = { ...batchOrder, location: { bucket, prefix: 'prompts/' }, roleArn };
const [user, trust, role] = [...readFileSync('docs/batch.md', 'utf8').matchAll(/```json\n([^]*?)```/g)].map(
  ([, json = '']) => JSON.parse(json) as Policy,
);

/** The actions that a policy allows, action by action. */
function allowed(policy: Policy | undefined): { action: string; pattern: RegExp }[] {
  return (policy?.Statement ?? []).flatMap(({ Action, Resource = '*' }) =>
    [Action].flat().flatMap((action) =>
      [Resource].flat().map((resource) => {
        const pattern = resource
          .split('*')
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
          .join('.*');
        return { action, pattern: new RegExp(`^${pattern}$`) };
      }),
    ),
  );
}

function assertFits(policy: Policy | undefined, deeds: readonly Deed[]): void {
  const rules = allowed(policy);
  const fits = (deed: Deed, { action, pattern }: (typeof rules)[number]): boolean => {
    const [done = '', resource = ''] = deed.split(' ');
    return done === action && pattern.test(resource);
  };
  assert.deepEqual(
    deeds.filter((deed) => !rules.some((rule) => fits(deed, rule))),
    [],
    'done and not allowed',
  );
  assert.deepEqual(
    rules.filter((rule) => !deeds.some((deed) => fits(deed, rule))),
    [],
    'allowed and never done',
  );
}

describe('the policies for batch jobs in the documentation', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'policy-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('allow what is done, in every way that a job can go, and nothing else', async () => {
    const s3 = await S3Emulator.start([bucket], defaultKeys.credentials);
    const quotas = await QuotasEmulator.start(defaultKeys.credentials);
    const jobs = new BatchJobs(s3);
    const emulator = await startBedrockEmulator({ jobs });
    const test = testEngine(emulator.url, emulator.credentials);
    try {
      const parts = testBatch(test, { control: emulator.url, s3: s3.url, serviceQuotas: quotas.url });
      const store = new RunStore(folder, 2000);
      const prompt = { id: '1', text: 'Hello', span: { start: 0, end: 5 } };
      const steps = planSteps([prompt], undefined, batchModel);
      const begin = () => store.begin({ file: '/prompts.txt', output: '/out', steps });
      await batchLimits(parts.clients, 'us-east-1', order.model);
      const whole = await begin();
      await batchRunner(whole, parts, { order }).work(steps);
      await whole.close();
      // Killed while it was making the job, taken up, and cancelled then.
      jobs.loseAnswers(1);
      const window = new AbortController();
      const begun = await begin();
      const impatient = { ...parts, pauseMs: () => 60_000 };
      const first = batchRunner(begun, impatient, { order, closing: window.signal });
      const left = first.work(steps);
      await emulator.waitForRequest(
        ({ operation, status }) => operation === 'CreateModelInvocationJob' && status === 500,
      );
      window.abort();
      await assert.rejects(left);
      await begun.close();
      const cancelled = AbortSignal.abort();
      const again = await store.reopen(begun.run.id);
      await batchRunner(again, parts, { order, signal: cancelled }).work([]);
      await again.close();
      assert.equal(jobs.jobs.length, 2);
      // Killed before it: the prompts are there, and no job.
      const lost = await begin();
      jobs.throttleCreation(1);
      const closing = new AbortController();
      const second = batchRunner(lost, impatient, { order, closing: closing.signal }).work(steps);
      await emulator.waitForRequest(
        ({ operation, status }) => operation === 'CreateModelInvocationJob' && status === 429,
      );
      closing.abort();
      await assert.rejects(second);
      await lost.close();
      const third = await store.reopen(lost.run.id);
      await batchRunner(third, parts, { order }).work([]);
      await third.close();
      assertFits(user, [
        ...emulator.requests.flatMap(bedrockDeeds),
        ...s3.requests.map(s3Deed),
        'servicequotas:ListServiceQuotas *',
      ]);
      assert.ok(quotas.requests > 0);
      assertFits(role, jobs.deeds as Deed[]);
      assert.deepEqual(
        trust?.Statement.map(({ Action }) => Action),
        ['sts:AssumeRole'],
      );
    } finally {
      test.dispose();
      await Promise.all([emulator.close(), s3.close(), quotas.close()]);
    }
  });
});

function bedrockDeeds({ operation, body, path }: ReceivedRequest): Deed[] {
  switch (operation) {
    case 'CreateModelInvocationJob':
      return [
        `bedrock:${operation} arn:aws:bedrock:us-east-1::foundation-model/${(body as { modelId: string }).modelId}`,
        `bedrock:${operation} arn:aws:bedrock:us-east-1:${accountId}:model-invocation-job/new`,
        `iam:PassRole ${(body as { roleArn: string }).roleArn}`,
      ];
    // It takes no permission.
    case 'GetCallerIdentity':
      return [];
    case 'ListModelInvocationJobs':
      return [`bedrock:${operation} *`];
    default:
      return [`bedrock:${operation} ${decodeURIComponent(path.split('/')[2] ?? '')}`];
  }
}

/** By the table of S3's actions in AWS's Service Authorization Reference. */
function s3Deed({ operation, key }: S3Emulator['requests'][number]): Deed {
  if (operation === 'ListObjectsV2') {
    return `s3:ListBucket arn:aws:s3:::${key.split('/')[0] ?? ''}`;
  }
  const action = operation === 'HeadObject' ? 'GetObject' : operation;
  return `s3:${action} arn:aws:s3:::${key}`;
}
