import type { RetryNotice } from '../aws/retry';
import { retryText } from './progressText';

/** Says every second how long until a request is tried again. */
export class Countdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly show: (text: string) => void) {}

  start(notice: RetryNotice): void {
    this.stop();
    const until = performance.now() + notice.delayMs;
    const tick = () => {
      const left = until - performance.now();
      this.show(retryText(notice, left));
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
