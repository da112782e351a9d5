const BACKTICK = 0x60;

/** A fence for a block of code: longer than any run of backticks in the text, so that the text cannot end it. */
export function markdownFence(text: string): string {
  let longest = 2;
  // Millions of runs may be in a text of somebody else's. A longer one than is known lies across one of these places.
  for (let at = longest; at < text.length; at += longest + 1) {
    let from = at;
    let to = at;
    while (text.charCodeAt(to) === BACKTICK) {
      to++;
    }
    while (to > at && text.charCodeAt(from - 1) === BACKTICK) {
      from--;
    }
    longest = Math.max(longest, to - from);
    at = to;
  }
  return '`'.repeat(longest + 1);
}
