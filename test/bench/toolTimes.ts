import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { textMessage } from '../../src/core/bedrock/content';
import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import { toolLimits } from '../../src/core/bedrock/tools/familyLimits';
import { ToolFitter } from '../../src/core/bedrock/tools/fittedTools';
import type { ToolSpec } from '../../src/core/bedrock/tools/toolSpec';
import { toConverseInput } from '../../src/core/bedrock/wire/converseInput';
import { testEngine, type TestEngine } from '../support/engine';
import { withServer } from './emulated';
import { median, timeOf, type Figure } from './figure';

const ROUNDS = 40;
const PROCESSES = 9;
const FIRST_TOKEN_ROUNDS = 100;
const peerName = 'their JSON.stringify';
const unit = 'ms';

/** How long it takes to fit all tools: for the first time in a process, later on, and when they come again. */
export async function fittingTimes(
  tools: readonly ToolSpec[],
  { claude, nova, directory }: { readonly claude: string; readonly nova: string; readonly directory: string },
): Promise<Figure[]> {
  const path = join(directory, 'tools.json');
  writeFileSync(path, JSON.stringify(tools));
  const firsts: { ours: number; peer: number }[] = [];
  for (let count = 0; count < PROCESSES; count++) {
    firsts.push(await firstFit(path, claude));
  }
  const fitter = new ToolFitter();
  const once = (name: string, model: string) =>
    besideJson(name, tools, () => () => new ToolFitter().fit(tools, toolLimits(model)));
  const again = (name: string, given: () => readonly ToolSpec[]) =>
    besideJson(name, tools, () => {
      const offered = given();
      return () => fitter.fit(offered, toolLimits(claude));
    });
  return [
    {
      name: 'fitting all, first in a process',
      ours: median(firsts.map(({ ours }) => ours)),
      peer: median(firsts.map(({ peer: theirs }) => theirs)),
      peerName,
      unit,
    },
    once('fitting all, once', claude),
    once('fitting all for Nova, once', nova),
    again('fitting all again', () => tools),
    again('fitting copies of all again', () => structuredClone(tools)),
  ];
}

/** What `work` makes takes so long, and to write all schemas as JSON, in turns on the same machine. */
function besideJson(name: string, tools: readonly ToolSpec[], work: () => () => unknown): Figure {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = -2; round < ROUNDS; round++) {
    const our = timeOf(work());
    const their = timeOf(() => tools.forEach(({ inputSchema }) => JSON.stringify(inputSchema)));
    if (round >= 0) {
      ours.push(our);
      theirs.push(their);
    }
  }
  return { name, ours: median(ours), peer: median(theirs), peerName, unit };
}

async function firstFit(path: string, model: string): Promise<{ ours: number; peer: number }> {
  const child = fork(join(import.meta.dirname, 'firstFit.ts'), [path, model], {
    execArgv: ['--import', 'tsx'],
  });
  const [figures] = (await once(child, 'message')) as [{ ours: number; peer: number }];
  return figures;
}

/** Time to the first word with all tools, copies of which come with each question, beside the bare SDK. */
export function addedTime(tools: readonly ToolSpec[], modelId: string): Promise<Figure[]> {
  return withServer('helloServer.ts', async ({ url, credentials }) => {
    const engine = testEngine(url, credentials);
    const bare = new BedrockRuntimeClient({
      endpoint: url,
      region: 'us-east-1',
      credentials,
      requestHandler: new NodeHttpHandler(),
    });
    try {
      return await sideBySide(engine, bare, { tools, modelId });
    } finally {
      engine.dispose();
      bare.destroy();
    }
  });
}

async function sideBySide(
  engine: TestEngine,
  bare: BedrockRuntimeClient,
  { tools, modelId }: { readonly tools: readonly ToolSpec[]; readonly modelId: string },
): Promise<Figure[]> {
  const parameters = { caching: '5m' } as const;
  const input = toConverseInput({
    surface: 'panel',
    conversationId: null,
    model: configuredModel(modelId),
    messages: [textMessage('user', 'Hello')],
    systemPrompt: '',
    tools,
    parameters,
  });
  const our = async () => {
    const offered = structuredClone(tools);
    const start = performance.now();
    let at = NaN;
    await engine.ask('Hello', {
      model: modelId,
      tools: offered,
      parameters,
      onEvent: ({ type }) => {
        at = type === 'text' ? performance.now() - start : at;
      },
    });
    return at;
  };
  const their = async () => {
    const start = performance.now();
    let at = NaN;
    const { stream } = await bare.send(new ConverseStreamCommand(input));
    for await (const { contentBlockDelta } of stream ?? []) {
      at = contentBlockDelta === undefined ? at : performance.now() - start;
    }
    return at;
  };
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = -10; round < FIRST_TOKEN_ROUNDS; round++) {
    // Who goes first changes, so that neither profits from the other's warmth.
    const [first, second] = round % 2 === 0 ? [our, their] : [their, our];
    const [one, other] = [await first(), await second()];
    // The first rounds load modules, open connections, and fit the tools.
    if (round >= 0) {
      pairs.push(round % 2 === 0 ? { ours: one, theirs: other } : { ours: other, theirs: one });
    }
  }
  if (!pairs.every(({ ours, theirs }) => ours > 0 && theirs > 0)) {
    throw new Error('No whole answer');
  }
  return [
    {
      name: 'first token with all tools',
      ours: median(pairs.map(({ ours }) => ours)),
      peer: median(pairs.map(({ theirs }) => theirs)),
      peerName: 'bare AWS SDK',
      unit,
    },
    {
      name: 'added to first token by us',
      ours: median(pairs.map(({ ours, theirs }) => ours - theirs)),
      unit,
    },
  ];
}
