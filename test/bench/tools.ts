import { performance } from 'node:perf_hooks';
import { toolLimits } from '../../src/core/bedrock/tools/familyLimits';
import { ToolFitter } from '../../src/core/bedrock/tools/fittedTools';
import type { ToolSpec } from '../../src/core/bedrock/tools/toolSpec';
import { answers, calls, startWorldBedrock, type WorldBedrock } from '../world/bedrock';
import { Samples } from '../world/support/samples';
import { testEngine, type TestEngine } from '../support/engine';
import { median, type Figure } from './figure';
import { servedTools, type ServedTools } from './toolServers';

/** A model of each family that is asked. */
const models: Readonly<Record<string, string>> = {
  Claude: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  Nova: 'us.amazon.nova-pro-v1:0',
  GPT: 'openai.gpt-oss-120b-1:0',
  Llama: 'us.meta.llama4-maverick-17b-instruct-v1:0',
  Mistral: 'mistral.mistral-large-3-675b-instruct',
};
const ROUNDS = 40;

/** How the tools of real servers fare: whether each is taken and called under its own names, and the time that takes. */
export async function measureTools(directory: string): Promise<readonly Figure[]> {
  return measureServed(await servedTools(directory));
}

/** The same of tools that are there already. */
export async function measureServed(served: readonly ServedTools[]): Promise<readonly Figure[]> {
  for (const { server, tools, problem } of served) {
    console.error(`${server}: ${problem ?? `${tools.length} tools`}`);
  }
  const all = served.flatMap(({ tools }) => tools);
  const world = await startWorldBedrock();
  const engine = testEngine(world.url, world.keys);
  try {
    const figures: Figure[] = [
      {
        name: 'servers with tools',
        ours: served.filter(({ tools }) => tools.length > 0).length,
        unit: `of ${served.length}`,
      },
    ];
    for (const [family, model] of Object.entries(models)) {
      const { taken, called } = await asked(engine, world, model, served);
      const unit = `of ${all.length}`;
      figures.push(
        { name: `${family}: tools taken`, ours: taken, unit },
        { name: `${family}: calls as they are`, ours: called, unit },
      );
    }
    return [...figures, ...fittingTimes(all), await addedTime(engine, all)];
  } finally {
    engine.dispose();
    await world.close();
  }
}

/** Asks with the tools of each server, and has each called with what its own schema makes likely. */
async function asked(
  engine: TestEngine,
  world: WorldBedrock,
  model: string,
  served: readonly ServedTools[],
): Promise<{ readonly taken: number; readonly called: number }> {
  let [taken, called] = [0, 0];
  for (const { server, tools } of served.filter((each) => each.tools.length > 0)) {
    world.reset();
    await engine.ask('Look', { model, tools });
    const { refusal, body } = world.requests.at(-1) ?? {};
    if (refusal !== undefined) {
      console.error(`${server}: ${refusal}`);
      continue;
    }
    const specs = (body?.toolConfig?.tools ?? []).flatMap(({ toolSpec }) => toolSpec ?? []);
    // Llama calls no tools while it streams, and is not told of any.
    taken += model.includes('llama') ? tools.length : specs.length;
    const fitted = new ToolFitter().fit(tools, toolLimits(model)).tools;
    const given = fitted.map(
      ({ inputSchema }, index) =>
        new Samples(inputSchema as never, index + 1).next() as Record<string, unknown>,
    );
    const made = fitted.map((tool, index) => {
      const input = given[index] ?? {};
      return calls(specs[index]?.name ?? tool.name, tool.fitted.renamed?.toWire(input) ?? input);
    });
    world.reply(answers(...made));
    const { events } = await engine.ask('Look again', { model, tools });
    const came = events.flatMap((event) => (event.type === 'toolCall' ? [event.call] : []));
    called += fitted.filter(
      ({ name }, index) =>
        came[index]?.name === name && JSON.stringify(came[index].input) === JSON.stringify(given[index]),
    ).length;
  }
  return { taken, called };
}

function fittingTimes(tools: readonly ToolSpec[]): Figure[] {
  const limits = toolLimits(models['Claude'] ?? '');
  const unit = 'ms';
  const time = (work: () => unknown) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const fitter = new ToolFitter();
  const once = Array.from({ length: ROUNDS }, () => time(() => new ToolFitter().fit(tools, limits)));
  const nova = Array.from({ length: ROUNDS }, () =>
    time(() => new ToolFitter().fit(tools, toolLimits(models['Nova'] ?? ''))),
  );
  fitter.fit(tools, limits);
  const again = Array.from({ length: ROUNDS }, () => time(() => fitter.fit(tools, limits)));
  const copies = Array.from({ length: ROUNDS }, () => {
    const copied = structuredClone(tools);
    return time(() => fitter.fit(copied, limits));
  });
  return [
    { name: 'fitting all, once', ours: median(once), unit },
    { name: 'fitting all for Nova, once', ours: median(nova), unit },
    { name: 'fitting all again', ours: median(again), unit },
    { name: 'fitting copies of all again', ours: median(copies), unit },
  ];
}

/** Time to the first word with all tools, over that with none and the same texts. */
async function addedTime(engine: TestEngine, tools: readonly ToolSpec[]): Promise<Figure> {
  const model = models['Claude'] ?? '';
  const distinct = tools.filter((tool, index) => tools.findIndex(({ name }) => name === tool.name) === index);
  const untilFirst = async (offered: readonly ToolSpec[]) => {
    const start = performance.now();
    let at = NaN;
    await engine.ask('Hello', {
      model,
      tools: offered,
      onEvent: (event) => {
        at = event.type === 'text' ? performance.now() - start : at;
      },
    });
    return at;
  };
  const limits = toolLimits(model);
  const ready = new ToolFitter()
    .fit(distinct, limits)
    .tools.map(({ fitted, ...tool }) => ({ ...tool, inputSchema: fitted.schema, fitted }));
  const differences: number[] = [];
  for (let round = -5; round < ROUNDS; round++) {
    const ours = await untilFirst(structuredClone(distinct));
    const bare = await untilFirst(ready);
    if (round >= 0) {
      differences.push(ours - bare);
    }
  }
  return { name: 'added to first token by tools', ours: median(differences), unit: 'ms' };
}
