/** The length in characters of the longest question that the protocol lets through. */
export const MAX_QUESTION_CHARACTERS = 1_000_000;
