import type { Disposable } from './disposable';

/** Does something soon after it was asked for, and not more often than that: four times a second unless given. */
export class Throttle implements Disposable {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly act: () => void,
    private readonly pauseMs = 250,
  ) {}

  schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.act();
    }, this.pauseMs);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
