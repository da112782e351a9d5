import { mkdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import type { Disposable } from '../util/disposable';
import { Emitter } from '../util/emitter';
import { Throttle } from '../../shared/throttle';

/** Several lines in a moment are one change. */
const SETTLE_MS = 50;
/** Where a directory cannot be watched, listeners are told to look now and then. */
const POLL_MS = 5000;

/** Tells that a window, this one or another, has recorded something. Watches only while somebody listens. */
export class JournalWatcher implements Disposable {
  private readonly emitter = new Emitter<undefined>();
  private listeners = 0;
  private watcher: FSWatcher | undefined;
  /** Which directory is watched: one that was removed and made anew is another. */
  private watched: string | undefined;
  private pollTimer: NodeJS.Timeout | undefined;
  private readonly settled = new Throttle(() => {
    this.rearm();
    this.emitter.fire(undefined);
  }, SETTLE_MS);
  private disposed = false;

  constructor(private readonly directory: string) {}

  /** Listens until the result is disposed. */
  readonly on = (listener: () => void): Disposable => {
    if (this.disposed) {
      return { dispose: () => undefined };
    }
    const registration = this.emitter.on(listener);
    this.listeners += 1;
    if (this.listeners === 1) {
      this.start();
    }
    let isListening = true;
    return {
      dispose: () => {
        if (!isListening) {
          return;
        }
        isListening = false;
        registration.dispose();
        this.listeners -= 1;
        if (this.listeners === 0) {
          this.stop();
        }
      },
    };
  };

  dispose(): void {
    this.disposed = true;
    this.stop();
    this.emitter.dispose();
  }

  private start(): void {
    try {
      mkdirSync(this.directory, { recursive: true, mode: 0o700 });
      this.watcher = watch(this.directory, { persistent: false }, () => this.settled.schedule());
      this.watched = this.identity();
      this.watcher.on('error', () => {
        this.watcher?.close();
        this.poll();
      });
    } catch {
      this.poll();
    }
  }

  private poll(): void {
    clearInterval(this.pollTimer);
    this.pollTimer = setInterval(() => this.emitter.fire(undefined), POLL_MS);
    this.pollTimer.unref();
  }

  /** A watcher of a directory that is gone hears of nothing more. */
  private rearm(): void {
    if (this.watcher !== undefined && this.watched !== this.identity()) {
      this.stop();
      this.start();
    }
  }

  private identity(): string | undefined {
    const found = statSync(this.directory, { throwIfNoEntry: false, bigint: true });
    return found && `${found.dev} ${found.ino} ${found.birthtimeNs}`;
  }

  private stop(): void {
    this.watcher?.close();
    this.watcher = undefined;
    clearInterval(this.pollTimer);
    this.settled.dispose();
  }
}
