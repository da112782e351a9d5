import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { performance } from 'node:perf_hooks';
import { textMessage, type Message } from '../../src/core/bedrock/content';
import { toConverseInput } from '../../src/core/bedrock/wire/converseInput';
import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import type { ToolSpec } from '../../src/core/bedrock/tools/toolSpec';
import { testEngine, type TestEngine } from '../support/engine';
import type { Emulated } from './emulated';
import { median, type Figure } from './figure';

const MODEL = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const DELTAS = 20_000;
const FIRST_TOKEN_ROUNDS = 150;
const STREAM_ROUNDS = 9;
const peerName = 'bare AWS SDK';

/** A conversation as an agent has it: twenty turns of some length, twenty tools, a system prompt. */
const history: readonly Message[] = Array.from({ length: 20 }, (_, index) => [
  textMessage('user', `Question ${index}. ${'Some code to look at. '.repeat(100)}`),
  textMessage('assistant', `Answer ${index}. ${'Some words about it. '.repeat(100)}`),
]).flat();
const tools: readonly ToolSpec[] = Array.from({ length: 20 }, (_, index) => ({
  name: `tool_${index}`,
  description: 'Does something useful with a file. '.repeat(5),
  inputSchema: { type: 'object', properties: { path: { type: 'string' }, line: { type: 'number' } } },
}));
const systemPrompt = 'You are a careful assistant. '.repeat(200);

/** The cost of a question over the bare AWS SDK: time to its first token, and processor time for many deltas. */
export async function measureConverse(emulated: Emulated): Promise<readonly Figure[]> {
  const engine = testEngine(emulated.url, emulated.credentials);
  engine.settings = {
    ...engine.settings,
    model: MODEL,
    systemPrompt,
    parameters: { caching: '5m', temperature: 0.5 },
    historyMaxTurns: 0,
  };
  const bare = new BedrockRuntimeClient({
    endpoint: emulated.url,
    region: 'us-east-1',
    credentials: emulated.credentials,
    requestHandler: new NodeHttpHandler(),
  });
  try {
    return [...(await firstToken(engine, bare)), await manyDeltas(engine, bare)];
  } finally {
    engine.dispose();
    bare.destroy();
  }
}

async function firstToken(engine: TestEngine, bare: BedrockRuntimeClient): Promise<Figure[]> {
  const ours: number[] = [];
  const theirs: number[] = [];
  const added: number[] = [];
  for (let round = -10; round < FIRST_TOKEN_ROUNDS; round += 1) {
    const messages = [...history, textMessage('user', `Hello ${round}`)];
    // Who goes first changes, so that neither profits from the other's warmth.
    const ourTurn = () => untilFirst((first) => askOurs(engine, messages, first));
    inputOf(messages);
    const theirTurn = () => untilFirst((first) => askBare(bare, messages, first));
    const [one, other] = round % 2 === 0 ? [ourTurn, theirTurn] : [theirTurn, ourTurn];
    const times = [await one(), await other()];
    const [our = NaN, their = NaN] = round % 2 === 0 ? times : times.toReversed();
    // The first rounds load modules and open connections.
    if (round >= 0) {
      ours.push(our);
      theirs.push(their);
      added.push(our - their);
    }
  }
  return [
    { name: 'time to first token', ours: median(ours), peer: median(theirs), peerName, unit: 'ms' },
    { name: 'added to first token', ours: median(added), unit: 'ms' },
  ];
}

async function manyDeltas(engine: TestEngine, bare: BedrockRuntimeClient): Promise<Figure> {
  const messages = [textMessage('user', `[words ${DELTAS}]`)];
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = -2; round < STREAM_ROUNDS; round += 1) {
    const our = await cpuOf(() => askOurs(engine, messages));
    const their = await cpuOf(() => askBare(bare, messages));
    if (round >= 0) {
      ours.push(our);
      theirs.push(their);
    }
  }
  const figure = { ours: median(ours), peer: median(theirs), peerName, unit: 'ms of CPU' };
  return { name: `${DELTAS.toLocaleString('en')} deltas`, ...figure };
}

type OnFirst = () => void;
const nobody: OnFirst = () => undefined;

async function askOurs(engine: TestEngine, messages: readonly Message[], onFirst = nobody): Promise<void> {
  let length = 0;
  const outcome = await engine.engine.ask({
    surface: 'provider',
    conversationId: null,
    messages,
    tools,
    signal: new AbortController().signal,
    onEvent: (event) => {
      if (event.type === 'text') {
        if (length === 0) {
          onFirst();
        }
        length += event.text.length;
      }
    },
  });
  if (outcome.type !== 'called' || outcome.result.text.length !== length) {
    throw new Error('No whole answer');
  }
}

/** The same request, made beforehand, and nothing but its text taken from what comes. */
async function askBare(
  client: BedrockRuntimeClient,
  messages: readonly Message[],
  onFirst = nobody,
): Promise<void> {
  let text = '';
  const { stream } = await client.send(new ConverseStreamCommand(inputOf(messages)));
  for await (const event of stream ?? []) {
    const delta = event.contentBlockDelta?.delta?.text;
    if (delta !== undefined) {
      if (text === '') {
        onFirst();
      }
      text += delta;
    }
  }
  if (text === '') {
    throw new Error('No answer');
  }
}

const inputs = new WeakMap<readonly Message[], ReturnType<typeof toConverseInput>>();

function inputOf(messages: readonly Message[]): ReturnType<typeof toConverseInput> {
  const known = inputs.get(messages);
  if (known !== undefined) {
    return known;
  }
  const model = configuredModel(MODEL);
  const parameters = { caching: '5m', temperature: 0.5 } as const;
  const request = {
    surface: 'provider',
    conversationId: null,
    model,
    messages,
    systemPrompt,
    tools,
  } as const;
  const input = toConverseInput({ ...request, parameters });
  inputs.set(messages, input);
  return input;
}

async function untilFirst(ask: (first: OnFirst) => Promise<void>): Promise<number> {
  const start = performance.now();
  let at = NaN;
  await ask(() => {
    at = performance.now() - start;
  });
  return at;
}

/** Processor time in milliseconds. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
