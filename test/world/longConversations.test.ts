import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { textMessage, type Message, type ToolResultContent } from '../../src/core/bedrock/content';
import { efforts, type ModelParameters } from '../../src/core/bedrock/parameters';
import { holdsInTime } from '../support/properties';
import { answers, calls, says, thinks as reasons, thinksHidden, type Answer } from './bedrock';
import { modelRows } from './bedrock/modelData';
import { pictures } from './support/pictures';
import { withWorld } from './support/withWorld';

const TURNS = 20;

/** How many of any kind; `CONVERSATIONS=1000` for a long run. */
const runs = Number(process.env['CONVERSATIONS'] ?? 8);

/** How each model of the catalog that Converse serves is asked here: through a profile where it has one. */
const models = Object.entries(modelRows).flatMap(([id, { profiles = [], converse }]) => {
  const profile = ['us', 'global'].find((geography) => profiles.includes(geography));
  return converse === false ? [] : [profile === undefined ? id : `${profile}.${id}`];
});

/** One model of each family and generation, which differ in what they take. */
const families = [...new Map(models.map((model) => [familyOf(model), model])).values()];

function familyOf(model: string): string {
  const { tools: takesTools, reasons, images, efforts: taken = [] } = rowOf(model);
  const [vendor] = model.replace(/^(us|global)\./, '').split('.');
  return JSON.stringify([vendor, takesTools, reasons, images, taken]);
}

const tools = [
  { name: 'look_up', description: 'Looks something up', inputSchema: { type: 'object', properties: {} } },
];

const parameters: fc.Arbitrary<ModelParameters> = fc.record(
  {
    reasoning: fc.oneof(
      fc.constantFrom(...efforts).map((level) => ({ type: 'effort' as const, level })),
      fc.integer({ min: 1, max: 100_000 }).map((tokens) => ({ type: 'budget' as const, tokens })),
    ),
    temperature: fc.constantFrom(0, 0.5, 1),
    topP: fc.constantFrom(0.5, 1),
    maxTokens: fc.constantFrom(500, 3_000, 500_000),
    stopSequences: fc.constantFrom(['END'], [' ', 'END'], ['\n\n']),
    caching: fc.constantFrom('5m' as const, '1h' as const),
  },
  { requiredKeys: [] },
);

/** How a model answers: it may think, speak and call, and its calls are answered with this. */
interface Step {
  readonly thinks: 'not' | 'openly' | 'hidden';
  readonly speaks: boolean;
  readonly calls: number;
  readonly result: readonly ToolResultContent[];
  readonly failed: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  thinks: fc.constantFrom('not', 'openly', 'hidden'),
  speaks: fc.boolean(),
  calls: fc.constantFrom(0, 0, 1, 2),
  result: fc.constantFrom<readonly ToolResultContent[]>(
    [{ type: 'text', text: 'Found it' }],
    [{ type: 'text', text: ' ' }],
    [],
    [
      { type: 'text', text: 'As you see' },
      { type: 'image', format: 'png', bytes: pictures.png },
    ],
  ),
  failed: fc.boolean(),
});

const turn = fc.record({
  /** The same model goes on unless it says otherwise. */
  model: fc.option(fc.constantFrom(...models), { freq: 3 }),
  parameters,
  question: fc.constantFrom<Message['content']>(
    [{ type: 'text', text: 'And now?' }],
    [
      { type: 'image', format: 'png', bytes: pictures.webp },
      { type: 'text', text: 'What is this?' },
    ],
    [{ type: 'document', format: 'pdf', name: 'a.pdf', bytes: Buffer.from('%PDF-1.7 tiny') }],
  ),
  steps: fc.array(step, { minLength: 1, maxLength: 3 }),
});
type Turn = typeof turn extends fc.Arbitrary<infer T> ? T : never;

function rowOf(model: string) {
  return modelRows[model] ?? modelRows[model.slice(model.indexOf('.') + 1)] ?? {};
}

function toAnswer({ thinks, speaks, calls: number }: Step, model: string): Answer {
  const isClaude = model.includes('claude');
  // A model says only what it can.
  const how = rowOf(model).reasons === true ? thinks : 'not';
  const count = rowOf(model).tools === false ? 0 : number;
  const parts: Answer[] = [];
  if (how === 'openly' || (how === 'hidden' && !isClaude)) {
    parts.push(reasons('First this, then that.'));
  } else if (how === 'hidden') {
    parts.push(thinksHidden());
  }
  if (speaks || count === 0) {
    parts.push(says('Let me see.', { pieces: 100 }));
  }
  for (let call = 0; call < count; call++) {
    parts.push(calls('look_up', { call }));
  }
  return answers(...parts);
}

describe('conversations of twenty turns with reasoning and tools', () => {
  const world = withWorld();

  /** Has the conversation, and checks that nothing is ever refused. */
  async function converse(first: string, turns: readonly Turn[]): Promise<void> {
    const { server, test } = world();
    const history: Message[] = [];
    let model = first;
    for (const { model: next, parameters: set, question, steps } of turns) {
      model = next ?? model;
      history.push({ role: 'user', content: question });
      for (const each of steps) {
        server.reply(toAnswer(each, model));
        const { outcome } = await test.ask('', { model, messages: history, tools, parameters: set });
        assert.equal(outcome.type, 'called');
        const { content, error } = outcome.result;
        assert.equal(
          error,
          undefined,
          `${model}: ${JSON.stringify(server.refusals)} ${error?.detail.message}`,
        );
        if (content.length > 0) {
          history.push({ role: 'assistant', content });
        }
        const called = content.filter((block) => block.type === 'toolUse');
        if (called.length === 0) {
          break;
        }
        history.push({
          role: 'user',
          content: called.map(({ toolUseId }) => ({
            type: 'toolResult',
            toolUseId,
            content: each.result,
            ...(each.failed ? { failed: true } : {}),
          })),
        });
      }
    }
    assert.deepEqual(server.refusals, []);
  }

  const plainTurns = (given: ModelParameters): Turn[] =>
    Array.from({ length: TURNS }, (_, index) => ({
      model: null,
      parameters: given,
      question: textMessage('user', `Question ${index}`).content,
      steps: [
        {
          thinks: 'openly',
          speaks: true,
          calls: 1,
          result: [{ type: 'text', text: 'Found' }],
          failed: index % 3 === 0,
        },
        { thinks: 'openly', speaks: true, calls: 0, result: [], failed: false },
      ],
    }));

  for (const model of families) {
    it(`are never refused by ${model}, nor after another one was asked in between`, async () => {
      const others = models.filter((_, index) => index % 9 === models.indexOf(model) % 9).slice(0, 8);
      const turns = plainTurns({ reasoning: { type: 'effort', level: 'high' }, temperature: 0.3 });
      const mixed = turns.map((each, index) =>
        index % 3 === 1 ? { ...each, model: others[index % others.length] ?? model } : { ...each, model },
      );
      await converse(model, mixed);
    });
  }

  it('are never refused, whatever was asked of whichever model', async function () {
    this.timeout(60_000 + runs * 5_000);
    const conversation = fc.tuple(
      fc.constantFrom(...models),
      fc.array(turn, { minLength: TURNS, maxLength: TURNS }),
    );
    const property = fc.asyncProperty(conversation, async ([model, turns]) => {
      world().server.reset();
      await converse(model, turns);
    });
    await holdsInTime(property, runs);
  });
});
