import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import PQueue from 'p-queue';
import { askThrough } from '../../src/core/prompts/askEngine';
import { readPromptFile } from '../../src/core/prompts/promptFile';
import { Runner } from '../../src/core/prompts/runner';
import type { PromptRun } from '../../src/core/prompts/runState';
import { RunStore } from '../../src/core/prompts/runStore';
import { planSteps } from '../../src/core/prompts/steps';
import { checkAnswer } from '../support/checkAnswer';
import { testEngine } from '../support/engine';
import type { Emulated } from './emulated';
import { timed, watched, type Figure } from './figure';

const PROMPTS = 1000;
const CONCURRENCY = 8;
const MB = 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A run of a thousand prompts: beside the same calls by the bare AWS SDK, and with a tenth of them throttled. */
export async function measurePrompts(directory: string, emulated: Emulated): Promise<readonly Figure[]> {
  const prompts = Array.from({ length: PROMPTS }, (_, index) => `Question ${index}`);
  const throttled = prompts.map((prompt, index) => (index % 10 === 0 ? `[throttle 1] ${prompt}` : prompt));
  await askBare(emulated, prompts.slice(0, 100));
  await runOf(join(directory, 'first'), emulated, prompts.slice(0, 100));
  const peer = await timed(() => askBare(emulated, prompts));
  const ours = await timed(() => runOf(join(directory, 'plain'), emulated, prompts));
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const [run, blocked] = await watched(() => runOf(join(directory, 'throttled'), emulated, throttled));
  collectGarbage();
  const kept = (process.memoryUsage().heapUsed - before) / MB;
  if (run.state !== 'Completed') {
    throw new Error(`The run ended as ${run.state}`);
  }
  const name = `run of ${PROMPTS.toLocaleString('en')} prompts`;
  return [
    { name, ours, peer, peerName: 'bare AWS SDK', unit: 'ms' },
    { name: 'thread blocked, prompt run', ours: blocked, unit: 'ms' },
    { name: 'memory kept of a prompt run', ours: kept, unit: 'MB' },
  ];
}

async function runOf(directory: string, emulated: Emulated, prompts: readonly string[]): Promise<PromptRun> {
  const test = testEngine(emulated.url, emulated.credentials);
  const steps = planSteps(readPromptFile(prompts.join('\n\n'), 'text').prompts, undefined, '');
  const file = join(directory, 'prompts.txt');
  const open = await new RunStore(directory).begin({ file, output: file, steps });
  try {
    const { signal } = new AbortController();
    const limits = { retries: 2, retryDelayMs: 5, concurrency: CONCURRENCY };
    return await new Runner(open, { ask: askThrough(test.engine, checkAnswer), ...limits, signal }).work(
      steps,
    );
  } finally {
    await open.close();
    test.dispose();
  }
}

async function askBare({ url, credentials }: Emulated, prompts: readonly string[]): Promise<void> {
  const client = new BedrockRuntimeClient({
    endpoint: url,
    region: 'us-east-1',
    credentials,
    requestHandler: new NodeHttpHandler(),
  });
  const queue = new PQueue({ concurrency: CONCURRENCY });
  try {
    await queue.addAll(
      prompts.map((text) => async () => {
        const { stream } = await client.send(
          new ConverseStreamCommand({
            modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
            messages: [{ role: 'user', content: [{ text }] }],
          }),
        );
        let answer = '';
        for await (const event of stream ?? []) {
          answer += event.contentBlockDelta?.delta?.text ?? '';
        }
        if (answer === '') {
          throw new Error('No answer');
        }
      }),
    );
  } finally {
    client.destroy();
  }
}
