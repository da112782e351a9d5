import { writeConfined } from '../files/confinedFile';
import { csvLine } from '../util/csv';
import { resultsJsonl, resultsMarkdown } from './results';
import type { PromptRun } from './runState';

const COLUMNS = [
  'id',
  'state',
  'prompt',
  'model',
  'attempts',
  'latency_ms',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'stop_reason',
  'failed_checks',
  'error',
  'answer',
];

/**
 * Writes a run to a file below `folder`, as JSON Lines or CSV where its name says so and else as Markdown; the file is
 * there whole or as it was before. @throws PathRefusedError where a link leads out of the folder; the file system's error
 */
export async function exportRun(run: PromptRun, folder: string, path: string): Promise<void> {
  const extension = /\.(jsonl|csv)$/i.exec(path)?.[1]?.toLowerCase();
  const write = { jsonl: resultsJsonl, csv: resultsCsv, md: resultsMarkdown };
  await writeConfined(
    folder,
    path,
    write[extension === 'jsonl' || extension === 'csv' ? extension : 'md'](run),
  );
}

/** A run for spreadsheets: a header, then a line for each step. */
export function resultsCsv(run: PromptRun): string {
  const lines = run.steps.map(({ id, state, title, model, attempts, result }) =>
    csvLine([
      id,
      state,
      title,
      result?.modelId ?? model,
      attempts.length,
      result?.latencyMs ?? null,
      result?.inputTokens ?? null,
      result?.outputTokens ?? null,
      result?.costUsd ?? null,
      result?.stopReason ?? null,
      result?.failedChecks.join(' ') ?? '',
      attempts.at(-1)?.error?.message ?? '',
      result?.text ?? '',
    ]),
  );
  return [csvLine(COLUMNS), ...lines].join('');
}
