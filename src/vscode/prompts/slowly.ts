import type { Disposable } from '../../core/util/disposable';

const PAUSE_MS = 250;

/** Does something soon after it was asked for, and not more often than four times a second. */
export class Slowly implements Disposable {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly act: () => void) {}

  soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.act();
    }, PAUSE_MS);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
