import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import { signatureOf } from '../signatures';
import { assistant, call, models, result, tool, user, withTools, type Example } from './request';

const sonnet45 = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

function thought(text: string, signature?: string): ContentBlock.ReasoningContentMember {
  return { reasoningContent: { reasoningText: { text, signature } } };
}

const signed = thought('Hm.', signatureOf(sonnet45, 'Hm.'));
const budget = { additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 1024 } } };

/** Of the rules about reasoning that comes back. */
export const reasoningExamples: Readonly<Record<string, Example>> = {
  reasoningFromModel: {
    broken: [{ messages: [user('Hi.', signed)] }],
    taken: [{ messages: [user('Hi.'), assistant(signed, 'Hi.'), user('So?')] }],
  },
  reasoningSupported: {
    broken: [
      { modelId: models.novaPro, messages: [user('Hi.'), assistant(thought('Hm.'), 'Hi.'), user('So?')] },
      { modelId: models.r1, messages: [user('Hi.'), assistant(thought('Hm.'), 'Hi.'), user('So?')] },
    ],
    taken: [
      { modelId: models.gptOss, messages: [user('Hi.'), assistant(thought('Hm.'), 'Hi.'), user('So?')] },
    ],
  },
  reasoningSigned: {
    broken: [
      { messages: [user('Hi.'), assistant(thought('Hm.'), 'Hi.'), user('So?')] },
      {
        messages: [user('Hi.'), assistant(thought('Hm!', signatureOf(sonnet45, 'Hm.')), 'Hi.'), user('So?')],
      },
      { modelId: models.opus46, messages: [user('Hi.'), assistant(signed, 'Hi.'), user('So?')] },
      { modelId: models.gptOss, messages: [user('Hi.'), assistant(signed, 'Hi.'), user('So?')] },
      {
        messages: [
          user('Hi.'),
          assistant({ reasoningContent: { redactedContent: Buffer.from('made up') } }, 'Hi.'),
          user('So?'),
        ],
      },
    ],
    taken: [{ messages: [user('Hi.'), assistant(signed, 'Hi.'), user('So?')] }],
  },
  reasoningNotLast: {
    broken: [{ messages: [user('Hi.'), assistant('Hi.', signed), user('So?')] }],
    taken: [{ messages: [user('Hi.'), assistant(signed, 'Hi.'), user('So?')] }],
  },
  toolTurnBeginsWithReasoning: {
    broken: [
      { ...budget, ...withTools(tool()), messages: [user('Look.'), assistant(call()), user(result())] },
    ],
    taken: [
      {
        ...budget,
        ...withTools(tool()),
        messages: [user('Look.'), assistant(signed, call()), user(result())],
      },
      { ...withTools(tool()), messages: [user('Look.'), assistant(call()), user(result())] },
    ],
  },
};
