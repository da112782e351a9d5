/** The longest name that Converse takes. */
const MAX_LENGTH = 200;

/**
 * Gives documents names that Converse takes: letters, digits, single spaces, hyphens, parentheses and square
 * brackets, and each name once in a conversation.
 */
export class DocumentNames {
  private readonly taken = new Set<string>();

  /** The name to send for a file's name, without its extension. */
  next(fileName: string): string {
    const plain = fileName
      .replace(/\.[a-z0-9]{1,5}$/i, '')
      .replace(/[^a-zA-Z0-9\-()[\]]+/g, ' ')
      .trim()
      .slice(0, MAX_LENGTH - 8)
      .trim();
    const wanted = plain === '' ? 'Document' : plain;
    let free = wanted;
    for (let number = 2; this.taken.has(free); number++) {
      free = `${wanted} (${number})`;
    }
    this.taken.add(free);
    return free;
  }
}
