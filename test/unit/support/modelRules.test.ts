import assert from 'node:assert/strict';
import {
  type ModelTraits,
  type RuleOptions,
  brokenRule,
  foundationModels,
  strictTraits,
} from '../../support/emulators/bedrock';

const text = { text: 'hello' };
const user = (...content: object[]) => ({ role: 'user', content: content.length > 0 ? content : [text] });
const assistant = (...content: object[]) => ({ role: 'assistant', content });
const toolUse = { toolUse: { toolUseId: 't1', name: 'search', input: {} } };
const toolResult = { toolResult: { toolUseId: 't1', content: [{ text: 'found' }] } };
const point = (ttl?: string) => ({ cachePoint: { type: 'default', ...(ttl ? { ttl } : {}) } });
const reasoning = { reasoningContent: { reasoningText: { text: 'hm', signature: 's' } } };
const redacted = { reasoningContent: { redactedContent: 'c2VhbGVk' } };
const tool = (name: string, json: object = { type: 'object' }) => ({
  toolSpec: { name, inputSchema: { json } },
});
const toolConfig = { tools: [tool('search')] };
const budget = (tokens: number) => ({ thinking: { type: 'enabled', budget_tokens: tokens } });
const adaptive = { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } };
const question = { messages: [user()] };

function traitsOf(modelId: string): ModelTraits {
  const model = foundationModels.find((each) => each.modelId === modelId);
  assert.ok(model, modelId);
  return model.traits;
}

const sonnet5 = traitsOf('anthropic.claude-sonnet-5');
const sonnet46 = traitsOf('anthropic.claude-sonnet-4-6');
const haiku3 = traitsOf('anthropic.claude-3-haiku-20240307-v1:0');
const llama = traitsOf('meta.llama3-3-70b-instruct-v1:0');
const novaPro = traitsOf('amazon.nova-pro-v1:0');
const nova2 = traitsOf('amazon.nova-2-lite-v1:0');

type Case = readonly [body: object, traits: ModelTraits];
type Refusal = readonly [body: object, message: RegExp, traits?: ModelTraits];

