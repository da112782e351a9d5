import * as l10n from '@vscode/l10n';
import { type PromptRun, type StepState, runTotals } from './runState';
import { stateText } from './stateText';
import { formatDuration, formatKnownUsd, formatUsd } from '../../shared/format';

/** A step of two runs; one of the two is missing where the runs differ in their prompts. */
interface Pair {
  readonly id: string;
  readonly title: string;
  readonly one: StepState | undefined;
  readonly other: StepState | undefined;
}

/**
 * Two runs as two texts with the same lines at the same places, made for a diff: the figures in a table
 * that holds both runs, then each answer.
 */
export function compareRuns(
  one: PromptRun,
  other: PromptRun,
): { readonly one: string; readonly other: string } {
  const ids = new Set([...one.steps, ...other.steps].map(({ id }) => id));
  const pairs = [...ids].map((id): Pair => {
    const [left, right] = [one.step(id), other.step(id)];
    return { id, title: (left ?? right)?.title ?? '', one: left, other: right };
  });
  const figures = [
    l10n.t({ message: 'model', comment: ['Heading of a column'] }),
    l10n.t({ message: 'latency', comment: ['Heading of a column'] }),
    l10n.t({ message: 'cost', comment: ['Heading of a column'] }),
  ];
  const headings = [l10n.t({ message: 'prompt', comment: ['Heading of a column'] }), ...figures, ...figures];
  const all = l10n.t({ message: 'all', comment: ['All prompts: the row of totals'] });
  const table = [
    `| ${headings.join(' | ')} |`,
    '| --- | --- | --: | --: | --- | --: | --: |',
    ...pairs.map(({ id, one, other }) => `| ${id} | ${cells(one)} | ${cells(other)} |`),
    `| ${all} | ${totalCells(one)} | ${totalCells(other)} |`,
  ];
  const side = (run: PromptRun, step: (pair: Pair) => StepState | undefined): string =>
    [
      `# ${l10n.t('{0}, begun {1}: {2}', run.id, run.startedAt, stateText(run.state))}`,
      '',
      ...table,
      ...pairs.flatMap((pair) => ['', `## ${pair.id}: ${pair.title}`, '', answerText(step(pair))]),
      '',
    ].join('\n');
  return { one: side(one, (pair) => pair.one), other: side(other, (pair) => pair.other) };
}

function cells(step: StepState | undefined): string {
  if (step === undefined || step.result === null) {
    return `${step === undefined ? '–' : stateText(step.state)} | – | –`;
  }
  const { modelLabel, latencyMs, costUsd } = step.result;
  const cost = costUsd === null ? l10n.t('unknown') : formatUsd(costUsd);
  return `${modelLabel} | ${formatDuration(latencyMs)} | ${cost}`;
}

function totalCells(run: PromptRun): string {
  const results = run.steps.flatMap(({ result }) => (result === null ? [] : [result.latencyMs]));
  const { usd, unpriced } = runTotals(run);
  const mean = results.length === 0 ? 0 : results.reduce((sum, ms) => sum + ms, 0) / results.length;
  return [
    l10n.t('{0} answers', results.length),
    l10n.t('{0} on average', formatDuration(mean)),
    formatKnownUsd(usd, unpriced),
  ].join(' | ');
}

function answerText(step: StepState | undefined): string {
  if (step === undefined) {
    return l10n.t('(not in this run)');
  }
  return step.result?.text ?? `(${stateText(step.state)})`;
}
