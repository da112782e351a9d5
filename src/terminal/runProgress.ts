import { basename } from 'node:path';
import type { PromptRuns } from '../core/prompts/promptRuns';
import { countStates, runTotals, type PromptRun } from '../core/prompts/runState';
import { eventText } from '../core/prompts/runText';
import type { Disposable } from '../core/util/disposable';
import { formatKnownUsd } from '../shared/format';
import { Throttle } from '../shared/throttle';
import type { Output } from './output';

/** Says how far a run is, and what went wrong as soon as it did. */
export class RunProgress implements Disposable {
  private readonly throttle = new Throttle(() => this.say(), 500);
  private readonly listening: Disposable;
  private run: PromptRun | undefined;

  constructor(
    runs: Pick<PromptRuns, 'onDidAppend'>,
    private readonly output: Pick<Output, 'message' | 'status' | 'clearStatus'>,
  ) {
    this.listening = runs.onDidAppend(({ run, event }) => {
      if (run !== this.run) {
        return;
      }
      const isTrouble =
        event.type === 'attemptFailed' ||
        (event.type === 'completed' && event.cachedFrom === null && event.result.failedChecks.length > 0);
      const text = isTrouble ? eventText(event, run) : undefined;
      if (text !== undefined) {
        this.output.message(text);
      }
      this.throttle.schedule();
    });
  }

  /** Tells of this run from now on. */
  follow(run: PromptRun): void {
    this.run = run;
    this.say();
  }

  dispose(): void {
    this.listening.dispose();
    this.throttle.dispose();
    this.say();
    this.output.clearStatus();
  }

  private say(): void {
    if (this.run === undefined) {
      return;
    }
    const { file, steps } = this.run;
    const { usd, unpriced } = runTotals(this.run);
    const { Completed = 0, Cached = 0, Failed = 0, Retrying = 0 } = countStates(this.run);
    const parts = [
      `${Completed + Cached} of ${steps.length} prompts answered`,
      ...(Failed === 0 ? [] : [`${Failed} failed`]),
      ...(Retrying === 0 ? [] : [`${Retrying} waiting for another try`]),
      ...(usd === 0 ? [] : [formatKnownUsd(usd, unpriced)]),
    ];
    this.output.status(`${basename(file)}: ${parts.join(', ')}`);
  }
}
