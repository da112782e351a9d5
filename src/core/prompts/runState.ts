import { dirname } from 'node:path';
import type { BatchPlan, BatchStatus } from '../../protocol/batch';
import type { PlannedStep, RunEvent, RunHead, StepResult } from '../../protocol/run';

/** The state of a run or a step: `type` for programs, `name` for people, who see finer shades. */
export const runStates = {
  Pending: 'pending',
  Running: 'running',
  Retrying: 'running',
  Completed: 'completed',
  Cached: 'completed',
  Failed: 'failed',
  Cancelled: 'cancelled',
  Crashed: 'crashed',
} as const;
export type StateName = keyof typeof runStates;

/** One try of a step. */
export interface Attempt {
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** A step with what became of it. */
export interface StepState extends PlannedStep {
  readonly state: StateName;
  readonly attempts: readonly Attempt[];
  readonly result: StepResult | null;
}

/** The batch job that works on a run's steps, as far as it is known. */
export interface RunBatch {
  readonly plan: BatchPlan;
  /** Null until AWS has said that there is a job. */
  readonly jobArn: string | null;
  /** When AWS may last have been asked for the job; null where it was not. */
  readonly requestedAt: string | null;
  readonly status: BatchStatus | null;
  /** Whether the user wants no more of it. */
  readonly isStopWanted: boolean;
}

/** A run with what became of it: what its journal's lines add up to. */
export class PromptRun {
  readonly id: string;
  /** The prompt file's path. */
  readonly file: string;
  /** Path of the results without extension. */
  readonly output: string;
  /** The folder that the results may not lead out of. */
  readonly folder: string;
  readonly startedAt: string;
  endedAt: string | null = null;
  state: StateName = 'Running';
  /** Why it was cancelled, when not by the user. */
  reason: string | null = null;
  /** Set while there is something to be had from a batch job. */
  batch: RunBatch | null = null;
  private readonly byId: Map<string, StepState>;
  /** The cost of attempts that ended, whatever came of them, and those that nobody saw end may have. */
  private settledUsd = 0;
  /** The most that the attempt under way of each step may cost. */
  private readonly reserved = new Map<string, number>();

  constructor(head: RunHead) {
    this.id = head.id;
    this.file = head.file;
    this.output = head.output;
    this.folder = head.folder ?? dirname(head.file);
    this.startedAt = head.at;
    this.byId = new Map(head.steps.map((step) => [step.id, pending(step)]));
  }

  /** Its cost over all its lives, in US dollars, calls under way at what they may come to. */
  get spentUsd(): number {
    return [...this.reserved.values()].reduce((sum, usd) => sum + usd, this.settledUsd);
  }

  /** In the order of the file. */
  get steps(): readonly StepState[] {
    return [...this.byId.values()];
  }

  /** The step of this id. */
  step(id: string): StepState | undefined {
    return this.byId.get(id);
  }

  /** Takes one more event into account; what is about an unknown step changes nothing. */
  apply(event: RunEvent): void {
    this.count(event);
    switch (event.type) {
      case 'run':
      case 'batchNote':
      case 'callReserved':
        return;
      case 'batchPlanned':
        this.batch = {
          plan: event,
          jobArn: null,
          status: null,
          isStopWanted: false,
          // Versions that wrote no such amount did not note their requests either.
          requestedAt: event.maxCostUsd === undefined ? event.at : null,
        };
        for (const id of event.steps) {
          const step = this.byId.get(id);
          const attempt = (step?.attempts.length ?? 0) + 1;
          if (step !== undefined) {
            this.apply({ type: 'attempt', step: id, attempt, at: event.at });
          }
        }
        return;
      case 'batchRequested':
        if (this.batch !== null) {
          this.batch = { ...this.batch, requestedAt: event.at };
        }
        return;
      case 'batchCreated':
        if (this.batch !== null) {
          this.batch = { ...this.batch, jobArn: event.jobArn };
        }
        return;
      case 'batchStatus':
        if (this.batch !== null) {
          this.batch = { ...this.batch, status: event };
        }
        return;
      case 'batchStopWanted':
        if (this.batch !== null) {
          this.batch = { ...this.batch, isStopWanted: true };
        }
        return;
      case 'batchEnded':
        this.batch = null;
        return;
      case 'resumed':
        for (const step of event.steps) {
          this.byId.set(step.id, pending(step));
        }
        this.state = 'Running';
        this.endedAt = null;
        this.reason = null;
        return;
      case 'ended':
        this.state = event.state;
        this.endedAt = event.at;
        this.reason = event.reason;
        return;
      default: {
        const step = this.byId.get(event.step);
        if (step !== undefined) {
          this.byId.set(step.id, advanced(step, event));
        }
      }
    }
  }

