import assert from 'node:assert/strict';
import { startBedrockEmulator, type BedrockEmulator } from '../../../support/emulators/bedrock';
import { examine } from '../../../support/diagnosis';

describe('the doctor, with a model of the OpenAI-compatible APIs', () => {
  let emulator: BedrockEmulator;
  before(async () => {
    emulator = await startBedrockEmulator();
  });
  after(() => emulator.close());

  for (const model of ['us.openai.gpt-6-sol', 'xai.grok-4.3']) {
    it(`asks it as questions do, and puts that on record: ${model}`, async () => {
      const diagnosis = await examine(emulator, { settings: { model } });
      assert.equal(diagnosis.of('model').status, 'ok', diagnosis.of('model').result);
      assert.equal(diagnosis.of('streaming').status, 'ok', diagnosis.of('streaming').result);
      assert.match(diagnosis.of('streaming').tried, /\(Responses\)/);
      const calls = diagnosis.events.flatMap((event) => (event.type === 'ended' ? [event.invocation] : []));
      assert.deepEqual(
        calls.map(({ operation, outcome }) => [operation, outcome]),
        [
          ['Responses', 'success'],
          ['Responses', 'success'],
        ],
      );
    });
  }
});
