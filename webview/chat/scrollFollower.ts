/** How near to the end, in pixels, counts as being there. */
const NEAR_END = 8;

/**
 * Keeps a scrolling element at its end while its content grows, until a user scrolls up; scrolling
 * back to the end resumes it.
 */
export class ScrollFollower {
  private isFollowing = true;
  private lastTop = 0;
  private restoreTop: number | undefined;
  private readonly observer: ResizeObserver;
  private readonly listening = new AbortController();

  constructor(
    private readonly viewport: HTMLElement,
    content: Element,
    private readonly onChange: (following: boolean) => void,
  ) {
    viewport.addEventListener('scroll', () => this.onScroll(), { signal: this.listening.signal });
    this.observer = new ResizeObserver(() => this.stay());
    this.observer.observe(viewport);
    this.observer.observe(content);
  }

  /** Whether the end stays in view. */
  get following(): boolean {
    return this.isFollowing;
  }

  /** Goes to the end and stays there. */
  follow(): void {
    this.restoreTop = undefined;
    this.set(true);
    this.stay();
  }

  /** Goes to a place remembered from before, as soon as there is content to scroll to. */
  restore(top: number): void {
    this.set(false);
    this.restoreTop = top;
  }

  dispose(): void {
    this.observer.disconnect();
    this.listening.abort();
  }

  private stay(): void {
    const { scrollHeight, clientHeight } = this.viewport;
    if (this.restoreTop !== undefined && scrollHeight - clientHeight >= this.restoreTop) {
      this.viewport.scrollTop = this.restoreTop;
      this.restoreTop = undefined;
    }
    if (this.isFollowing) {
      this.viewport.scrollTop = this.viewport.scrollHeight;
    }
    this.lastTop = this.viewport.scrollTop;
  }

  private onScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.viewport;
    const atEnd = scrollHeight - scrollTop - clientHeight <= NEAR_END;
    // Growing content also puts the end out of view; only going up is a user's wish to stay.
    if (atEnd) {
      this.set(true);
    } else if (scrollTop < this.lastTop) {
      this.set(false);
    }
    this.lastTop = scrollTop;
  }

  private set(following: boolean): void {
    if (following === this.isFollowing) {
      return;
    }
    this.isFollowing = following;
    this.onChange(following);
  }
}
