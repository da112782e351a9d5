import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { classifyError } from '../../src/core/aws/errors';
import { foreignAnswer } from '../../src/core/aws/foreignAnswer';
import { configuredModel, isApplicationProfile } from '../../src/core/bedrock/models/modelChoice';
import { nameFromId, parseClaudeId } from '../../src/core/bedrock/models/modelNames';
import { modelTraits } from '../../src/core/bedrock/models/modelTraits';
import { mediaOf } from '../../src/core/bedrock/mediaKind';
import { toolLimits } from '../../src/core/bedrock/tools/familyLimits';
import { fitTools } from '../../src/core/bedrock/tools/fittedTools';
import { wireName } from '../../src/core/bedrock/tools/wireNames';
import { checkApiKey, checkSecretAccessKey } from '../../src/core/aws/credentials/keyShapes';
import { classifyProviderFailure } from '../../src/core/aws/credentials/providerFailure';
import { isRegionId } from '../../src/core/aws/credentials/regionId';
import { readPromptFile } from '../../src/core/prompts/promptFile';
import { promptFormat } from '../../src/core/prompts/promptFormat';
import { fillIn, placeholders } from '../../src/core/prompts/template';
import { csvLine } from '../../src/core/util/csv';
import { markdownFence } from '../../src/core/util/markdownFence';

/** Readers of model ids, in the extension host, as others wrote them. */
const idReaders: Readonly<Record<string, (text: string) => unknown>> = {
  'the Claude behind an id': parseClaudeId,
  'a name for an id': nameFromId,
  'the model behind an id': configuredModel,
  'whether an id is an application’s profile': isApplicationProfile,
  'the traits of an id': modelTraits,
};

/** Readers of other texts there. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'the name of a tool': (text) => wireName(text, { hyphens: false }),
  'a type, a pattern, a property and a reference of a tool': (text) =>
    ['type', 'pattern', '$ref', 'format'].map((keyword) => {
      const inputSchema = { properties: { [text]: { [keyword]: text }, a: { $ref: `#/${text}` } } };
      return fitTools([{ name: text, description: '', inputSchema }], toolLimits('anthropic.claude-x'));
    }),
  'the kind of labeled data': (label) => mediaOf(Buffer.from('PK\u0003\u0004', 'latin1'), label),
  'the encoding of labeled data': (label) => mediaOf(Buffer.of(0xe9), label),
  'the format of prompts': promptFormat,
  'the shape of an API key': checkApiKey,
  'the shape of a secret key': checkSecretAccessKey,
  'a region': isRegionId,
  'a refusal': (text) => classifyError(Object.assign(new Error(text), { name: 'AccessDeniedException' })),
  'a validation': (text) => classifyError(Object.assign(new Error(text), { name: 'ValidationException' })),
  'failed credentials': (text) =>
    classifyProviderFailure(Object.assign(new Error(text), { name: 'CredentialsProviderError' })),
  'what a gateway answers': (body) => foreignAnswer({ status: 403, headers: {}, body }),
  placeholders,
  'a template': (text) => fillIn(text, () => 'x'),
  'a line of CSV': (text) => csvLine([text]),
  'a fence': markdownFence,
  'prompts in a text': (text) => readPromptFile(text, 'text'),
};

/** Texts that a quadratic expression begins at again and again, and gives up only at the end. */
const pumpedIds = [
  '.anthropic.claude-x',
  '.anthropic.claude-',
  '12345678',
  '-v1',
  '-v1:1',
  ':1',
  '.',
  '/',
  '..a',
  '-',
  'arn:aws:bedrock:',
  ':bedrock:foundation-model/',
  ':inference-profile/',
];
const beginnings = ['', 'anthropic.claude-sonnet-', 'arn:aws:bedrock:us-east-1:123456789012:', 'a.'];
const pumpedTexts = [
  'arn:aws:iam::123456789012:',
  'security token ',
  'valid',
  'provided model ',
  'token ',
  'request ',
  '<title ',
  '<style>',
  '{"code" ',
  '{{',
  '{{ a',
  '{{a ',
  ' ',
  '\t',
  '(',
  '"',
  '`',
  "'",
  '\n ',
  '---',
  '=',
  'a=',
  '\\',
  ';=',
  '\r',
  '.txt',
];
const ends = ['\ny', 'x'];

describe('a text of a stranger that is made to take time', () => {
  for (const [name, read] of Object.entries(idReaders)) {
    it(`is soon read: ${name}`, () => {
      for (const unit of pumpedIds) {
        const body = unit.repeat(500_000 / unit.length);
        for (const beginning of beginnings) {
          for (const end of ends) {
            read(beginning + body + end);
          }
        }
      }
    });
  }

  for (const [name, read] of Object.entries(readers)) {
    it(`is soon read: ${name}`, () => {
      for (const unit of pumpedTexts) {
        for (const end of ends) {
          read(unit.repeat(200_000 / unit.length) + end);
        }
      }
    });
  }

  it('names no model of a prompt file: an id has a length, and no blanks or control characters', () => {
    const problemsOf = (model: string) => {
      const entry = `- prompt: hello\n  model: ${JSON.stringify(model)}\n`;
      const all = `model: ${JSON.stringify(model)}\nprompts:\n- hello\n`;
      const line = JSON.stringify({ prompt: 'hello', model });
      return [readPromptFile(entry, 'yaml'), readPromptFile(all, 'yaml'), readPromptFile(line, 'jsonl')].map(
        ({ prompts, problems }) => {
          assert.ok(problems.length === 0 || prompts.every(({ model: used }) => used !== model));
          return problems.map(({ message }) => message).join();
        },
      );
    };
    const longest = `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/${'a'.repeat(2048 - 69)}`;
    for (const model of ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', longest, ' amazon.nova-pro-v1:0 ']) {
      assert.deepEqual(problemsOf(model), ['', '', ''], `${model.length}`);
    }
    for (const problem of problemsOf('.anthropic.claude-x'.repeat(1_300) + '\ny')) {
      assert.match(problem, /^model is longer than 2,048 characters/);
    }
    for (const model of ['amazon.nova\ny', 'amazon nova', 'amazon.nova\u0000', 'a\u001bb']) {
      for (const problem of problemsOf(model)) {
        assert.match(problem, /^model holds blanks or control characters/);
      }
    }
  });
});
