import assert from 'node:assert/strict';
import type { ConverseStreamRequest } from '@aws-sdk/client-bedrock-runtime';
import { type RuleOptions, brokenRule, strictTraits } from '../../support/emulators/bedrock';

const user = (...content: object[]): { role: 'user'; content: object[] } => ({ role: 'user', content });
const assistant = (...content: object[]): { role: 'assistant'; content: object[] } => ({
  role: 'assistant',
  content,
});
const text = { text: 'hello' };
const toolUse = { toolUse: { toolUseId: 't1', name: 'search', input: {} } };
const toolResult = { toolResult: { toolUseId: 't1', content: [{ text: 'found' }] } };
const toolConfig = { tools: [{ toolSpec: { name: 'search', inputSchema: { json: { type: 'object' } } } }] };
const document = (name: string): object => ({ document: { name, format: 'txt', source: {} } });
const cachePoint = { cachePoint: { type: 'default' } };
const reasoning = (signature?: string): object => ({
  reasoningContent: { reasoningText: { text: 'hm', signature } },
});

describe("Converse's rules", () => {
  const check = (body: object, options?: RuleOptions): string | undefined => brokenRule(body, options);

  const accepted: Record<string, [body: object, options?: RuleOptions]> = {
    'one question': [{ messages: [user(text)] }],
    'a conversation with system prompt and limits': [
      {
        messages: [user(text), assistant(text), user(text)],
        system: [text],
        inferenceConfig: { maxTokens: 1000, temperature: 0.5 },
      },
    ],
    'a tool call with its result': [
      { messages: [user(text), assistant(text, toolUse), user(toolResult)], toolConfig },
    ],
    'a document beside a text, with an underscore in its name': [
      { messages: [user(text, document('a_b (1)'))] },
    ],
    'four cache points': [{ messages: [user(text, cachePoint, cachePoint, cachePoint, cachePoint)] }],
    'signed reasoning': [
      { messages: [user(text), assistant(reasoning('s'), text), user(text)] },
      { verifySignature: () => true },
    ],
    'unsigned reasoning of a model that does not sign': [
      { messages: [user(text), assistant(reasoning(), text), user(text)] },
      { traits: { ...strictTraits, signedReasoning: false } },
    ],
    'a prefilled answer where the model takes one': [
      { messages: [user(text), assistant({ text: 'Once' })] },
      { traits: { ...strictTraits, prefill: true } },
    ],
  };
  for (const [what, [body, options]] of Object.entries(accepted)) {
    it(`take ${what}`, () => assert.equal(check(body, options), undefined));
  }

  const refused: Record<string, [body: object, message: RegExp, options?: RuleOptions]> = {
    'no message': [{}, /^A conversation must start with a user message/],
    'an assistant that speaks first': [{ messages: [assistant(text)] }, /must start with a user message/],
    'one role twice in a row': [
      { messages: [user(text), user(text)] },
      /must alternate between user and assistant/,
    ],
    'a message without content': [{ messages: [user(), assistant(text)] }, /object at messages\.0 is empty/],
    'a blank text': [{ messages: [user(text, { text: ' \n' })] }, /at messages\.0\.content\.1 is blank/],
    'a blank system prompt': [{ messages: [user(text)], system: [{ text: '' }] }, /at system\.0 is blank/],
    'tool history without toolConfig': [
      { messages: [user(text), assistant(toolUse), user(toolResult)] },
      /^The toolConfig field must be defined when using toolUse and toolResult content blocks\.$/,
    ],
    'a tool call without its result': [
      { messages: [user(text), assistant(toolUse), user(text)], toolConfig },
      /^Expected toolResult blocks at messages\.2\.content for the following Ids: t1$/,
    ],
    'a result that nobody asked for': [
      { messages: [user(text), assistant(text), user(toolResult)], toolConfig },
      /^The number of toolResult blocks at messages\.2\.content exceeds the number of toolUse blocks of previous turn\.$/,
    ],
    'the same result twice': [
      { messages: [user(text), assistant(toolUse), user(toolResult, toolResult)], toolConfig },
      /exceeds the number of toolUse blocks/,
    ],
    'a tool input that is no object': [
      {
        messages: [
          user(text),
          assistant({ toolUse: { toolUseId: 't1', name: 'search', input: 'x' } }),
          user(toolResult),
        ],
        toolConfig,
      },
      /value at messages\.1\.content\.0\.toolUse\.input is invalid/,
    ],
    'a JSON result that is no object': [
      {
        messages: [
          user(text),
          assistant(toolUse),
          user({ toolResult: { toolUseId: 't1', content: [{ json: [1] }] } }),
        ],
        toolConfig,
      },
      /messages\.2\.content\.0\.toolResult\.content\.0\.json is invalid/,
    ],
    'an empty result with status error': [
      {
        messages: [
          user(text),
          assistant(toolUse),
          user({ toolResult: { toolUseId: 't1', content: [], status: 'error' } }),
        ],
        toolConfig,
      },
      /cannot be empty when status value is error/,
    ],
    'a tool use id with a space': [
      {
        messages: [user(text), assistant({ toolUse: { toolUseId: 't 1', name: 'a', input: {} } })],
        toolConfig,
      },
      /'messages\.2\.member\.content\.1\.member\.toolUse\.toolUseId' failed to satisfy constraint/,
    ],
    'a tool name with a dot': [
      { messages: [user(text)], toolConfig: { tools: [{ toolSpec: { name: 'a.b' } }] } },
      /toolSpec\.name' failed to satisfy constraint: Member must satisfy regular expression pattern/,
    ],
    'no tools in toolConfig': [
      { messages: [user(text)], toolConfig: { tools: [] } },
      /at 'toolConfig\.tools'/,
    ],
    'a tool schema that is no object': [
      {
        messages: [user(text)],
        toolConfig: { tools: [{ toolSpec: { name: 'a', inputSchema: { json: {} } } }] },
      },
      /^The value at toolConfig\.tools\.0\.toolSpec\.inputSchema\.json\.type must be one of the following: object\.$/,
    ],
    'tools for a model without': [
      { messages: [user(text)], toolConfig },
      /doesn't support tool use\.$/,
      { traits: { ...strictTraits, tools: 'none' } },
    ],
    'tools in a stream that cannot carry them': [
      { messages: [user(text)], toolConfig },
      /doesn't support tool use in streaming mode\.$/,
      { traits: { ...strictTraits, tools: 'converse' } },
    ],
    'a system prompt for a model without': [
      { messages: [user(text)], system: [text] },
      /doesn't support system messages/,
      { traits: { ...strictTraits, system: false } },
    ],
    'an image from the assistant': [
      { messages: [user(text), assistant({ image: {} }), user(text)] },
      /doesn't support the image field for assistant messages/,
    ],
    'an image for a model without': [
      { messages: [user(text, { image: {} })] },
      /doesn't support the image field for user messages/,
      { traits: { ...strictTraits, images: false } },
    ],
    'a document without text': [
      { messages: [user(document('a'))] },
      /text block must be included when using documents/,
    ],
    'a document with its extension': [
      { messages: [user(text, document('a.txt'))] },
      /document file name can only contain/,
    ],
    'two documents of one name': [
      { messages: [user(text, document('a'), document('a'))] },
      /can't contain duplicate document names/,
    ],
    'an answer begun for a model that begins its own': [
      { messages: [user(text), assistant(text)] },
      /does not support assistant message prefill/,
    ],
    'a begun answer that ends in a space': [
      { messages: [user(text), assistant({ text: 'Once ' })] },
      /cannot end with trailing whitespace/,
      { traits: { ...strictTraits, prefill: true } },
    ],
    'five cache points': [
      { messages: [user(text, cachePoint, cachePoint, cachePoint, cachePoint)], system: [text, cachePoint] },
      /A maximum of 4 blocks with cache_control may be provided\. Found 5\./,
    ],
    'unsigned reasoning': [
      { messages: [user(text), assistant(reasoning(), text), user(text)] },
      /^The model returned the following errors: messages\.1\.content\.0\.thinking\.signature: Field required$/,
    ],
    'reasoning with a signature of another text': [
      { messages: [user(text), assistant(reasoning('wrong'), text), user(text)] },
      /Invalid `signature` in `thinking` block/,
    ],
    'more output than the model gives': [
      { messages: [user(text)], inferenceConfig: { maxTokens: 64_001 } },
      /^The maximum tokens you requested exceeds the model limit of 64000\./,
    ],
    'no output at all': [
      { messages: [user(text)], inferenceConfig: { maxTokens: 0 } },
      /greater than or equal to 1$/,
    ],
    'a temperature above 1': [
      { messages: [user(text)], inferenceConfig: { temperature: 1.5 } },
      /less than or equal to 1$/,
    ],
    'both sampling parameters': [
      { messages: [user(text)], inferenceConfig: { temperature: 0.5, topP: 0.5 } },
      /cannot both be specified/,
    ],
    'more input than the context holds': [
      { messages: [user({ text: 'x'.repeat(800_004) })] },
      /prompt is too long: 200001 tokens > 200000 maximum/,
    ],
  };
  for (const [what, [body, message, options]] of Object.entries(refused)) {
    it(`refuse ${what}`, () => assert.match(check(body, options) ?? '', message));
  }

  it("can be asked about the SDK's own inputs", () => {
    const input: Pick<ConverseStreamRequest, 'messages'> = {
      messages: [{ role: 'user', content: [{ text: 'hello' }] }],
    };
    assert.equal(brokenRule(input), undefined);
  });
});
