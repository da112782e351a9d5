/** The command of buttons under answers; nobody else runs it, so the palette does not know it. */
export const THEN_ASK = 'bedrockChat.thenAsk';

const steps = ['signIn', 'ssoLogin', 'allowOnce', 'allowToday'] as const;

/** A step that, when it succeeds, is followed by the question that waited for it. */
export type WaitedFor = (typeof steps)[number];

/** Whether something is the name of such a step. */
export function isWaitedFor(step: unknown): step is WaitedFor {
  return steps.some((known) => known === step);
}

/** The command of a button to take the step and then ask `@bedrock` the question again. */
export function thenAsk(step: WaitedFor, question: string): { command: string; arguments: unknown[] } {
  return { command: THEN_ASK, arguments: [step, question] };
}
