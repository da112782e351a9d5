const MB = 1024 * 1024;

/**
 * How much a prompt file and its table may hold. What is larger is refused with words, and is not read whole: a
 * file of a stranger's must not take the memory or the time of whoever opens it.
 */
export const promptLimits = {
  promptBytes: 10 * MB,
  prompts: 100_000,
  tableBytes: 20 * MB,
  rows: 100_000,
  columns: 1_000,
  /** Model calls of one run. */
  steps: 100_000,
  /** Of all prompts of a run, filled in, in UTF-16 code units. */
  runCharacters: 64 * MB,
  /** Of a regular expression. */
  expressionCharacters: 1_000,
  /** Instructions that a regular expression is compiled to; matching takes this times the answer's length. */
  expressionSize: 5_000,
  /** Prompts of one file whose places and figures are shown. */
  outlined: 1_000,
  /** Problems told of one file. */
  problems: 100,
  /** Steps that are begun without asking first. */
  unconfirmedSteps: 1_000,
} as const;
