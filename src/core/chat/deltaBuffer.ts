/** How long text may wait, in milliseconds: two frames of a screen, which nobody sees. */
const INTERVAL_MS = 32;

/** Gathers the pieces of a fast stream into fewer, larger ones. The first piece is never held back. */
export class DeltaBuffer {
  private text = '';
  private lastAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly emit: (text: string) => void) {}

  add(text: string): void {
    this.text += text;
    const wait = this.lastAt + INTERVAL_MS - performance.now();
    if (wait <= 0) {
      this.flush();
    } else {
      this.timer ??= setTimeout(() => this.flush(), wait);
    }
  }

  /** Emits what is waiting, at once. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.text !== '') {
      const { text } = this;
      this.text = '';
      this.lastAt = performance.now();
      this.emit(text);
    }
  }
}
