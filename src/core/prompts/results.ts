import writeFileAtomic from 'write-file-atomic';
import type { Run, StepState } from './runState';
import { summaryText } from './runText';

/** The files that hold a run's results, and nothing in between: each is there whole or as it was before. */
export async function writeResults(run: Run): Promise<{ markdown: string; jsonl: string }> {
  const markdown = `${run.output}.md`;
  const jsonl = `${run.output}.jsonl`;
  await writeFileAtomic(markdown, resultsMarkdown(run));
  await writeFileAtomic(jsonl, resultsJsonl(run));
  return { markdown, jsonl };
}

/** Path of the results of a prompt file, without extension: beside it, `prompts.results` for `prompts.txt`. */
export function resultsPath(file: string): string {
  return file.replace(/\.(txt|ya?ml|jsonl)$/i, '.results');
}

/** A run for people to read: how it went, then each prompt with its answer. */
export function resultsMarkdown(run: Run): string {
  const title = run.file.split(/[\\/]/).pop() ?? run.file;
  const head = [
    `# ${title}`,
    '',
    `Run ${run.id}, begun ${run.startedAt}: ${summaryText(run)}`,
    ...(run.reason === null ? [] : ['', run.reason]),
  ];
  return `${[...head, ...run.steps.flatMap(stepMarkdown)].join('\n')}\n`;
}

/** A run for programs: a JSON object for each step, in the order of the file. */
export function resultsJsonl(run: Run): string {
  return run.steps
    .map(({ id, key, title, model, state, attempts, result }) => {
      const error = attempts.at(-1)?.error ?? null;
      return `${JSON.stringify({ id, key, state, prompt: title, model, attempts: attempts.length, error, ...result })}\n`;
    })
    .join('');
}

function stepMarkdown({ id, title, state, attempts, result }: StepState): string[] {
  const lines = ['', `## ${id}: ${title}`, ''];
  if (result === null) {
    const error = attempts.at(-1)?.error;
    return [...lines, error === undefined || error === null ? `_${state}_` : `_${state}: ${error.message}_`];
  }
  const figures = [
    result.modelLabel,
    `${(result.latencyMs / 1000).toFixed(1)} s`,
    `${result.inputTokens} → ${result.outputTokens} tokens`,
    result.costUsd === null ? 'unknown price' : `$${result.costUsd.toFixed(4)}`,
    ...(state === 'Cached' ? ['from an earlier run'] : []),
    ...result.failedChecks,
  ];
  return [...lines, result.text, '', `_${figures.join(' · ')}_`];
}
