import type * as vscode from 'vscode';
import { Emitter } from '../../core/util/emitter';

const RUNS_KEY = 'prompts.runs';
const BATCH_KEY = 'prompts.batchMs';
/** A batch job and what it leaves are over by then: it may wait a week and work a day. */
const BATCH_MS = 10 * 24 * 60 * 60 * 1000;

/** What a window is to know of runs when it starts, without a look at any: all windows share it. */
export class RunHints {
  private readonly beginnings = new Emitter<void>();
  /** Tells that there is a run to show. */
  readonly onDidBegin = this.beginnings.on;

  constructor(private readonly memento: vscode.Memento) {}

  /** Whether there is a run to show. */
  get hasRuns(): boolean {
    return this.memento.get(RUNS_KEY) === true;
  }

  /** When the last batch job began that may be under way, in milliseconds since 1970; undefined where none may be. */
  get batchMs(): number | undefined {
    const begunMs: unknown = this.memento.get(BATCH_KEY);
    // A time in the future is of a clock that was wrong.
    return typeof begunMs === 'number' && Date.now() - begunMs < BATCH_MS ? begunMs : undefined;
  }

  /** A run has begun, or was found. */
  begun(batch: boolean): void {
    if (!this.hasRuns) {
      void this.memento.update(RUNS_KEY, true);
    }
    if (batch) {
      void this.memento.update(BATCH_KEY, Date.now());
    }
    this.beginnings.fire();
  }

  /** There is no batch job under way, as far as whoever looked when `batchMs` was this could see. */
  noBatch(batchMs: number | undefined): void {
    if (batchMs !== undefined && this.batchMs === batchMs) {
      void this.memento.update(BATCH_KEY, undefined);
    }
  }
}
