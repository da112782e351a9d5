import type { QuotaClock } from '../../src/core/bedrock/quotas/clock';

/** A clock that stands still until it is told to go on to the next thing that waits. */
export class VirtualClock implements QuotaClock {
  private ms = 1_000_000;
  private readonly waiting = new Set<{ readonly untilMs: number; readonly end: () => void }>();

  now(): number {
    return this.ms;
  }

  /** Whether anybody waits. */
  get isAwaited(): boolean {
    return this.waiting.size > 0;
  }

  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const entry = {
        untilMs: this.ms + ms,
        end: () => {
          this.waiting.delete(entry);
          resolve();
        },
      };
      this.waiting.add(entry);
      if (signal.aborted) {
        entry.end();
      }
      signal.addEventListener('abort', entry.end, { once: true });
    });
  }

  /** Goes on to the end of the shortest wait. */
  goOn(): void {
    const [next] = [...this.waiting].sort((a, b) => a.untilMs - b.untilMs);
    if (next !== undefined) {
      this.ms = Math.max(this.ms, next.untilMs);
      next.end();
    }
  }
}
