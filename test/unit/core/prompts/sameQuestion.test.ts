import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { askThrough } from '../../../../src/core/prompts/askEngine';
import { readPromptSource } from '../../../support/promptSource';
import { planSteps, type AskDefaults, type Step } from '../../../../src/core/prompts/steps';
import { startBedrockEmulator } from '../../../support/emulators/bedrock';
import { checkAnswer } from '../../../support/checkAnswer';
import { testEngine } from '../../../support/engine';

function plan(text: string, defaults: Partial<AskDefaults> = {}): Step {
  const { prompts } = readPromptSource(text, 'yaml', undefined);
  const [step] = planSteps(prompts, undefined, '', { systemPrompt: '', parameters: {}, ...defaults });
  assert.ok(step);
  return step;
}
const key = (text: string, defaults?: Partial<AskDefaults>) => plan(text, defaults).key;

describe('what counts as the same question in a later run', () => {
  it('is not one that the settings’ system prompt has changed since', () => {
    const keys = ['', 'Be short.', 'Be long.'].map((systemPrompt) => key('- a', { systemPrompt }));
    assert.equal(new Set(keys).size, 3);
  });

  it('tells the settings’ system prompt from the prompt’s own', () => {
    assert.notEqual(key('- prompt: a\n  system: Be short.'), key('- a', { systemPrompt: 'Be short.' }));
  });

  it('is not one that any parameter of the settings has changed since', () => {
    const all: AskDefaults['parameters'][] = [
      {},
      { maxTokens: 9 },
      { temperature: 0 },
      { stopSequences: ['END'] },
      { reasoning: { type: 'effort', level: 'low' } },
      { reasoning: { type: 'budget', tokens: 2000 } },
      { guardrail: { id: 'g', version: '1', trace: false } },
      { guardrail: { id: 'g', version: '2', trace: false } },
    ];
    const keys = all.map((parameters) => key('- a', { parameters }));
    assert.equal(new Set(keys).size, all.length);
  });

  it('is one whose parameters are the same, wherever they are written', () => {
    const written = key('- prompt: a\n  parameters: { maxTokens: 9, stopSequences: [END] }');
    assert.equal(key('- a', { parameters: { maxTokens: 9, stopSequences: ['END'] } }), written);
    assert.equal(key('- a', { parameters: { stopSequences: [] } }), key('- a'));
  });

  it('is asked with the settings that it was planned with, though they have changed in mid-run', async () => {
    const emulator = await startBedrockEmulator();
    const test = testEngine(emulator.url, emulator.credentials);
    try {
      const step = plan('- prompt: a\n  system: In English.', {
        systemPrompt: 'Be short.',
        parameters: { stopSequences: ['END'], temperature: undefined },
      });
      test.settings = {
        ...test.settings,
        systemPrompt: 'Be long.',
        parameters: { stopSequences: ['STOP'], temperature: 1 },
      };
      await askThrough(test.engine, checkAnswer)(step, 'run', new AbortController().signal, {
        admit: () => Promise.resolve(),
        settle: () => undefined,
      });
      const sent = emulator.requests.find(({ operation }) => operation === 'ConverseStream')?.body as {
        system: { text: string }[];
        inferenceConfig: Record<string, unknown>;
      };
      assert.deepEqual(sent.system, [{ text: 'Be short.\n\nIn English.' }]);
      assert.deepEqual(sent.inferenceConfig['stopSequences'], ['END']);
      assert.equal('temperature' in sent.inferenceConfig, false);
    } finally {
      test.dispose();
      await emulator.close();
    }
  });
});
