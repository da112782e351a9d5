/** The length in characters of the longest question that the protocol lets through. */
export const LONGEST_QUESTION = 1_000_000;
