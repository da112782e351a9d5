import { lstatSync } from 'node:fs';

/**
 * Watches whether something is still being touched: not by its date, which another clock made and which may lie
 * in the future, but by whether it changes while this process looks.
 */
export class Heartbeats {
  private readonly seen = new Map<string, { readonly mark: string; readonly sinceMs: number }>();

  constructor(
    /** Milliseconds of a clock that only goes forward. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether a mark, such as {@link markOf} a file, was the same each time for so long; not before that long after the first time. */
  isSilent(name: string, mark: string, staleMs: number): boolean {
    const known = this.seen.get(name);
    if (known?.mark === mark) {
      return this.now() - known.sinceMs >= staleMs;
    }
    this.seen.set(name, { mark, sinceMs: this.now() });
    return false;
  }

  /** Forgets something that is there no more. */
  forget(name: string): void {
    this.seen.delete(name);
  }
}

/** Tells one state of a file, folder or link from the next; undefined when there is none. Never follows a link. */
export function markOf(path: string): string | undefined {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}`;
}
