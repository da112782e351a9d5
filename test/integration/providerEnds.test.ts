import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ContentBlock } from '../../src/core/bedrock/content';
import type { ConverseResult } from '../../src/core/bedrock/wire/converseCall';
import type { ModelChoice } from '../../src/core/bedrock/models/modelChoice';
import type { Question } from '../../src/core/chat/question';
import { ModelProvider } from '../../src/vscode/languageModelProvider/provider';

const usage = {
  inputTokens: 1,
  outputTokens: 1,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
  source: 'reported',
} as const;
const model: ModelChoice = {
  id: 'some.model-v1:0',
  modelId: 'some.model-v1:0',
  inferenceProfile: null,
  label: 'Some Model',
  automatic: false,
};

/** All words that VS Code is given of an answer that ends so. */
async function answerText(ended: Partial<ConverseResult>): Promise<string> {
  const content: readonly ContentBlock[] = ended.content ?? [];
  const result: ConverseResult = {
    invocationId: '1',
    outcome: 'success',
    text: '',
    usage,
    latencyMs: 1,
    timeToFirstTokenMs: 1,
    attempts: 1,
    ...ended,
    content,
  };
  const engine = {
    ask: ({ onEvent }: Question) => {
      content.forEach((block) => {
        if (block.type === 'text') {
          onEvent({ type: 'text', text: block.text });
        }
      });
      return Promise.resolve({ type: 'called' as const, result, model });
    },
  };
  const provider = new ModelProvider({
    engine,
    tokens: { count: () => Promise.resolve(1) },
    logger: { info: () => undefined } as never,
    warn: () => undefined,
  });
  const parts: vscode.LanguageModelResponsePart[] = [];
  const { User } = vscode.LanguageModelChatMessageRole;
  await provider.respond(
    { id: model.id } as vscode.LanguageModelChatInformation,
    [{ role: User, content: [new vscode.LanguageModelTextPart('Good morning')], name: undefined }],
    { toolMode: vscode.LanguageModelChatToolMode.Auto },
    { report: (part) => void parts.push(part) },
    new vscode.CancellationTokenSource().token,
  );
  return parts.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

describe('An answer to VS Code', () => {
  const half: readonly ContentBlock[] = [{ type: 'text', text: 'Half of it' }];

  it('says at its end why it stopped, apart from its words', async () => {
    for (const [stopReason, said] of [
      ['max_tokens', /limit of tokens/],
      ['model_context_window_exceeded', /context/],
      ['guardrail_intervened', /guardrail/i],
      ['refusal', /declined/],
      ['something_new', /something_new/],
    ] as const) {
      const words = await answerText({ content: half, stopReason });
      assert.match(words, /^Half of it\n\n_.+_$/);
      assert.match(words, said);
    }
  });

  it('says that a call was cut off, which nobody runs', async () => {
    const words = await answerText({ content: half, stopReason: 'max_tokens', cutCall: 'write_file' });
    assert.match(words, /write_file.*not run/);
  });

  it('says that nothing was said', async () => {
    assert.match(await answerText({ stopReason: 'end_turn' }), /without a word/);
    assert.match(await answerText({ stopReason: 'max_tokens' }), /before it said anything/);
  });

  it('adds nothing to an end that is one', async () => {
    assert.equal(await answerText({ content: half, stopReason: 'end_turn' }), 'Half of it');
  });
});
