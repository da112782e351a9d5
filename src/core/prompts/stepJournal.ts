import * as l10n from '@vscode/l10n';
import pRetry from 'p-retry';
import type { RunEvent } from '../../protocol/run';
import type { OpenRun } from './runStore';
import { errorMessage } from '../util/errorMessage';

/** A run's journal could not be written, so that the run was stopped. The file system's error is its `cause`. */
export class RunNotWrittenError extends Error {
  override readonly name = 'RunNotWrittenError';

  /** `unwritten` counts the ends of steps that are on the disk neither. */
  constructor(cause: unknown, held: number, unwritten: number) {
    const sentences = [
      l10n.t('The run was stopped, as its journal could not be written: {0}.', errorMessage(cause)),
      keptText(held, unwritten),
      l10n.t('Make room on the disk, and resume the run.'),
    ];
    super(sentences.join(' '), { cause });
  }
}

function keptText(held: number, unwritten: number): string {
  if (held === 0) {
    return l10n.t('No answer was lost.');
  }
  return unwritten === 0
    ? l10n.t('What came of {0} prompts that were under way was written afterwards.', held)
    : l10n.t(
        'What came of {0} of {1} prompts that were under way is in the results only, where these could be written.',
        unwritten,
        held,
      );
}

/** Further tries, with pauses that double: half a minute in all. */
const TRIES = 6;

/**
 * Keeps the events of a run's steps. Once one cannot be written nothing more is begun; but what was under way then is
 * paid for: how it ends is held, and written when writing works again.
 */
export class StepJournal {
  private readonly held: RunEvent[] = [];
  /** Ends of steps on their way to the disk. */
  private readonly ends = new Set<Promise<void>>();
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
   * Writes how a step ended, which {@link settle} waits for: the next step begins meanwhile, and what it has to say is
   * written in the same go.
   */
  end(event: Extract<RunEvent, { type: 'completed' | 'cancelled' }>): void {
    const written = this.append(event);
    this.ends.add(written);
    void written.finally(() => this.ends.delete(written));
  }

  /**
   * Resolves when everything is written; what is held is tried until then, or until the signal is aborted, and the run
   * knows of it in any case. @throws RunNotWrittenError when something could not be written at first
   */
  async settle(signal: AbortSignal): Promise<void> {
    await Promise.all(this.ends);
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
