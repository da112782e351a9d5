import { after, afterEach, before, beforeEach } from 'mocha';
import { testEngine, type TestEngine } from '../../support/engine';
import { startWorldBedrock, type WorldBedrock } from '../bedrock';

/** A server and an engine on it, of a test at hand. */
export interface InWorld {
  readonly server: WorldBedrock;
  readonly test: TestEngine;
}

/** One world server for the tests of a suite, and a new engine on it for each of them; call it in `describe`. */
export function withWorld(): () => InWorld {
  let server: WorldBedrock | undefined;
  let test: TestEngine | undefined;
  before(async () => {
    server = await startWorldBedrock();
  });
  beforeEach(() => {
    if (server) {
      server.reset();
      test = testEngine(server.url, server.keys);
    }
  });
  afterEach(() => test?.dispose());
  after(() => server?.close());
  return () => {
    if (server === undefined || test === undefined) {
      throw new Error('It begins with the first test');
    }
    return { server, test };
  };
}
