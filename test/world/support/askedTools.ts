import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'mocha';
import { testEngine, type TestEngine } from '../../support/engine';
import { answers, calls, startWorldBedrock, type WorldBedrock } from '../bedrock';

/** One model of each family whose rules differ. */
export const families = {
  claude: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  nova: 'us.amazon.nova-lite-v1:0',
  mistral: 'mistral.mistral-large-3-675b-instruct',
} as const;

/** A tool as a stranger describes it. */
export interface GivenTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: unknown;
}

/** A tool with this schema. */
export function tool(inputSchema: unknown, name = 'find_orders'): GivenTool {
  return { name, description: 'Finds orders of the shop.', inputSchema };
}

/** Tools that are sent to the strict server by the engine, for the tests of a suite; call it in `describe`. */
export class AskedTools {
  private started: { readonly server: WorldBedrock; readonly engine: TestEngine } | undefined;

  constructor() {
    before(async () => {
      const server = await startWorldBedrock();
      this.started = { server, engine: testEngine(server.url, server.keys) };
    });
    beforeEach(() => this.server.reset());
    after(async () => {
      this.engine.dispose();
      await this.server.close();
    });
  }

  get server(): WorldBedrock {
    return this.both.server;
  }

  get engine(): TestEngine {
    return this.both.engine;
  }

  /** Asks with tools; the model calls the one it is told of at `index` with this input. */
  async ask(model: string, tools: readonly GivenTool[], input: Record<string, unknown> = {}, index = 0) {
    const { server, engine } = this.both;
    const first = await engine.ask('Look', { model, tools });
    assert.equal(first.outcome.type, 'called');
    assert.deepEqual(server.refusals, []);
    const specs = (server.requests.at(-1)?.body.toolConfig?.tools ?? []).flatMap(
      ({ toolSpec }) => toolSpec ?? [],
    );
    server.reply(answers(calls(specs[index]?.name ?? 'none', input)));
    const { events } = await engine.ask('Look again', { model, tools });
    const called = events.flatMap((event) => (event.type === 'toolCall' ? [event.call] : []));
    return {
      specs,
      called: called[0],
      schema: specs[index]?.inputSchema?.json as Record<string, unknown> & {
        readonly properties: Record<string, Record<string, unknown>>;
      },
    };
  }

  private get both() {
    if (this.started === undefined) {
      throw new Error('The server begins with the first test');
    }
    return this.started;
  }
}
