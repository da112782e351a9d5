import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BatchJobs } from '../support/emulators/batchJobs';
import { QuotasEmulator } from '../support/emulators/batchQuotas';
import { defaultKeys } from '../support/emulators/bedrock';
import { S3Emulator } from '../support/emulators/s3';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { VsCodeSession } from './support/vscodeSession';

const model = 'anthropic.claude-3-haiku-20240307-v1:0';
const prompts = 12;
const roleArn = 'arn:aws:iam::123456789012:role/BedrockBatchRole';

describe('a batch job of prompts, as a user has it made', () => {
  let s3: S3Emulator;
  let quotas: QuotasEmulator;
  let jobs: BatchJobs;
  let session: VsCodeSession;
  let window: VsCodeWindow;

  before(async function () {
    this.timeout(180_000);
    s3 = await S3Emulator.start(['amzn-s3-demo-bucket'], defaultKeys.credentials);
    quotas = await QuotasEmulator.start(defaultKeys.credentials);
    quotas.quotas = {
      'Minimum number of records per batch inference job for Nova Pro V1.0': 1000,
      'Batch inference job size (in GB)': 5,
      'Minimum number of records per batch inference job for Claude 3 Haiku': prompts,
    };
    jobs = new BatchJobs(s3);
    session = await VsCodeSession.start({
      signedIn: true,
      emulator: { jobs },
      settings: {
        'bedrockChat.model': model,
        'bedrockChat.s3.endpoint': s3.url,
        'bedrockChat.serviceQuotas.endpoint': quotas.url,
        'bedrockChat.prices': { [model]: { input: 10, output: 50 } },
      },
    });
    const text = Array.from({ length: prompts }, (_, index) => `What is service ${index + 1}?`);
    writeFileSync(join(session.workspace, 'prompts.txt'), text.join('\n\n'));
  });
  after(async () => {
    await session.dispose();
    await Promise.all([s3.close(), quotas.close()]);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      console.log(await session.screenshots(this.currentTest.fullTitle()));
    }
  });

  const entry = (text: string | RegExp) =>
    window.page.locator('.pane', { hasText: 'Runs' }).getByRole('treeitem', { name: text }).first();

  it('is offered for as many prompts as the model’s quota says, with its price and its wait', async () => {
    // The job is at work until this window is closed and another is opened.
    jobs.script({ statuses: ['Submitted', ...Array.from({ length: 2 }, () => 'InProgress'), 'Completed'] });
    window = await session.openWindow();
    await window.openFile('prompts.txt');
    await window.page.locator('.codelens-decoration a', { hasText: `Run all (${prompts})` }).click();
    const offer =
      /12 prompts are enough for a batch job, which costs about half \(aws\.amazon\.com\/bedrock\/pricing, 2026-11-21\) and may take up to 24 hours/;
    await window.notification(offer).waitFor();
    await window.screenshot(join('out', 'screenshots', 'batch-offer.png'));
    await window.press('Run as Batch Job…', offer);
  });

  it('asks for the place and the role, and for what is none again', async () => {
    await window.enter('my-bucket', { box: /where in S3/ });
    await window.page.getByText('Type a bucket, with or without a folder').waitFor();
    await window.enter('s3://amzn-s3-demo-bucket/prompts', { box: /where in S3/ });
    await window.enter(roleArn, { box: /the role by which/ });
    await eventually(() => {
      assert.equal(jobs.jobs.length, 1);
      return Promise.resolve();
    });
    assert.equal(jobs.jobs[0]?.request.roleArn, roleArn);
  });

  it('is looked after by the next window when this one closes, and its results are complete', async function () {
    this.timeout(120_000);
    await window.runCommand('View: Show Bedrock');
    await entry(/The batch job is submitted|Bedrock works on the batch job/).waitFor();
    await window.screenshot(join('out', 'screenshots', 'batch-running.png'));
    await window.close();
    window = await session.openWindow();
    await window.notification(/prompts\.txt: Completed\. 12 completed;/).waitFor({ timeout: 90_000 });
    await window.screenshot(join('out', 'screenshots', 'batch-done.png'));
    const rows = readFileSync(join(session.workspace, 'prompts.results.jsonl'), 'utf8').trimEnd().split('\n');
    const results = rows.map((row) => JSON.parse(row) as { prompt: string; text: string; costUsd: number });
    assert.equal(results.length, prompts);
    for (const { prompt, text, costUsd } of results) {
      assert.ok(text.includes(prompt.slice(0, -1)), `${prompt} is answered by ${text}`);
      assert.ok(costUsd > 0);
    }
    assert.equal(jobs.jobs.length, 1);
    const records = session.invocations();
    assert.deepEqual(
      records.map(({ surface, operation }) => [surface, operation].join(' ')),
      Array.from({ length: prompts }, () => 'prompts ModelInvocationJob'),
    );
  });

  it('says which prompts failed, and asks them again on demand, live', async () => {
    const text = Array.from({ length: prompts }, (_, index) => `Where is region ${index + 1}?`);
    writeFileSync(join(session.workspace, 'more.prompts.txt'), text.join('\n\n'));
    const errorMessage = 'The model was not ready.';
    jobs.script({
      statuses: ['Completed'],
      fault: (prompt) => (/ 7\?$/.test(prompt) ? { errorCode: 503, errorMessage } : undefined),
    });
    await window.openFile('more.prompts.txt');
    await window.page.locator('.codelens-decoration a', { hasText: `Run all (${prompts})` }).click();
    await window.press('Run as Batch Job…', /12 prompts are enough/);
    const failed = /more\.prompts\.txt: Failed\. 11 completed, 1 failed/;
    await window.notification(failed).waitFor();
    const rows = readFileSync(join(session.workspace, 'more.prompts.results.jsonl'), 'utf8').split('\n');
    const { state, error } = JSON.parse(rows[6] ?? '') as { state: string; error: unknown };
    assert.deepEqual([state, error], ['Failed', { code: '503', message: errorMessage }]);
    await window.press('Retry Failed', failed);
    await window.notification(/more\.prompts\.txt: Completed\. 12 completed/).waitFor();
    assert.deepEqual(
      session.emulator.requests.filter(({ operation }) => operation === 'ConverseStream').length,
      1,
    );
  });
});
