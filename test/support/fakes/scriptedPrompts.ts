import type { BedrockError } from '../../../src/core/aws/errors';
import type {
  ProblemChoice,
  QuestionPosition,
  SignInAnswer,
  SignInPrompts,
  SignInQuestion,
} from '../../../src/core/aws/credentials/signInFlow';

/** The next act of a scripted user: types or chooses a text, goes back, or closes the question. */
export type ScriptedAnswer = string | { readonly back: true } | { readonly cancel: true };

/** A user who answers from a list and remembers all that was asked and said. */
export class ScriptedPrompts implements SignInPrompts {
  readonly asked: (SignInQuestion & { readonly position: string })[] = [];
  readonly problems: { readonly reason: string; readonly choices: readonly ProblemChoice[] }[] = [];
  readonly fileProblems: (readonly string[])[] = [];
  private readonly answers: ScriptedAnswer[];
  private readonly choices: (ProblemChoice | undefined)[];
  readonly verification = new AbortController();

  constructor(answers: readonly ScriptedAnswer[], choices: readonly (ProblemChoice | undefined)[] = []) {
    this.answers = [...answers];
    this.choices = [...choices];
  }

  /** The kinds of the questions asked, in order. */
  get kinds(): readonly string[] {
    return this.asked.map(({ kind }) => kind);
  }

  ask(question: SignInQuestion, position: QuestionPosition): Promise<SignInAnswer> {
    const { step, totalSteps, canGoBack } = position;
    this.asked.push({ ...question, position: `${canGoBack ? '< ' : ''}${step}/${totalSteps}` });
    const answer = this.answers.shift();
    if (answer === undefined) {
      throw new Error(`Nobody answers the question ${question.kind}`);
    }
    if (typeof answer === 'string') {
      return Promise.resolve({ kind: 'answer', text: answer });
    }
    return Promise.resolve({ kind: 'back' in answer ? 'back' : 'cancelled' });
  }

  verifying<T>(_region: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return work(this.verification.signal);
  }

  envFileProblem(_path: string, missing: readonly string[]): Promise<boolean> {
    this.fileProblems.push(missing);
    return Promise.resolve(true);
  }

  problem(
    error: BedrockError,
    _region: string,
    choices: readonly ProblemChoice[],
  ): Promise<ProblemChoice | undefined> {
    this.problems.push({ reason: error.reason, choices });
    return Promise.resolve(this.choices.shift());
  }
}
