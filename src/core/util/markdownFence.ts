/** A fence for a block of code: longer than any run of backticks in the text, so that the text cannot end it. */
export function markdownFence(text: string): string {
  let longest = 2;
  // A text of somebody else's may have more of them than a call takes arguments.
  for (const [run] of text.matchAll(/`+/g)) {
    longest = Math.max(longest, run.length);
  }
  return '`'.repeat(longest + 1);
}
