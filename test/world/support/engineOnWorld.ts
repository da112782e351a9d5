import { after, afterEach, before, beforeEach } from 'mocha';
import { testEngine, type TestEngine } from '../../support/engine';
import { startWorldBedrock, type WorldBedrock } from '../bedrock';

/** One server for the tests of a suite and an engine on it for each of them; call it in `describe`. */
export function engineOnWorld(): { readonly world: () => WorldBedrock; readonly test: () => TestEngine } {
  let server: WorldBedrock | undefined;
  let engine: TestEngine | undefined;
  before(async () => {
    server = await startWorldBedrock();
  });
  beforeEach(() => {
    world().reset();
    engine = testEngine(world().url, world().keys);
  });
  afterEach(() => engine?.dispose());
  after(() => server?.close());
  const world = () => begun(server);
  return { world, test: () => begun(engine) };
}

function begun<T>(part: T | undefined): T {
  if (part === undefined) {
    throw new Error('It begins with the first test');
  }
  return part;
}
