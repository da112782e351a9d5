/** So many items are kept, and so many characters of JSON in all. */
const MAX_ITEMS = 100;
const MAX_SIZE = 10_000_000;

/** The newest of some items, within bounds: the oldest go first. */
export class NewestItems<T> {
  private entries: { readonly item: T; readonly size: number }[] = [];

  get items(): readonly T[] {
    return this.entries.map(({ item }) => item);
  }

  /** Adds an item; returns those that had to go. */
  add(item: T): T[] {
    this.entries.push({ item, size: JSON.stringify(item).length });
    let size = this.entries.reduce((sum, entry) => sum + entry.size, 0);
    const gone: T[] = [];
    while (this.entries.length > MAX_ITEMS || (size > MAX_SIZE && this.entries.length > 1)) {
      const oldest = this.entries.shift();
      if (oldest === undefined) {
        break;
      }
      size -= oldest.size;
      gone.push(oldest.item);
    }
    return gone;
  }

  clear(): void {
    this.entries = [];
  }
}
