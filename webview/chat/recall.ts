/** Going back through earlier questions with the arrow keys, as in a shell. */
export interface Recall {
  /** How many questions back from the newest; 0 is what comes after it, the empty input. */
  readonly back: number;
  /** The text that the last step put into the input; editing it ends the recall. */
  readonly text: string;
}

/** The input before any step back. */
export const noRecall: Recall = { back: 0, text: '' };

/**
 * One step back (`older`) or forward. Undefined when the key should do what it does in any text: the
 * input holds something of its own, or there is nothing further that way.
 */
export function recallStep(
  recall: Recall,
  input: string,
  questions: readonly string[],
  direction: 'older' | 'newer',
): Recall | undefined {
  const current = input === recall.text ? recall : noRecall;
  if (input !== current.text) {
    return undefined;
  }
  const back = current.back + (direction === 'older' ? 1 : -1);
  if (back < 0 || back > questions.length) {
    return undefined;
  }
  return { back, text: back === 0 ? '' : (questions[questions.length - back] ?? '') };
}
