/** Does something soon after it was asked for, and not more often than that: four times a second unless given. */
export class Throttle {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly act: () => void,
    private readonly pauseMs = 250,
  ) {}

  schedule(): void {
    this.timer ??= setTimeout(() => this.flush(), this.pauseMs);
  }

  /** Does it now, and not again for what was asked before. */
  flush(): void {
    this.dispose();
    this.act();
  }

  /** Forgets what was asked for; more can be asked for after it. */
  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
