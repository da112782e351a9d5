import type { RunEvent } from '../../protocol/run';
import type { RunHistory, RunRow } from '../../protocol/runHistory';
import { logText } from './runLog';
import { countStates, runTotals, type PromptRun } from './runState';

const ROWS = 20;

/** Where the history comes from. */
export interface RunSource {
  /** All runs, newest first. */
  list(): Promise<PromptRun[]>;
  /** The events of one. */
  events(id: string): Promise<RunEvent[]>;
}

/** The last runs in a few figures each, with as many lines of the newest one's log. @throws as the source does */
export async function runHistory(source: RunSource, logLines: number): Promise<RunHistory> {
  const runs = await source.list();
  const [newest] = runs;
  const log = newest === undefined ? '' : logText(await source.events(newest.id));
  const lines = log.split('\n').filter((line) => line !== '');
  return {
    total: runs.length,
    rows: runs.slice(0, ROWS).map(rowOf),
    log: lines.slice(Math.max(lines.length - logLines, 0)),
  };
}

function rowOf(run: PromptRun): RunRow {
  const { Completed = 0, Cached = 0, Failed = 0 } = countStates(run);
  const { tokens, usd, unpriced } = runTotals(run);
  const { id, file, state, startedAt, endedAt } = run;
  return {
    id,
    file,
    state,
    startedAt,
    endedAt,
    steps: run.steps.length,
    done: Completed + Cached,
    failed: Failed,
    tokens,
    costUsd: usd,
    unpriced,
  };
}
