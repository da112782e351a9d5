/** Where an answer does not fit its schema, and what is wrong there. */
export interface SchemaFault {
  /** A JSON pointer into the answer; empty for the whole of it. */
  readonly pointer: string;
  /** What is wrong, a clause in the user's language. */
  readonly text: string;
  /** Set where nothing could be held against the schema; the text says why. */
  readonly isUnchecked?: true;
}

/** How an answer fits the schema that was asked for. */
export interface SchemaCheck {
  /** Empty where it fits. */
  readonly faults: readonly SchemaFault[];
  /** Whether the model came to its end, so that asking again may do better. */
  readonly isWhole: boolean;
}
