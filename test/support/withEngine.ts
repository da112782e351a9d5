import { after, afterEach, before, beforeEach } from 'mocha';
import { startBedrockEmulator, type BedrockEmulator, type BedrockEmulatorOptions } from './emulators/bedrock';
import { testEngine, type TestEngine } from './engine';

/** One emulator for the tests of a suite, as new for each of them; call it in `describe`. */
export function withEmulator(options?: BedrockEmulatorOptions): () => BedrockEmulator {
  let emulator: BedrockEmulator | undefined;
  before(async () => {
    emulator = await startBedrockEmulator(options);
  });
  beforeEach(() => emulator?.reset());
  after(() => emulator?.close());
  return () => begun(emulator);
}

/** A new engine on the emulator for each test of a suite; call it in `describe`. */
export function withEngine(emulator: () => BedrockEmulator): () => TestEngine {
  let engine: TestEngine | undefined;
  beforeEach(() => {
    engine = testEngine(emulator().url, emulator().credentials);
  });
  afterEach(() => engine?.dispose());
  return () => begun(engine);
}

function begun<T>(part: T | undefined): T {
  if (part === undefined) {
    throw new Error('It begins with the first test');
  }
  return part;
}