  /** Money is counted whatever has become of the step: a file that changed may no longer have it. */
  private count(event: RunEvent): void {
    switch (event.type) {
      case 'callReserved':
        this.reserved.set(event.step, (this.reserved.get(event.step) ?? 0) + event.maxCostUsd);
        return;
      case 'resumed':
        // Whoever made these calls was killed before their end.
        this.settledUsd = this.spentUsd;
        this.reserved.clear();
        return;
      case 'completed':
      case 'attemptFailed':
      case 'cancelled': {
        this.reserved.delete(event.step);
        const ofResult = event.type === 'completed' && event.cachedFrom === null ? event.result.costUsd : 0;
        this.settledUsd += event.spentUsd ?? Math.max(0, ofResult ?? 0);
        return;
      }
      default:
        return;
    }
  }

  /** Says that nobody works on it any more, whatever its last line says. */
  abandon(): void {
    if (this.endedAt !== null) {
      return;
    }
    this.state = 'Crashed';
    for (const step of this.byId.values()) {
      if (runStates[step.state] === 'running') {
        this.byId.set(step.id, { ...step, state: 'Crashed' });
      }
    }
  }
}

/** How many steps are in each state. */
export function countStates(run: PromptRun): Partial<Record<StateName, number>> {
  const counts: Partial<Record<StateName, number>> = {};
  for (const { state } of run.steps) {
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

/** How a run ends whose steps are as they are. */
export function endStateOf(run: PromptRun): 'Cancelled' | 'Failed' | 'Completed' {
  const states = new Set(run.steps.map(({ state }) => state));
  return states.has('Cancelled') ? 'Cancelled' : states.has('Failed') ? 'Failed' : 'Completed';
}

/** Tokens and money of a run; `usd` leaves out what is of unknown price, `unpriced` counts it. */
export function runTotals(run: PromptRun): { tokens: number; usd: number; unpriced: number; cached: number } {
  const totals = { tokens: 0, usd: 0, unpriced: 0, cached: 0 };
  for (const { state, result } of run.steps) {
    if (result === null) {
      continue;
    }
    if (state === 'Cached') {
      totals.cached++;
      continue;
    }
    totals.tokens += result.inputTokens + result.outputTokens;
    if (result.costUsd === null) {
      totals.unpriced++;
    } else {
      totals.usd += result.costUsd;
    }
  }
  return totals;
}

type StepEvent = Exclude<Extract<RunEvent, { step: string }>, { type: 'callReserved' }>;

function advanced(step: StepState, event: StepEvent): StepState {
  switch (event.type) {
    case 'attempt': {
      const started = { number: event.attempt, startedAt: event.at, endedAt: null, error: null };
      return { ...step, state: 'Running', attempts: [...step.attempts, started] };
    }
    case 'attemptFailed': {
      const error = { code: event.code, message: event.message };
      const state = event.retryAt === null ? 'Failed' : 'Retrying';
      return { ...step, state, attempts: closed(step.attempts, event.at, error) };
    }
    case 'completed': {
      const state = event.cachedFrom === null ? 'Completed' : 'Cached';
      return { ...step, state, result: event.result, attempts: closed(step.attempts, event.at, null) };
    }
    case 'cancelled':
      return { ...step, state: 'Cancelled', attempts: closed(step.attempts, event.at, null) };
  }
}

function closed(attempts: readonly Attempt[], endedAt: string, error: Attempt['error']): readonly Attempt[] {
  const last = attempts.at(-1);
  return last === undefined ? attempts : [...attempts.slice(0, -1), { ...last, endedAt, error }];
}

function pending(step: PlannedStep): StepState {
  return { ...step, state: 'Pending', attempts: [], result: null };
}
