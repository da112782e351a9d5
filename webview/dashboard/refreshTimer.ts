import { Throttle } from '../../src/shared/throttle';

/** How often the log's end is read while it is followed. */
const FOLLOW_MS = 2000;
/** Calls that end in quick succession are looked at together. */
const GATHER_MS = 100;

/** Tells when to look again: at intervals, and soon after a change, but only while the page can be seen. */
export class RefreshTimer {
  private interval: ReturnType<typeof setInterval> | undefined;
  private following: ReturnType<typeof setInterval> | undefined;
  private readonly gathering = new Throttle(() => this.refresh(), GATHER_MS);
  private missed = false;
  private readonly listening = new AbortController();

  constructor(private readonly act: { refresh: () => void; follow: () => void }) {
    const { signal } = this.listening;
    document.addEventListener('visibilitychange', () => this.shown(), { signal });
  }

  /** Begins; with 0 seconds it is looked again only after a change. */
  start(refreshSeconds: number): void {
    this.stop();
    if (refreshSeconds > 0) {
      this.interval = setInterval(() => this.refresh(), refreshSeconds * 1000);
    }
    this.following = setInterval(() => {
      if (!document.hidden) {
        this.act.follow();
      }
    }, FOLLOW_MS);
  }

  /** Something changed. */
  changed(): void {
    this.gathering.schedule();
  }

  dispose(): void {
    this.stop();
    this.listening.abort();
  }

  private refresh(): void {
    if (document.hidden) {
      this.missed = true;
    } else {
      this.act.refresh();
    }
  }

  /** Ticks that were missed while nobody could see the page is made up for. */
  private shown(): void {
    if (document.hidden || !this.missed) {
      return;
    }
    this.missed = false;
    this.act.refresh();
  }

  private stop(): void {
    clearInterval(this.interval);
    clearInterval(this.following);
    this.gathering.dispose();
  }
}