describe("What models refuse beyond Converse's common rules", () => {
  const check = (body: object, traits: ModelTraits): string | undefined => {
    const options: RuleOptions = { traits, verifySignature: () => true, verifyRedacted: () => true };
    return brokenRule(body, options);
  };

  const accepted: Record<string, Case> = {
    'a budget for reasoning': [
      {
        ...question,
        inferenceConfig: { maxTokens: 3_000 },
        additionalModelRequestFields: budget(2_000),
      },
      strictTraits,
    ],
    'either form of reasoning of a Claude 4.6': [
      { ...question, additionalModelRequestFields: adaptive },
      sonnet46,
    ],
    'an effort of Nova 2': [
      {
        ...question,
        additionalModelRequestFields: { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'high' } },
      },
      nova2,
    ],
    'a turn of tools that begins with reasoning, and goes on without': [
      {
        messages: [user(), assistant(reasoning, toolUse), user(toolResult)],
        toolConfig,
        additionalModelRequestFields: budget(2_000),
      },
      strictTraits,
    ],
    'cache points after tools, system prompt, results and a PDF': [
      {
        messages: [
          user(text, { document: { name: 'a', format: 'pdf' } }, point()),
          assistant(reasoning, toolUse),
          user(toolResult, point()),
        ],
        toolConfig: { tools: [tool('search'), point('1h')] },
        system: [text, point('1h')],
      },
      strictTraits,
    ],
    'redacted reasoning before what was said': [
      { messages: [user(), assistant(reasoning, redacted, text), user()] },
      strictTraits,
    ],
    'optimized latency of a model that has it': [
      { ...question, performanceConfig: { latency: 'optimized' } },
      novaPro,
    ],
    'a guardrail, metadata and a tier': [
      {
        ...question,
        guardrailConfig: { guardrailIdentifier: 'gr1', guardrailVersion: 'DRAFT', trace: 'enabled' },
        requestMetadata: { team: 'blue @ home' },
        serviceTier: { type: 'flex' },
      },
      llama,
    ],
  };
  for (const [what, [body, traits]] of Object.entries(accepted)) {
    it(`take ${what}`, () => assert.equal(check(body, traits), undefined));
  }

  const history = (...content: object[]) => ({
    messages: [user(), assistant(...content), user()],
    toolConfig,
  });
  const refused: Record<string, Refusal> = {
    'a temperature of a Claude that chooses its own': [
      { ...question, inferenceConfig: { temperature: 0.5 } },
      /`temperature` is deprecated for this model/,
      sonnet5,
    ],
    'a temperature while it thinks': [
      {
        ...question,
        inferenceConfig: { temperature: 0.5 },
        additionalModelRequestFields: budget(2_000),
      },
      /may only be set to 1 when thinking is enabled/,
    ],
    'a budget of a Claude that adapts': [
      { ...question, additionalModelRequestFields: budget(2_000) },
      /"thinking\.type\.enabled" is not supported for this model/,
      sonnet5,
    ],
    'adapting of a Claude that wants a budget': [
      { ...question, additionalModelRequestFields: { thinking: { type: 'adaptive' } } },
      /adaptive thinking is not supported/,
    ],
    'reasoning of a model that has none': [
      { ...question, additionalModelRequestFields: budget(2_000) },
      /extraneous key \[thinking\] is not permitted/,
      haiku3,
    ],
    'a budget that is too small': [
      { ...question, additionalModelRequestFields: budget(1_000) },
      /greater than or equal to 1024/,
    ],
    'a budget that leaves no room': [
      {
        ...question,
        inferenceConfig: { maxTokens: 2_000 },
        additionalModelRequestFields: budget(2_000),
      },
      /`max_tokens` must be greater than `thinking\.budget_tokens`/,
    ],
    'limits where Nova thinks hard': [
      {
        ...question,
        inferenceConfig: { maxTokens: 2_000 },
        additionalModelRequestFields: { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'high' } },
      },
      /must be unset when maxReasoningEffort is high/,
      nova2,
    ],
    'forced tools while it thinks': [
      {
        ...question,
        toolConfig: { ...toolConfig, toolChoice: { any: {} } },
        additionalModelRequestFields: budget(2_000),
      },
      /Thinking may not be enabled when tool_choice forces tool use/,
    ],
    'forced tools of a model that is free': [
      { ...question, toolConfig: { ...toolConfig, toolChoice: { any: {} } } },
      /forced tool use is not supported/,
      { ...sonnet5, forcedTools: false },
    ],
    'optimized latency of a model without': [
      { ...question, performanceConfig: { latency: 'optimized' } },
      /Latency performance configuration is not supported/,
    ],
    'a guardrail without a version': [
      { ...question, guardrailConfig: { guardrailIdentifier: 'gr1' } },
      /must be specified together/,
    ],
    'metadata with odd characters': [
      { ...question, requestMetadata: { team: 'blue; drop' } },
      /'requestMetadata' failed to satisfy constraint/,
    ],
    'a blank stop sequence': [
      { ...question, inferenceConfig: { stopSequences: ['\n'] } },
      /must contain non-whitespace/,
    ],
    'a turn of tools that began without reasoning': [
      {
        messages: [user(), assistant(text, toolUse), user(toolResult)],
        toolConfig,
        additionalModelRequestFields: budget(2_000),
      },
      /messages\.1\.content\.0\.type: Expected `thinking` or `redacted_thinking`, but found `text`/,
    ],
    'reasoning as the last word': [
      history(text, reasoning),
      /final block in an assistant message cannot be `thinking`/,
    ],
    'reasoning of the user': [{ messages: [user(text, reasoning)] }, /for user messages/],
    'reasoning for a model that has none': [
      history(reasoning, text),
      /doesn't support the reasoningContent field/,
      novaPro,
    ],
    'a cache point after reasoning': [
      history(reasoning, point(), text),
      /^Cache point cannot be inserted after reasoning block\./,
    ],
    'a cache point at the beginning of a message': [
      { messages: [user(point(), text)] },
      /at the beginning of a message/,
    ],
    'a cache point after a document that is no PDF': [
      { messages: [user(text, { document: { name: 'a', format: 'txt' } }, point())] },
      /after document block/,
    ],
    'an hour after five minutes': [
      { messages: [user(text, point('1h'))], system: [text, point()] },
      /messages\.0\.content\.1\.cache_control\.ttl: a ttl='1h' cache_control block must not come after/,
    ],
    'cache points of a model without a cache': [
      { messages: [user(text, point())] },
      /did not allow prompt caching/,
      haiku3,
    ],
    'cache points on tools of Nova': [
      { ...question, toolConfig: { tools: [tool('search'), point()] } },
      /did not allow prompt caching/,
      novaPro,
    ],
    'two tools of one name': [
      { ...question, toolConfig: { tools: [tool('search'), tool('search')] } },
      /Tool names must be unique/,
    ],
    'alternatives at the root of a schema': [
      { ...question, toolConfig: { tools: [tool('search', { type: 'object', anyOf: [] })] } },
      /does not support oneOf, allOf, or anyOf at the top level/,
    ],
    'properties that are null': [
      { ...question, toolConfig: { tools: [tool('search', { type: 'object', properties: null })] } },
      /JSON schema is invalid/,
    ],
    'one id for two calls': [
      {
        messages: [user(), assistant(toolUse), user(toolResult), assistant(toolUse), user(toolResult)],
        toolConfig,
      },
      /`tool_use` ids must be unique/,
    ],
    'an id with a colon': [
      {
        messages: [
          user(),
          assistant({ toolUse: { ...toolUse.toolUse, toolUseId: 'functions.search:0' } }),
          user({ toolResult: { ...toolResult.toolResult, toolUseId: 'functions.search:0' } }),
        ],
        toolConfig,
      },
      /String should match pattern/,
    ],
    'a result behind a text': [
      { messages: [user(), assistant(toolUse), user(text, toolResult)], toolConfig },
      /without `tool_result` blocks immediately after: t1/,
    ],
    'the status of a result where the model knows none': [
      {
        messages: [
          user(),
          assistant(toolUse),
          user({ toolResult: { ...toolResult.toolResult, status: 'error' } }),
        ],
        toolConfig,
      },
      /doesn't support the status field/,
      { ...llama, tools: 'stream' },
    ],
    'a document for a model without': [
      { messages: [user(text, { document: { name: 'a', format: 'pdf' } })] },
      /doesn't support the document field/,
      traitsOf('amazon.nova-micro-v1:0'),
    ],
  };
  for (const [what, [body, message, traits = strictTraits]] of Object.entries(refused)) {
    it(`refuse ${what}`, () => assert.match(check(body, traits) ?? 'taken', message));
  }
});
