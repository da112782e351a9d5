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
    ...named(topicPolicy?.topics, ({ name }) => `topic “${name ?? ''}”`),
    ...named(contentPolicy?.filters, ({ type }) => `content filter ${readable(type)}`),
    ...named(wordPolicy?.managedWordLists, ({ type }) => `word list ${readable(type)}`),
    ...named(wordPolicy?.customWords, () => 'word filter'),
    ...named(private_?.piiEntities, ({ type }) => `sensitive information: ${readable(type)}`),
    ...named(private_?.regexes, ({ name }) => `sensitive information: ${name ?? 'pattern'}`),
    ...named(contextualGroundingPolicy?.filters, ({ type }) => `contextual ${readable(type)} check`),
    ...((automatedReasoningPolicy?.findings ?? []).length > 0 ? ['automated reasoning check'] : []),
  ];
}

/** Policies that acted; those that only detected something did not. */
function named<T extends Finding>(
  findings: readonly T[] | undefined,
  name: (finding: T) => string,
): string[] {
  return (findings ?? []).filter(({ action }) => action === 'BLOCKED').map(name);
}

function readable(type: string | undefined): string {
  return (type ?? '').toLowerCase().replaceAll('_', ' ');
}
