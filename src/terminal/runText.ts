import { formatCount, formatKnownUsd } from '../shared/format';
import type { CheckedStep, RunReport } from './runReport';

/** What came of a prompt file, for a user to read: a line for each prompt, what failed below it, and the sums. */
export function reportText({ runs, steps, totals }: RunReport): string {
  const lines = runs.flatMap(({ id, model, results }) => [
    ...(runs.length === 1 ? [] : [`${model}:`]),
    ...steps.filter((step) => step.run === id).flatMap(stepLines),
    `Results: ${results[0] ?? ''}`,
    '',
  ]);
  const { completed, cached, failed, cancelled, checks, failedChecks, tokens, costUsd, unpriced } = totals;
  const sums = [
    `${completed + cached} of ${totals.steps} answered${cached === 0 ? '' : ` (${cached} by an earlier run)`}`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(cancelled === 0 ? [] : [`${cancelled} not asked to the end`]),
    ...(checks === 0 ? [] : [`${failedChecks} of ${checks} checks failed`]),
    `${formatCount(tokens)} tokens`,
    formatKnownUsd(costUsd ?? 0, unpriced),
  ];
  return [...lines, `${sums.join(', ')}.`, ''].join('\n');
}

function stepLines({ id, state, prompt, error, checks }: CheckedStep): string[] {
  const failed = checks.filter(({ passed }) => passed === false);
  const mark = failed.length > 0 ? 'Check failed' : state;
  return [
    `${mark.padEnd(12)}  ${id}: ${prompt}`,
    ...(error === null ? [] : [`              ${error.message}`]),
    ...failed.map(({ name, message }) => `              ${message ?? name}`),
  ];
}
