import * as l10n from '@vscode/l10n';
import type { GuardrailAssessment, GuardrailTraceAssessment } from '@aws-sdk/client-bedrock-runtime';

/** The policies of a guardrail that blocked a question or an answer; each is a short text for people, e.g. `topic “Investing”`. */
export interface GuardrailBlock {
  readonly side: 'question' | 'answer';
  readonly policies: readonly string[];
}

/**
 * Reads from a guardrail's trace which policies acted. It names policies, never the words of the prompt or the
 * answer that they found. Undefined without a trace.
 */
export function guardrailBlock(trace: GuardrailTraceAssessment | undefined): GuardrailBlock | undefined {
  const question = policiesOf(Object.values(trace?.inputAssessment ?? {}));
  const answer = policiesOf(Object.values(trace?.outputAssessments ?? {}).flat());
  if (question.length > 0) {
    return { side: 'question', policies: question };
  }
  return answer.length > 0 ? { side: 'answer', policies: answer } : undefined;
}

function policiesOf(assessments: readonly GuardrailAssessment[]): string[] {
  return [...new Set(assessments.flatMap(actedIn))];
}

interface Finding {
  readonly action?: string | undefined;
}

function actedIn(assessment: GuardrailAssessment): string[] {
  const { topicPolicy, contentPolicy, wordPolicy, sensitiveInformationPolicy: private_ } = assessment;
  const { contextualGroundingPolicy, automatedReasoningPolicy } = assessment;
  return [
    ...named(topicPolicy?.topics, ({ name }) => l10n.t('topic “{0}”', name ?? '')),
    ...named(contentPolicy?.filters, ({ type }) => l10n.t('content filter {0}', readable(type))),
    ...named(wordPolicy?.managedWordLists, ({ type }) => l10n.t('word list {0}', readable(type))),
    ...named(wordPolicy?.customWords, () => l10n.t('word filter')),
    ...named(private_?.piiEntities, ({ type }) => l10n.t('sensitive information: {0}', readable(type))),
    ...named(private_?.regexes, ({ name }) => sensitivePattern(name)),
    ...named(contextualGroundingPolicy?.filters, ({ type }) =>
      l10n.t('contextual {0} check', readable(type)),
    ),
    ...((automatedReasoningPolicy?.findings ?? []).length > 0 ? [l10n.t('automated reasoning check')] : []),
  ];
}

/** Policies that acted; those that only detected something did not. */
function named<T extends Finding>(
  findings: readonly T[] | undefined,
  name: (finding: T) => string,
): string[] {
  return (findings ?? []).filter(({ action }) => action === 'BLOCKED').map(name);
}

function sensitivePattern(name: string | undefined): string {
  return name === undefined
    ? l10n.t('sensitive information: pattern')
    : l10n.t('sensitive information: {0}', name);
}

function readable(type: string | undefined): string {
  return (type ?? '').toLowerCase().replaceAll('_', ' ');
}
