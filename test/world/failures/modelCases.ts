import { awsSays, streamSays, type FailureCase } from './failureCase';

/** The model, or the request, is not right. */
export const modelCases: readonly FailureCase[] = [
  {
    what: 'a legacy model',
    says: awsSays(
      404,
      'ResourceNotFoundException',
      'Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. Please upgrade to an active model.',
    ),
    reads: [/legacy/i, /anthropic\.claude-3-haiku-20240307-v1:0/, /active/],
    never: /knows no model/,
    steps: ['chooseModel'],
    requests: 1,
  },
  {
    what: 'a model at the end of its life',
    says: awsSays(404, 'ResourceNotFoundException', 'This model version has reached the end of its life.'),
    reads: [/retired/, /anthropic\.claude-3-haiku-20240307-v1:0/],
    never: /knows no model/,
    steps: ['chooseModel'],
  },
  {
    what: 'a model that failed at a tool call',
    says: streamSays(
      'modelStreamErrorException',
      'Model produced invalid sequence as part of ToolUse. Please refer to the model tool use troubleshooting guide.',
    ),
    reads: [/tool/, /Claude 3 Haiku|model/],
    never: /connection/,
    steps: ['retry', 'chooseModel'],
  },
  {
    what: 'a model that failed in the middle',
    says: streamSays('modelStreamErrorException', 'The model failed to produce a response.'),
    reads: [/failed/],
    never: /connection/,
    steps: ['retry', 'chooseModel'],
  },
  {
    what: 'a full context in Nova’s words',
    says: awsSays(
      400,
      'ValidationException',
      'Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.',
    ),
    reads: [/too long/],
    steps: ['newChat', 'chooseModel'],
  },
  {
    what: 'a full context in words of a maximum',
    says: awsSays(
      400,
      'ValidationException',
      "This model's maximum context length is 131072 tokens. Please reduce the length of the prompt",
    ),
    reads: [/too long/],
    steps: ['newChat', 'chooseModel'],
  },
  {
    what: 'a full context in words of a sum',
    says: awsSays(
      400,
      'ValidationException',
      'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again',
    ),
    reads: [/too long/],
    steps: ['newChat', 'chooseModel'],
  },
  {
    what: 'tools that the model takes without streaming alone',
    says: awsSays(400, 'ValidationException', "This model doesn't support tool use in streaming mode."),
    reads: [/tools/, /stream/],
    steps: ['chooseModel'],
    requests: 1,
  },
  {
    what: 'a model of another API',
    says: awsSays(
      400,
      'ValidationException',
      "The model 'openai.gpt-5.5' does not support the '/v1/converse' API.",
    ),
    reads: [/API/, /another model/],
    steps: ['chooseModel'],
  },
  {
    what: 'an id that Bedrock does not know',
    says: awsSays(400, 'ValidationException', 'The provided model identifier is invalid.'),
    reads: [/anthropic\.claude-3-haiku-20240307-v1:0/, /us-east-1/],
    steps: ['chooseModel', 'chooseRegion'],
  },
  {
    what: 'a cause that nobody knows',
    says: awsSays(
      418,
      'TeapotException',
      'The kettle is on; token=sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789',
    ),
    reads: [/The kettle is on/],
    never: /abcdefghijklmnopqrstuvwxyz/,
    steps: ['retry'],
  },
];
