import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { guardrailBlock } from '../../../../../src/core/bedrock/wire/guardrail';
import { endNotices } from '../../../../../src/core/chat/endNotices';
import { answer, blockedTopic } from '../../../../support/emulators/bedrock';
import { withEmulator, withEngine } from '../../../../support/withEngine';

describe('A guardrail', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);

  async function askInvesting(trace: boolean) {
    test().settings = {
      ...test().settings,
      parameters: { guardrail: { id: 'gr1', version: '1', trace } },
    };
    emulator().script(answer({ text: 'I cannot talk about that.', guardrail: blockedTopic('Investing') }));
    const { outcome, text } = await test().ask('What should I buy?');
    assert.equal(outcome.type, 'called');
    assert.equal(text, 'I cannot talk about that.');
    return outcome;
  }

  it('blocks a question: an outcome of its own, no problem, with the policy named', async () => {
    const { result, problem } = await askInvesting(true);
    assert.equal(result.outcome, 'blocked');
    assert.equal(problem, undefined);
    assert.deepEqual(result.block, { side: 'question', policies: ['topic “Investing”'] });
    assert.deepEqual(endNotices(result), ['A guardrail blocked this question: topic “Investing”.']);
    const [invocation] = test().invocations;
    assert.deepEqual(
      [invocation?.outcome, invocation?.success, invocation?.stop_reason, invocation?.error_code],
      ['blocked', 0, 'guardrail_intervened', null],
    );
  });

  it('blocks without saying why when its trace is not wanted', async () => {
    const { result } = await askInvesting(false);
    assert.equal(result.outcome, 'blocked');
    assert.deepEqual(endNotices(result), ['A guardrail blocked this answer.']);
  });

  it('names every kind of policy that acted, each once, and no word that it found', () => {
    const blocked = { action: 'BLOCKED' } as const;
    const block = guardrailBlock({
      outputAssessments: {
        gr1: [
          {
            contentPolicy: { filters: [{ ...blocked, type: 'HATE', confidence: 'HIGH' }] },
            wordPolicy: {
              customWords: [
                { ...blocked, match: 'secret' },
                { ...blocked, match: 'other' },
              ],
              managedWordLists: [{ ...blocked, match: 'damn', type: 'PROFANITY' }],
            },
            sensitiveInformationPolicy: {
              piiEntities: [
                { ...blocked, match: 'a@b.c', type: 'EMAIL' },
                { action: 'ANONYMIZED', match: '555', type: 'PHONE' },
              ],
              regexes: [{ ...blocked, name: 'Ticket number', match: 'T-1' }],
            },
            contextualGroundingPolicy: {
              filters: [{ ...blocked, type: 'GROUNDING', threshold: 0.8, score: 0.1 }],
            },
          },
        ],
      },
    });
    assert.deepEqual(block, {
      side: 'answer',
      policies: [
        'content filter hate',
        'word list profanity',
        'word filter',
        'sensitive information: email',
        'sensitive information: Ticket number',
        'contextual grounding check',
      ],
    });
  });

  it('that only looked on blocked nothing', () => {
    const topics = [{ name: 'Investing', type: 'DENY', action: 'NONE', detected: true }] as const;
    assert.equal(
      guardrailBlock({ inputAssessment: { gr1: { topicPolicy: { topics: [...topics] } } } }),
      undefined,
    );
    assert.equal(guardrailBlock(undefined), undefined);
  });
});
