import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Emitter } from '../../core/util/emitter';

/** A batch job and what it leaves are over by then: it may wait a week and work a day. */
const BATCH_MS = 10 * 24 * 60 * 60 * 1000;

/** What a window is to know of runs when it starts, from whatever window it is, without a look at any. */
export class RunHints {
  private readonly runs: string;
  private readonly mark: string;
  private readonly beginnings = new Emitter<void>();
  /** Tells that there is a run to show. */
  readonly onDidBegin = this.beginnings.on;

  /** `globalStorage` is the extension's folder, where the runs are. */
  constructor(globalStorage: string) {
    this.runs = join(globalStorage, 'runs');
    this.mark = join(globalStorage, 'batch-under-way');
  }

  /** Whether there ever was a run. */
  async hasRuns(): Promise<boolean> {
    return (await changedMs(this.runs)) !== undefined;
  }

  /** When the last batch job began that may be under way, in milliseconds since 1970; undefined where none may be. */
  async batchMs(): Promise<number | undefined> {
    const begunMs = await changedMs(this.mark);
    // A time in the future is of a clock that was wrong.
    return begunMs !== undefined && Date.now() - begunMs < BATCH_MS ? begunMs : undefined;
  }

  /** A run has begun, or was found. */
  begun(batch: boolean): void {
    if (batch) {
      // Without the mark the job is taken up when runs are next looked at.
      writeFile(this.mark, new Date().toISOString(), { mode: 0o600 }).catch(() => undefined);
    }
    this.beginnings.fire();
  }

  /** There is no batch job under way, as far as whoever looked when `batchMs` was this could see. */
  async noBatch(batchMs: number | undefined): Promise<void> {
    if (batchMs !== undefined && (await this.batchMs()) === batchMs) {
      await rm(this.mark, { force: true }).catch(() => undefined);
    }
  }
}

/** When a file or folder was last changed, in milliseconds since 1970; undefined where it is not there. */
function changedMs(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
