import * as l10n from '@vscode/l10n';
import { confinedTarget, writeConfined } from '../files/confinedFile';
import type { PromptRun, StepState } from './runState';
import { summaryText } from './runText';
import { stateText } from './stateText';
import { formatCount, formatDuration, formatUsd } from '../../shared/format';

/**
 * The files that hold a run's results, and nothing in between: each is there whole or as it was before.
 * @throws PathRefusedError where they would lead out of the run's folder; the file system's error
 */
export async function writeResults(run: PromptRun): Promise<{ markdown: string; jsonl: string }> {
  const { markdown, jsonl } = resultFiles(run);
  await writeConfined(run.folder, markdown, resultsMarkdown(run));
  await writeConfined(run.folder, jsonl, resultsJsonl(run));
  return { markdown, jsonl };
}

/**
 * Makes sure, before anything is asked and paid for, that a run's prompt file lies in its folder and that its results
 * may go there. @throws PathRefusedError; the file system's error when a folder is not there
 */
export async function checkRunFiles(run: Pick<PromptRun, 'folder' | 'file' | 'output'>): Promise<void> {
  const { markdown, jsonl } = resultFiles(run);
  for (const path of [run.file, markdown, jsonl]) {
    await confinedTarget(run.folder, path);
  }
}

function resultFiles({ output }: Pick<PromptRun, 'output'>): { markdown: string; jsonl: string } {
  return { markdown: `${output}.md`, jsonl: `${output}.jsonl` };
}

/** Path of the results of a prompt file, without extension: beside it, `prompts.results` for `prompts.txt`. */
export function resultsPath(file: string): string {
  return file.replace(/\.(txt|ya?ml|jsonl)$/i, '.results');
}

/** A run for people to read: how it went, then each prompt with its answer. */
export function resultsMarkdown(run: PromptRun): string {
  const title = run.file.split(/[\\/]/).pop() ?? run.file;
  const head = [
    `# ${title}`,
    '',
    l10n.t('Run {0}, begun {1}: {2}', run.id, run.startedAt, summaryText(run)),
    ...(run.reason === null ? [] : ['', run.reason]),
  ];
  return `${[...head, ...run.steps.flatMap(stepMarkdown)].join('\n')}\n`;
}

/** A run for programs: a JSON object for each step, in the order of the file. */
export function resultsJsonl(run: PromptRun): string {
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
    const shown = stateText(state);
    return [...lines, error === undefined || error === null ? `_${shown}_` : `_${shown}: ${error.message}_`];
  }
  const figures = [
    result.modelLabel,
    formatDuration(result.latencyMs),
    l10n.t('{0} → {1} tokens', formatCount(result.inputTokens), formatCount(result.outputTokens)),
    result.costUsd === null ? l10n.t('unknown price') : formatUsd(result.costUsd),
    ...(state === 'Cached' ? [l10n.t('from an earlier run')] : []),
    ...result.failedChecks,
  ];
  return [...lines, result.text, '', `_${figures.join(' · ')}_`];
}
