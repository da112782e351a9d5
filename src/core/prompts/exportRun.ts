import writeFileAtomic from 'write-file-atomic';
import { csvLine } from '../util/csv';
import { resultsJsonl, resultsMarkdown } from './results';
import type { Run } from './runState';

const COLUMNS = [
  ...['id', 'state', 'prompt', 'model', 'attempts', 'latency_ms', 'input_tokens', 'output_tokens'],
  ...['cost_usd', 'stop_reason', 'failed_checks', 'error', 'answer'],
];

/**
 * Writes a run to a file, as JSON Lines or CSV where its name says so and else as Markdown; the file is there
 * whole or as it was before. @throws the file system's error
 */
export async function exportRun(run: Run, path: string): Promise<void> {
  const extension = /\.(jsonl|csv)$/i.exec(path)?.[1]?.toLowerCase();
  const write = { jsonl: resultsJsonl, csv: resultsCsv, md: resultsMarkdown };
  await writeFileAtomic(path, write[extension === 'jsonl' || extension === 'csv' ? extension : 'md'](run));
}

/** A run for spreadsheets: a header, then a line for each step. */
export function resultsCsv(run: Run): string {
  const lines = run.steps.map(({ id, state, title, model, attempts, result }) =>
    csvLine([
      ...[inert(id), state, inert(title), inert(result?.modelId ?? model), attempts.length],
      ...[result?.latencyMs ?? null, result?.inputTokens ?? null, result?.outputTokens ?? null],
      ...[result?.costUsd ?? null, result?.stopReason ?? null, inert(result?.failedChecks.join(' ') ?? '')],
      ...[inert(attempts.at(-1)?.error?.message ?? ''), inert(result?.text ?? '')],
    ]),
  );
  return [csvLine(COLUMNS), ...lines].join('');
}

/** What a spreadsheet would take for a formula, and a model may have written, as the text that it is. */
function inert(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
