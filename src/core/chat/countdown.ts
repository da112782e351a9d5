/** Says every second how long it is until a request is sent. */
export class Countdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly show: (text: string) => void) {}

  start(delayMs: number, textOf: (leftMs: number) => string): void {
    this.stop();
    const until = performance.now() + delayMs;
    const tick = () => {
      const left = until - performance.now();
      this.show(textOf(left));
      if (left <= 0) {
        this.stop();
      }
    };
    tick();
    this.timer = setInterval(tick, 1000);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
