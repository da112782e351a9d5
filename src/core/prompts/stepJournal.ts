import pRetry from 'p-retry';
import type { RunEvent } from '../../protocol/run';
import type { OpenRun } from './runStore';
import { errorMessage } from '../util/errorMessage';

/** A run's journal could not be written, so that the run was stopped. The file system's error is its `cause`. */
export class RunNotWrittenError extends Error {
  override readonly name = 'RunNotWrittenError';

  /** `unwritten` counts the ends of steps that are on the disk neither. */
  constructor(cause: unknown, held: number, unwritten: number) {
    const why = errorMessage(cause);
    const kept =
      held === 0
        ? 'No answer was lost'
        : unwritten === 0
          ? `What came of ${held} prompts that were under way was written afterwards`
          : `What came of ${unwritten} of ${held} prompts that were under way is in the results only, where these could be written`;
    super(
      `The run was stopped, as its journal could not be written: ${why}. ${kept}. Make room on the disk, and resume the run.`,
      { cause },
    );
  }
}

/** Further tries, with pauses that double: half a minute in all. */
const TRIES = 6;

/**
 * Keeps the events of a run's steps. Once one cannot be written nothing more is begun; but what was under way then is
 * paid for: how it ends is held, and written when writing works again.
 */
export class StepJournal {
  private readonly held: RunEvent[] = [];
  private readonly failure = new AbortController();
  /** Aborted when the journal cannot be written, with the file system's error. */
  readonly failed = this.failure.signal;

  /** `pauseMs` is the wait before what is held is written for the second time. */
  constructor(
    private readonly open: OpenRun,
    private readonly told: (event: RunEvent) => void,
    private readonly pauseMs = 500,
  ) {}

  /**
   * Resolves when the event is on the disk, or is held because it tells how something ended.
   * @throws the file system's error of the first event that could not be written
   */
  async append(event: RunEvent): Promise<void> {
    const isEnd = event.type === 'completed' || event.type === 'attemptFailed' || event.type === 'cancelled';
    if (!this.failed.aborted) {
      try {
        await this.open.append(event);
        this.told(event);
        return;
      } catch (error) {
        this.failure.abort(error);
      }
    }
    if (!isEnd) {
      throw this.failed.reason;
    }
    this.held.push(event);
  }

  /**
   * Resolves when everything is written; what is held is tried until then, or until the signal is aborted, and the run
   * knows of it in any case. @throws RunNotWrittenError when something could not be written at first
   */
  async settle(signal: AbortSignal): Promise<void> {
    if (!this.failed.aborted) {
      return;
    }
    const { held, open } = this;
    const count = held.length;
    const write = async (): Promise<void> => {
      for (let [event] = held; event !== undefined; [event] = held) {
        await open.append(event);
        this.told(event);
        held.shift();
      }
    };
    const retries = { retries: TRIES, minTimeout: this.pauseMs, signal };
    await write()
      .catch(() => pRetry(write, retries))
      .catch(() => undefined);
    for (const event of held) {
      open.run.apply(event);
    }
    throw new RunNotWrittenError(this.failed.reason, count, held.length);
  }
}
