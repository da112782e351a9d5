import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import { traitsOf } from '../../src/core/bedrock/models/modelTraits';
import { WireTools } from '../../src/core/bedrock/wire/tools';
import { testEngine, type TestEngine } from '../support/engine';
import { answers, calls, judge, startWorldBedrock, type WireTool, type WorldBedrock } from '../world/bedrock';
import type { Figure } from './figure';
import { cameBack, madeInput } from './toolInputs';
import { servedTools, type ServedTools } from './toolServers';
import { addedTime, fittingTimes } from './toolTimes';

/** A model of each family that is asked. */
const models = {
  Claude: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  Nova: 'us.amazon.nova-pro-v1:0',
  GPT: 'openai.gpt-oss-120b-1:0',
  Llama: 'us.meta.llama4-maverick-17b-instruct-v1:0',
  Mistral: 'mistral.mistral-large-3-675b-instruct',
};

/** How the tools of real servers fare: whether each is taken and called under its own names, and the time that takes. */
export async function measureTools(directory: string): Promise<readonly Figure[]> {
  return measureServed(await servedTools(directory), directory);
}

/** The same of tools that are there already. */
export async function measureServed(
  served: readonly ServedTools[],
  directory: string,
): Promise<readonly Figure[]> {
  for (const { server, tools, problem } of served) {
    console.error(`${server}: ${problem ?? `${tools.length} tools`}`);
  }
  const all = served.flatMap(({ tools }) => tools);
  const answering = served.filter(({ tools }) => tools.length > 0);
  const figures: Figure[] = [
    { name: 'servers with tools', ours: answering.length, unit: `of ${served.length}` },
  ];
  const world = await startWorldBedrock();
  const engine = testEngine(world.url, world.keys);
  try {
    for (const [family, model] of Object.entries(models)) {
      const { taken, called } = await asked({ engine, world, model, family }, answering);
      const unit = `of ${all.length}`;
      const how = streamsTools(model) ? '' : ' (not streamed)';
      figures.push(
        { name: `${family}: tools taken${how}`, ours: taken, unit },
        { name: `${family}: calls as they are`, ours: called, unit },
      );
    }
  } finally {
    engine.dispose();
    await world.close();
  }
  const distinct = all.filter((tool, index) => all.findIndex(({ name }) => name === tool.name) === index);
  return [
    ...figures,
    ...(await fittingTimes(all, { claude: models.Claude, nova: models.Nova, directory })),
    ...(await addedTime(distinct, models.Claude)),
  ];
}

interface Asking {
  readonly engine: TestEngine;
  readonly world: WorldBedrock;
  readonly model: string;
  readonly family: string;
}

/** Asks with the tools of each server, and has each called with inputs made for the schema that went out. */
async function asked(
  asking: Asking,
  served: readonly ServedTools[],
): Promise<{ readonly taken: number; readonly called: number }> {
  let [taken, called] = [0, 0];
  for (const each of served) {
    const specs = await declared(asking, each);
    taken += specs.length;
    const made = each.tools.flatMap((tool, index) => {
      const spec = specs[index];
      const input = spec && madeInput(spec.schema, tool, asking.model);
      if (spec === undefined || input === undefined) {
        console.error(`${each.server}, ${asking.family}: no input for ${tool.name}`);
        return [];
      }
      return [{ tool, call: { name: spec.name, input } }];
    });
    const came = await calledBack(
      asking,
      each,
      made.map(({ call }) => call),
    );
    made.forEach(({ tool, call }, index) => {
      const fault = cameBack(tool, call.input, came[index]);
      if (fault !== undefined) {
        console.error(`${each.server}, ${asking.family}: ${tool.name}: ${fault}`);
      }
      called += Number(fault === undefined);
    });
  }
  return { taken, called };
}

interface Declared {
  readonly name: string;
  readonly schema: unknown;
}

/** The tools of a server as they are declared, none where one of them is refused. */
async function declared(
  { engine, world, model, family }: Asking,
  { server, tools }: ServedTools,
): Promise<readonly Declared[]> {
  let refusal: string | undefined;
  let config: { readonly tools?: readonly WireTool[] | undefined } | undefined;
  if (streamsTools(model)) {
    world.reset();
    await engine.ask('Look', { model, tools });
    const request = world.requests.at(-1);
    refusal = request?.refusal;
    config = request?.body.toolConfig;
  } else {
    // The engine streams, and declares none where they do not work so: these would go out elsewhere.
    config = WireTools.of(tools, model).config(false);
    const messages = [{ role: 'user', content: [{ text: 'Look' }] }];
    const input = { modelId: model, messages, toolConfig: config };
    refusal = judge(input, undefined, 'Converse')?.message;
  }
  if (refusal !== undefined) {
    console.error(`${server}, ${family}: ${refusal}`);
    return [];
  }
  return (config?.tools ?? []).flatMap(({ toolSpec }) =>
    toolSpec === undefined ? [] : [{ name: toolSpec.name ?? '', schema: toolSpec.inputSchema?.json }],
  );
}

interface Call {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** The calls of a model as they reach whoever runs the tools. */
async function calledBack(
  { engine, world, model }: Asking,
  { tools }: ServedTools,
  made: readonly Call[],
): Promise<readonly Call[]> {
  if (!streamsTools(model)) {
    const wire = WireTools.of(tools, model);
    return made.map(({ name, input }) => {
      const given = wire.givenName(name);
      return { name: given, input: wire.givenInput(given, input) };
    });
  }
  world.reply(answers(...made.map(({ name, input }) => calls(name, input))));
  const { events } = await engine.ask('Look again', { model, tools });
  return events.flatMap((event) => (event.type === 'toolCall' ? [event.call] : []));
}

function streamsTools(model: string): boolean {
  const { tools } = traitsOf(configuredModel(model));
  return tools !== 'none' && tools !== 'converse';
}
