import fc from 'fast-check';
import type { ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { BedrockError, classifyError } from '../../../src/core/aws/errors';
import { StreamedAnswer } from '../../../src/core/bedrock/wire/streamedAnswer';
import { WireTools } from '../../../src/core/bedrock/wire/tools';
import { explainError } from '../../../src/core/chat/explain';
import { readMoneyCap } from '../../../src/core/spending/moneyCap';
import { pricer, readOwnPrices } from '../../../src/core/spending/pricer';
import { Redactor } from '../../../src/core/logging/redaction';
import { expect, target, texts, values, type Target } from './target';

const model = 'anthropic.claude-3-haiku-20240307-v1:0';
const amount = fc.oneof(
  fc.nat(1_000_000),
  fc.double(),
  fc.constantFrom(-1, -1_000_000, 0.5, 1e300, NaN, Infinity, null, '7'),
  values,
);
const usage = fc.record(
  { inputTokens: amount, outputTokens: amount, cacheReadInputTokens: amount, cacheWriteInputTokens: amount },
  { requiredKeys: [] },
);
const event = fc.oneof(
  fc.record({
    contentBlockDelta: fc.record({
      contentBlockIndex: fc.nat(3),
      delta: fc.oneof(
        fc.record({ text: fc.string() }),
        fc.record({ toolUse: fc.record({ input: texts('{"a":1}') }) }),
      ),
    }),
  }),
  fc.record({
    contentBlockStart: fc.record({
      contentBlockIndex: fc.nat(3),
      start: fc.record({ toolUse: fc.record({ toolUseId: fc.string(), name: fc.string() }) }),
    }),
  }),
  fc.record({ contentBlockStop: fc.record({ contentBlockIndex: fc.nat(3) }) }),
  fc.record({ messageStop: fc.record({ stopReason: fc.constantFrom('end_turn', 'tool_use', 'later') }) }),
  fc.record({ metadata: fc.record({ usage }) }),
  fc.record({ later: values }),
);
const failure = fc.oneof(
  values,
  fc
    .record({
      name: texts('ThrottlingException', 'AccessDeniedException'),
      message: texts('You need a profile', 'Too many tokens'),
      code: values,
      $metadata: values,
      cause: values,
      $fault: values,
    })
    .map(({ message, ...fields }) => Object.assign(new Error(message), fields)),
);
const secret = fc.stringMatching(/^[A-Za-z0-9/+]{40}$/);
const context = { modelLabel: 'Claude', region: 'us-east-1', credentials: undefined, partial: false };

/** Answers of a service, a network or a hostile proxy, and what users may put into settings. */
export const serviceTargets: readonly Target[] = [
  target('failures', failure, (thrown) => {
    const error = classifyError(thrown);
    expect(error instanceof BedrockError && classifyError(error) === error, 'not a BedrockError');
    const { message, detail } = explainError(error, context);
    expect(message.length > 0 && typeof detail === 'string', 'no words for it');
  }),
  target('events of an answer', fc.array(event, { maxLength: 30 }), (events) => {
    const answer = new StreamedAnswer(WireTools.of([], model), model);
    for (const one of events) {
      answer.read(one as unknown as ConverseStreamOutput);
    }
    answer.problem();
    expect(Array.isArray(answer.content), 'no content');
    const { source: _source, cacheWrites, ...counts } = answer.usage ?? { source: 'reported' };
    const odd = Object.entries({ ...counts, ...cacheWrites }).filter(
      ([, tokens]) => !(Number.isSafeInteger(tokens) && tokens >= 0),
    );
    expect(odd.length === 0, `usage ${JSON.stringify(odd)}`);
  }),
  target('prices of the user', values, (setting) => {
    const { prices } = readOwnPrices({ [model]: setting });
    const cost = pricer({ own: () => prices })({
      model: { modelId: model, inferenceProfile: null },
      region: 'us-east-1',
      serviceTier: undefined,
      latency: undefined,
      cacheTtl: '5m',
      usage: {
        inputTokens: 10,
        outputTokens: 10,
        cacheReadInputTokens: 0,
        cacheWriteInputTokens: 0,
        source: 'reported',
      },
    });
    expect(
      cost === undefined || (Number.isFinite(cost.usd) && cost.usd >= 0),
      `a cost of ${String(cost?.usd)}`,
    );
  }),
  target('caps of the user', fc.oneof(values, fc.double()), (setting) => {
    const cap = readMoneyCap(setting);
    const isNone = setting === null || setting === undefined;
    expect(isNone === (cap === null), 'no cap, although something was set');
    expect(typeof cap !== 'number' || (Number.isFinite(cap) && cap >= 0), `a cap of ${String(cap)}`);
  }),
  target(
    'secrets',
    fc.tuple(secret, texts('https://user:', 'Authorization: Bearer ', '{"message":"'), texts('"}', '@host/')),
    ([value, before, after]) => {
      const redactor = new Redactor();
      redactor.addSecret(value);
      for (const form of [
        value,
        encodeURIComponent(value),
        Buffer.from(value).toString('base64'),
        JSON.stringify(value),
      ]) {
        const clean = redactor.redact(before + form + after);
        expect(!clean.includes(value) && !clean.includes(encodeURIComponent(value)), `left in ${clean}`);
      }
    },
  ),
];
