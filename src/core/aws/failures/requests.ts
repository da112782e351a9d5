import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';
import { invalid, refused } from './marks';

/** The code of what is too long for any model, and not sent; its message says what of it is how long. */
export const REQUEST_TOO_LONG = 'RequestTooLong';

/** Failures of the question itself, and of settings that go with it. */
export const requestCauses = {
  maxTokensTooHigh: {
    knownBy: [
      {
        ...invalid,
        words:
          /maximum tokens you requested exceeds|max_?(completion_|output_|new_)?tokens\W{0,3} ?(is |value )?(\d+ > \d+|(is )?too large|(must|should) be (less|at most|<))|max_?tokens.{0,40}exceeds the (model|maximum)/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model, words }) =>
      l10n.t(
        '{0} does not write answers as long as bedrockChat.maxTokens asks for: {1}. Lower that setting, or choose another model.',
        model,
        words.replace(/\.$/, ''),
      ),
    steps: ['openSettings', 'chooseModel'],
    examples: [
      {
        name: 'ValidationException',
        status: 400,
        says: 'The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum tokens value that is lower than 4096.',
      },
      {
        name: 'ValidationException',
        status: 400,
        says: 'max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens for this model',
      },
    ],
  },
  contextTooLong: {
    knownBy: [
      { names: ['context_length_exceeded'] },
      {
        ...invalid,
        words:
          /(input|prompt|request) (is|was) (too long|longer than)|too many (input |total |prompt )?tokens|input tokens exceed|context[ _](window|length|limit)|(number of|total) (input |prompt )?tokens.{0,60}exceed|tokens? (count|length|limit).{0,60}exceed|exceeds? the token limit|\d (input )?tokens.{0,40}exceed|expected maxlength|reduce the (length|size) of the (prompt|messages?|input|conversation)|maximum (input|prompt|sequence) (token )?length|(input|prompt) (token )?(length|count|size)\b.{0,60}(exceed|longer|greater)|exceeds? the (model['’]?s? )?max(imum)? (number of |allowed )?(input |prompt |context )?tokens/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model, code, words }) =>
      [
        l10n.t('The question with its history and attachments is too long for {0}.', model),
        ...(code === REQUEST_TOO_LONG ? [words] : []),
        l10n.t('Remove attachments, or start a new chat.'),
      ].join(' '),
    steps: ['newChat', 'chooseModel'],
    examples: [
      { name: 'ValidationException', status: 400, says: 'Input is too long for requested model.' },
      {
        name: 'ValidationException',
        status: 400,
        says: 'Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.',
      },
      {
        name: 'ValidationException',
        status: 400,
        says: 'prompt is too long: 208310 tokens > 200000 maximum',
      },
      {
        name: 'ValidationException',
        status: 400,
        says: "This model's maximum context length is 8192 tokens. Please reduce the length of the prompt",
      },
      {
        name: 'ValidationException',
        status: 400,
        says: 'Too many input tokens. Max input tokens: 8192, request input token count: 9000',
      },
      {
        name: 'ValidationException',
        status: 400,
        says: 'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000',
      },
      {
        name: 'validationException',
        says: 'too many tokens: total number of tokens in the prompt cannot exceed 4000',
        phase: 'stream',
      },
      {
        name: 'ValidationException',
        status: 400,
        says: 'The input token count exceeds the maximum of 131072',
      },
      {
        name: 'invalid_request_error',
        status: 400,
        says: 'Your input exceeds the context window of this model.',
      },
    ],
  },
  requestTooLarge: {
    knownBy: [
      {
        names: ['GatewayTooLarge', 'RequestEntityTooLarge', 'RequestTooLarge', 'request_too_large'],
        statuses: [413],
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ status, words }) =>
      l10n.t(
        'The request is too large for something between here and the model: HTTP {0}, “{1}”. Remove attachments such as pictures and documents, or start a new chat.',
        status === 0 ? 413 : status,
        words,
      ),
    steps: ['newChat', 'diagnose'],
    examples: [
      { name: 'GatewayTooLarge', status: 413, says: '413 Request Entity Too Large' },
      { status: 413, says: 'Request Too Long' },
    ],
  },
  toolsNotStreamed: {
    knownBy: [
      { ...invalid, words: /tool (use|calling|calls?).{0,40}stream|stream\w*.{0,40}\btool (use|call)/i },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model }) =>
      l10n.t(
        '{0} does not take tools while it streams its answer, and answers are always streamed here. Ask without tools, or choose another model.',
        model,
      ),
    steps: ['chooseModel', 'retry'],
    examples: [
      {
        name: 'ValidationException',
        status: 400,
        says: "This model doesn't support tool use in streaming mode.",
      },
    ],
  },
  toolsNotSupported: {
    knownBy: [
      {
        ...invalid,
        words: /(does(n['’]t| not)|not) support (tool|function)|tool(s| use)? (is|are) not supported/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model }) =>
      l10n.t('{0} does not take tools. Ask without tools, or choose another model.', model),
    steps: ['chooseModel', 'retry'],
    examples: [{ name: 'ValidationException', status: 400, says: "This model doesn't support tool use." }],
  },
  guardrailNotTaken: {
    knownBy: [{ names: ['GuardrailNotTaken'] }],
    retry: false,
    billed: 'never',
    sentence: ({ model }) =>
      l10n.t(
        '{0} is asked by an API that knows no guardrails, so it was not asked. Take the guardrail out of the settings, or choose another model, such as a profile of it.',
        model,
      ),
    steps: ['chooseModel', 'openSettings'],
    examples: [{ name: 'GuardrailNotTaken', says: 'GPT-5.4 is asked by an API that knows no guardrails' }],
  },
  guardrailNotFound: {
    knownBy: [{ ...refused, words: /guardrail.*(not exist|not found|invalid|n['’]t exist)/i }],
    retry: false,
    billed: 'never',
    sentence: ({ region, words }) =>
      l10n.t(
        'Bedrock does not find the guardrail of the settings in {0}: {1}. Check its id and version there, or take it out.',
        region,
        words.replace(/\.$/, ''),
      ),
    steps: ['openSettings', 'chooseRegion'],
    examples: [
      {
        name: 'ValidationException',
        status: 400,
        says: 'The guardrail identifier or version provided in the request does not exist.',
      },
    ],
  },
  cachingRefused: {
    knownBy: [{ ...refused, words: /allow prompt caching|prompt caching is not supported|cachePoint\b/i }],
    retry: false,
    billed: 'never',
    sentence: ({ model }) =>
      l10n.t('{0} has no prompt cache. Turn caching off in the settings, or choose another model.', model),
    steps: ['openSettings', 'chooseModel'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'You invoked an unsupported model or your request did not allow prompt caching.',
      },
      {
        name: 'ValidationException',
        status: 400,
        says: 'Malformed input request: #/messages/3/content/1: extraneous key [cachePoint] is not permitted',
      },
    ],
  },
  formatRefused: {
    knownBy: [
      {
        ...invalid,
        words:
          /output_config(\.format|: extra inputs)|outputConfig\.textFormat|(schema for|parameter: '?)\W{0,2}(response_format|text\.format)|compiled grammar is too large|too many (optional )?parameters with union types|too many optional parameters/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model, words }) =>
      l10n.t(
        '{0} did not take the JSON schema of the answer: {1}. Simplify the schema, or choose another model.',
        model,
        words.replace(/\.$/, ''),
      ),
    steps: ['chooseModel'],
    examples: [
      {
        name: 'ValidationException',
        status: 400,
        says: "The model returned the following errors: output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false",
      },
      {
        name: 'ValidationException',
        status: 400,
        says: 'The model returned the following errors: output_config: Extra inputs are not permitted',
      },
      {
        name: 'ValidationException',
        status: 400,
        says: "This model doesn't support the outputConfig.textFormat field. Remove outputConfig.textFormat and try again.",
      },
      {
        name: 'ValidationException',
        status: 400,
        says: 'The compiled grammar is too large, which would cause performance issues. Simplify your tool schemas or reduce the number of strict tools.',
      },
      {
        name: 'ValidationException',
        status: 400,
        says: "Invalid schema for response_format 'person': 'additionalProperties' is required to be supplied and to be false.",
      },
    ],
  },
  validation: {
    knownBy: [invalid],
    retry: false,
    billed: 'never',
    sentence: ({ words }) => l10n.t('Bedrock did not accept the request: {0}', words),
    steps: ['openSettings', 'chooseModel'],
    examples: [
      {
        name: 'ValidationException',
        status: 400,
        says: 'temperature and top_p cannot both be specified for this model.',
      },
      { name: 'ValidationException', status: 400, says: '`temperature` is deprecated for this model.' },
    ],
  },
} satisfies Causes;
