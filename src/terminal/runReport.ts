import type { CheckAnswer } from '../core/prompts/answerChecks';
import {
  countStates,
  runTotals,
  type PromptRun,
  type StateName,
  type StepState,
} from '../core/prompts/runState';
import type { Step } from '../core/prompts/steps';
import type { AnswerCheck } from '../protocol/answerCheck';

/** An expectation of an answer; `passed` is null where there is no answer. */
export interface CheckResult {
  readonly name: string;
  readonly passed: boolean | null;
  readonly message: string | null;
}

/** A step of a run with what became of it. */
export interface CheckedStep {
  readonly id: string;
  /** The run that it is of. */
  readonly run: string;
  readonly state: StateName;
  /** How often it was asked in this run; 0 where an earlier run had the answer. */
  readonly attempts: number;
  /** The beginning of the prompt. */
  readonly prompt: string;
  readonly text: string | null;
  readonly checks: readonly CheckResult[];
  /** In this run, so that an answer of an earlier one is free; null means unknown. */
  readonly costUsd: number | null;
  readonly model: string;
  readonly modelId: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly latencyMs: number | null;
  readonly stopReason: string | null;
  /** The record of the call in the metrics store. */
  readonly invocationId: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Sums over steps. */
export interface RunTotals {
  readonly steps: number;
  readonly completed: number;
  /** Answered by an earlier run. */
  readonly cached: number;
  readonly failed: number;
  /** Not asked, or not to the end. */
  readonly cancelled: number;
  readonly checks: number;
  readonly failedChecks: number;
  readonly tokens: number;
  /** Of calls of this run with a known price; null where there is none among them. */
  readonly costUsd: number | null;
  /** Calls of unknown price. */
  readonly unpriced: number;
}

/** A run as a whole. */
export interface RunHead {
  readonly id: string;
  readonly file: string;
  /** For prompts that name none; empty for the automatic one. */
  readonly model: string;
  readonly state: StateName;
  /** Why it was cancelled, when not by the user. */
  readonly reason: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Whether it was begun before, and taken up again. */
  readonly resumed: boolean;
  /** The files with its results. */
  readonly results: readonly string[];
}

/** What came of a prompt file: of a run for each model. */
export interface RunReport {
  /** The first run. */
  readonly run: RunHead;
  readonly runs: readonly RunHead[];
  readonly steps: readonly CheckedStep[];
  readonly totals: RunTotals;
}

/** A run that has ended, and what was planned of it. */
export interface EndedRun {
  readonly run: PromptRun;
  readonly model: string;
  readonly resumed: boolean;
  readonly plan: readonly Step[];
}

/** Tells what became of runs; answers are held against the checks that their file has now. There is one run at least. */
export async function reportRuns(ended: readonly EndedRun[], check: CheckAnswer): Promise<RunReport> {
  const steps: CheckedStep[] = [];
  for (const { run, plan } of ended) {
    const checks = new Map(plan.map((step) => [step.id, step.checks]));
    for (const step of run.steps) {
      steps.push(await checked(run.id, step, checks.get(step.id) ?? [], check));
    }
  }
  const runs = ended.map(headOf);
  const [first] = runs;
  if (first === undefined) {
    throw new RangeError('There is no run to report.');
  }
  return { run: first, runs, steps, totals: totalsOf(ended, steps) };
}

/** Whether all prompts were answered and all checks passed. */
export function hasPassed({ runs, totals }: RunReport): boolean {
  return totals.failedChecks === 0 && runs.every(({ state }) => state === 'Completed');
}

function headOf({ run, model, resumed }: EndedRun): RunHead {
  const { id, file, state, reason, startedAt, endedAt, output } = run;
  const results = [`${output}.md`, `${output}.jsonl`];
  return { id, file, model, state, reason, startedAt, endedAt, resumed, results };
}

async function checked(
  run: string,
  { id, state, attempts, title, model, result }: StepState,
  checks: readonly AnswerCheck[],
  check: CheckAnswer,
): Promise<CheckedStep> {
  const error = state === 'Completed' || state === 'Cached' ? null : (attempts.at(-1)?.error ?? null);
  return {
    id,
    run,
    state,
    attempts: attempts.length,
    prompt: title,
    text: result?.text ?? null,
    checks: await resultsOf(result?.text, checks, check),
    costUsd: state === 'Cached' ? 0 : (result?.costUsd ?? null),
    model,
    modelId: result?.modelId ?? null,
    inputTokens: result?.inputTokens ?? null,
    outputTokens: result?.outputTokens ?? null,
    latencyMs: result?.latencyMs ?? null,
    stopReason: result?.stopReason ?? null,
    invocationId: result?.invocationId ?? null,
    error,
  };
}

async function resultsOf(
  text: string | undefined,
  checks: readonly AnswerCheck[],
  check: CheckAnswer,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [name, rule] of checks.flatMap(rulesOf)) {
    if (text === undefined) {
      results.push({ name, passed: null, message: null });
    } else {
      const failed = await check(text, [rule]);
      results.push({ name, passed: failed.length === 0, message: failed[0] ?? null });
    }
  }
  return results;
}

/** Each rule by itself, and its name. */
function rulesOf(check: AnswerCheck): [string, AnswerCheck][] {
  const { contains, excludes, matches, json, schema, maxCharacters } = check;
  const rules: [string, AnswerCheck][] = [];
  if (contains !== undefined) {
    rules.push([`contains "${contains}"`, { contains }]);
  }
  if (excludes !== undefined) {
    rules.push([`excludes "${excludes}"`, { excludes }]);
  }
  if (matches !== undefined) {
    rules.push([`matches ${matches}`, { matches }]);
  }
  if (json !== undefined) {
    rules.push(['is JSON', { json }]);
  }
  if (schema !== undefined) {
    rules.push(['fits its schema', { schema }]);
  }
  if (maxCharacters !== undefined) {
    rules.push([`has at most ${maxCharacters} characters`, { maxCharacters }]);
  }
  return rules;
}

function totalsOf(ended: readonly EndedRun[], steps: readonly CheckedStep[]): RunTotals {
  const sums = ended.map(({ run }) => ({ ...runTotals(run), states: countStates(run) }));
  const sum = (of: (one: (typeof sums)[number]) => number | undefined): number =>
    sums.reduce((total, one) => total + (of(one) ?? 0), 0);
  const checks = steps.flatMap((step) => step.checks);
  const completed = sum(({ states }) => states.Completed);
  const cached = sum(({ states }) => states.Cached);
  const failed = sum(({ states }) => states.Failed);
  const unpriced = sum((one) => one.unpriced);
  return {
    steps: steps.length,
    completed,
    cached,
    failed,
    cancelled: steps.length - completed - cached - failed,
    checks: checks.length,
    failedChecks: checks.filter(({ passed }) => passed === false).length,
    tokens: sum(({ tokens }) => tokens),
    costUsd: completed > 0 && unpriced === completed ? null : sum(({ usd }) => usd),
    unpriced,
  };
}
