import { failedChecks, type CheckAnswer } from '../../src/core/prompts/answerChecks';

/** Checks answers on this thread. */
export const checkAnswer: CheckAnswer = (answer, checks) => failedChecks(answer, checks);
