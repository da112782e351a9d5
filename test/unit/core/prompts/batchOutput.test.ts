import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { BatchParts } from '../../../../src/core/prompts/batch/batchRunner';
import { BatchService } from '../../../../src/core/prompts/batch/batchService';
import { byteLines } from '../../../../src/core/util/byteLines';
import { planOf } from '../../../../src/core/prompts/batch/jobPlan';
import { readPromptFile } from '../../../../src/core/prompts/promptFile';
import { logText } from '../../../../src/core/prompts/runLog';
import { countStates, type PromptRun } from '../../../../src/core/prompts/runState';
import { RunStore } from '../../../../src/core/prompts/runStore';
import { planSteps } from '../../../../src/core/prompts/steps';
import { batchModel, batchOrder, batchRunner, testBatch } from '../../../support/batch';
import { BatchJobs } from '../../../support/emulators/batchJobs';
import { defaultKeys, startBedrockEmulator, type BedrockEmulator } from '../../../support/emulators/bedrock';
import { S3Emulator } from '../../../support/emulators/s3';
import { testEngine, type TestEngine } from '../../../support/engine';

describe('the output of a batch job', () => {
  let s3: S3Emulator;
  let jobs: BatchJobs;
  let emulator: BedrockEmulator;
  let test: TestEngine;
  let parts: BatchParts;
  let folder: string;
  let store: RunStore;
  let released: string[];

  before(async () => {
    s3 = await S3Emulator.start(['prompts'], defaultKeys.credentials);
    jobs = new BatchJobs(s3);
    emulator = await startBedrockEmulator({ jobs });
  });
  after(async () => {
    await emulator.close();
    await s3.close();
  });
  beforeEach(async () => {
    for (const each of [s3, jobs, emulator]) {
      each.reset();
    }
    test = testEngine(emulator.url, emulator.credentials);
    test.price = () => ({ usd: 0.5, priceVersion: 'v' });
    released = [];
    const made = testBatch(test, { control: emulator.url, s3: s3.url, serviceQuotas: '' });
    parts = { ...made, budget: { ...made.budget, release: (id) => released.push(id) } };
    folder = await mkdtemp(join(tmpdir(), 'batch-'));
    store = new RunStore(join(folder, 'runs'), 2000);
  });
  afterEach(async () => {
    test.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const steps = () => planSteps(readPromptFile('One\n\nTwo\n\nThree', 'text').prompts, undefined, batchModel);

  async function run(asked = steps()): Promise<PromptRun> {
    const open = await store.begin({
      file: join(folder, 'prompts.txt'),
      output: join(folder, 'out'),
      steps: asked,
    });
    try {
      return await batchRunner(open, parts).work(asked);
    } finally {
      await open.close();
    }
  }

  /** The record of the calls, in the order of their ends. */
  const recorded = () => test.invocations.map(({ outcome, cost_usd }) => `${outcome} ${cost_usd}`);

  it('is split at line feeds alone, as JSON may hold every other line terminator', async () => {
    const strange = 'first\u2028second\u2029third\u0085fourth';
    jobs.script({
      spoil: (lines) =>
        lines.map((line) => `${line.replace(/("modelOutput".*?"text":")/, `$1${strange} `)}\r`),
    });
    const done = await run();
    assert.deepEqual(countStates(done), { Completed: 3 });
    assert.ok(done.steps.every(({ result }) => result?.text.startsWith(`${strange} `)));
    assert.deepEqual(recorded(), ['success 0.25', 'success 0.25', 'success 0.25']);
    assert.equal(done.spentUsd, 0.75);
    assert.equal(released.length, 1);
  });

  it('passes over a line without an end, holds no more of it than the limit, and says so', async function () {
    this.timeout(60_000);
    const mb = Buffer.alloc(1 << 20, 'x');
    const sent = { mb: 0 };
    function* endless(): Generator<Buffer> {
      for (; sent.mb < 600; sent.mb++) {
        yield mb;
      }
    }
    const send = () => Promise.resolve({ Body: Readable.from(endless()) });
    const service = new BatchService({
      in: () => Promise.resolve({ s3: { send } } as never),
      account: () => Promise.resolve(undefined),
    });
    const lines: (string | undefined)[] = [];
    for await (const line of service.lines(planOf(steps(), batchOrder), 's3://prompts/output')) {
      lines.push(line);
    }
    assert.deepEqual([lines, sent.mb], [[undefined], 600]);
    assert.ok(process.memoryUsage().arrayBuffers < 400 * 2 ** 20);
  });

  it('keeps what was reserved where the output is gone of a job that AWS says has worked', async () => {
    const { service } = parts;
    const emptied = Object.create(service, { outputs: { value: async () => [] } }) as BatchService;
    parts = { ...parts, service: emptied };
    const done = await run();
    assert.deepEqual(countStates(done), { Failed: 3 });
    assert.deepEqual(released, []);
  });

  it('says of lines that are too long that they were left out, and keeps what was reserved', async () => {
    const { service } = parts;
    const spoiled = Object.create(service, {
      lines: {
        value: async function* (...of: Parameters<BatchService['lines']>) {
          let isFirst = true;
          for await (const line of service.lines(...of)) {
            yield isFirst && of[1].endsWith('.jsonl.out') ? undefined : line;
            isFirst = false;
          }
        },
      },
    }) as BatchService;
    parts = { ...parts, service: spoiled };
    const done = await run();
    assert.deepEqual(countStates(done), { Completed: 2, Failed: 1 });
    const text = logText(await store.events(done.id));
    assert.ok(text.includes('1 line of the output is longer than 4 MB and was left out.'), text);
    assert.deepEqual(released, [], 'its answer may have been paid for');
  });

  it('leaves out a record of more than 4 MB alone, and says so', async () => {
    const padding = JSON.stringify(' '.repeat(5 * 2 ** 20));
    jobs.script({ spoil: ([first = '', ...rest]) => [first.replace(/}$/, `,"more":${padding}}`), ...rest] });
    const done = await run();
    assert.deepEqual(countStates(done), { Completed: 2, Failed: 1 });
    const text = logText(await store.events(done.id));
    assert.ok(text.includes('1 line of the output is longer than 4 MB and was left out.'), text);
    assert.deepEqual(released, [], 'its answer may have been paid for');
  });

  it('is not waited for where a prompt is so long that its record could not be read', async () => {
    const long = planSteps(readPromptFile('x'.repeat(3 * 2 ** 20), 'text').prompts, undefined, batchModel);
    const done = await run(long);
    assert.deepEqual([done.state, jobs.jobs.length, released.length], ['Failed', 0, 1]);
    assert.match(done.steps[0]?.attempts.at(-1)?.error?.message ?? '', /takes at most 3 MB.*run it live/);
  });

  const spoilOutput = (spoil: (output: Record<string, unknown>) => object) => (line: string) => {
    const record = JSON.parse(line) as { modelOutput: Record<string, unknown> };
    return JSON.stringify({ ...record, ...spoil(record.modelOutput) });
  };
  const unlikely: Readonly<Record<string, (output: Record<string, unknown>) => object>> = {
    'no metrics': (output) => ({ modelOutput: { ...output, metrics: null } }),
    'metrics without a latency': (output) => ({ modelOutput: { ...output, metrics: {} } }),
    'a latency that is no time': (output) => ({ modelOutput: { ...output, metrics: { latencyMs: -1 } } }),
    'no stop reason': (output) => ({ modelOutput: { ...output, stopReason: null } }),
    'a stop reason that is no text': (output) => ({ modelOutput: { ...output, stopReason: { a: 1 } } }),
    'blocks that are no text': ({ output, ...rest }) => {
      const { message } = output as { message: { content: object[] } };
      const others = [{ text: null, reasoningContent: {} }, null, 7, { text: 7 }, { toolUse: {} }];
      return { modelOutput: { ...rest, output: { message: { content: [...others, ...message.content] } } } };
    },
    'an error that says nothing': () => ({ error: {} }),
    'an error that is none': () => ({ error: false }),
  };
  for (const [name, spoil] of Object.entries(unlikely)) {
    it(`keeps an answer, and its cost, beside ${name}`, async () => {
      jobs.script({ spoil: (lines) => lines.map(spoilOutput(spoil)) });
      const done = await run();
      assert.deepEqual(countStates(done), { Completed: 3 });
      assert.ok(done.steps.every(({ result }) => (result?.text ?? '') !== '' && result?.costUsd === 0.25));
      assert.deepEqual(recorded(), ['success 0.25', 'success 0.25', 'success 0.25']);
      assert.equal(done.spentUsd, 0.75);
      assert.equal(released.length, 1);
    });
  }

  const unreadable: typeof unlikely = {
    'no answer': ({ usage }) => ({ modelOutput: { usage } }),
    'content that is no list': ({ usage }) => ({
      modelOutput: { usage, output: { message: { content: 'x' } } },
    }),
    'content without a block': ({ usage }) => ({
      modelOutput: { usage, output: { message: { content: [1, null] } } },
    }),
    'an error beside the answer': () => ({ error: { errorCode: 500, errorMessage: 'Odd.' } }),
    'an error in another form': () => ({ error: 'Odd.' }),
    'an error whose number is none': () => ({ error: { errorCode: null, errorMessage: 'Odd.' } }),
    'a guardrail that intervened': (output) => ({
      modelOutput: { ...output, stopReason: 'guardrail_intervened' },
    }),
  };
  for (const [name, spoil] of Object.entries(unreadable)) {
    it(`counts what a record cost that has ${name}`, async () => {
      jobs.script({ spoil: (lines) => lines.map(spoilOutput(spoil)) });
      const done = await run();
      assert.deepEqual(countStates(done), { Failed: 3 });
      assert.deepEqual(
        test.invocations.map(({ cost_usd, usage_source }) => `${cost_usd} ${usage_source}`),
        ['0.25 reported', '0.25 reported', '0.25 reported'],
      );
      assert.equal(done.spentUsd, 0.75);
      assert.equal((await store.read(done.id)).spentUsd, 0.75);
      assert.equal(released.length, 1);
    });
  }

  const unknown: typeof unlikely = {
    'neither an answer nor a count': () => ({ modelOutput: { strange: true } }),
    'nothing in it': () => ({ modelOutput: null }),
    'an answer and an error, and no count': ({ output }) => ({
      modelOutput: { output },
      error: { errorCode: 500 },
    }),
    'a guardrail that intervened, and no count': ({ output }) => ({
      modelOutput: { output, stopReason: 'guardrail_intervened' },
    }),
    'the name of no prompt': () => ({ recordId: 'unknown' }),
    'no name': () => ({ recordId: null }),
  };
  for (const [name, spoil] of Object.entries(unknown)) {
    it(`keeps what was reserved where one record has ${name}`, async () => {
      jobs.script({ spoil: ([first = '', ...rest]) => [spoilOutput(spoil)(first), ...rest] });
      const done = await run();
      assert.deepEqual(countStates(done), { Failed: 1, Completed: 2 });
      assert.deepEqual(released, []);
    });
  }

  it('costs nothing where a record says why there is no answer', async () => {
    const fault = (prompt: string) =>
      prompt === 'Two' ? { errorCode: 400, errorMessage: 'The prompt is refused.' } : undefined;
    jobs.script({ fault });
    const done = await run();
    assert.deepEqual(countStates(done), { Failed: 1, Completed: 2 });
    assert.deepEqual([done.spentUsd, released.length], [0.5, 1]);
  });

  const ends: Readonly<Record<string, Date | undefined>> = {
    'before 1970': new Date(-5000),
    'in the year 1': new Date('0001-01-01T00:00:00Z'),
    'in the year 20000': new Date('+020000-01-01T00:00:00Z'),
    'at no time': new Date(NaN),
    'nobody knows when': undefined,
  };
  for (const [name, endedAt] of Object.entries(ends)) {
    it(`is taken in also of a job that ended ${name}`, async () => {
      const { service } = parts;
      const odd = Object.create(service, {
        look: {
          value: async (...of: Parameters<BatchService['look']>) => ({
            ...(await service.look(...of)),
            endedAt,
          }),
        },
      }) as BatchService;
      parts = { ...parts, service: odd };
      const done = await run();
      assert.deepEqual([countStates(done), done.batch], [{ Completed: 3 }, null]);
      assert.equal(new Set(test.invocations.map(({ id }) => id)).size, 3);
      for (const { timestamp, latency_ms } of test.invocations) {
        assert.ok(timestamp >= done.startedAt && timestamp <= new Date().toISOString(), timestamp);
        assert.equal(latency_ms, 321);
      }
      assert.equal(released.length, 1);
    });
  }
});

describe('lines of bytes', () => {
  async function split(chunks: readonly (string | Buffer)[], maxBytes = 8): Promise<(string | undefined)[]> {
    const lines: (string | undefined)[] = [];
    for await (const line of byteLines(
      Readable.from(chunks.map((chunk) => Buffer.from(chunk as string))),
      maxBytes,
    )) {
      lines.push(line);
    }
    return lines;
  }

  it('are the same wherever the chunks end, also within a character', async () => {
    const text = 'Zoë\n\n😀ab\n\u2028\nend';
    const bytes = Buffer.from(text);
    for (let at = 0; at <= bytes.length; at++) {
      assert.deepEqual(await split([bytes.subarray(0, at), bytes.subarray(at)]), text.split('\n'));
    }
    assert.deepEqual(await split([...bytes].map((byte) => Buffer.of(byte))), text.split('\n'));
    assert.deepEqual(await split(['a\n', 'b\n']), ['a', 'b']);
    assert.deepEqual(await split([]), []);
  });

  it('are undefined when they are longer than allowed, and the next ones are read', async () => {
    assert.deepEqual(await split(['12345678\n123456789\nab\n', '1234', '56789', '0\nc\n123456789']), [
      '12345678',
      undefined,
      'ab',
      undefined,
      'c',
      undefined,
    ]);
  });
});
