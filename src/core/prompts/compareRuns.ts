import { type PromptRun, type StepState, runTotals } from './runState';
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
  const table = [
    '| prompt | model | latency | cost | model | latency | cost |',
    '| --- | --- | --: | --: | --- | --: | --: |',
    ...pairs.map(({ id, one, other }) => `| ${id} | ${cells(one)} | ${cells(other)} |`),
    `| all | ${totalCells(one)} | ${totalCells(other)} |`,
  ];
  const side = (run: PromptRun, step: (pair: Pair) => StepState | undefined): string =>
    [
      `# ${run.id}, begun ${run.startedAt}: ${run.state}`,
      '',
      ...table,
      ...pairs.flatMap((pair) => ['', `## ${pair.id}: ${pair.title}`, '', answerText(step(pair))]),
      '',
    ].join('\n');
  return { one: side(one, (pair) => pair.one), other: side(other, (pair) => pair.other) };
}

function cells(step: StepState | undefined): string {
  if (step === undefined || step.result === null) {
    return `${step?.state ?? '–'} | – | –`;
  }
  const { modelLabel, latencyMs, costUsd } = step.result;
  return `${modelLabel} | ${formatDuration(latencyMs)} | ${costUsd === null ? 'unknown' : formatUsd(costUsd)}`;
}

function totalCells(run: PromptRun): string {
  const results = run.steps.flatMap(({ result }) => (result === null ? [] : [result.latencyMs]));
  const { usd, unpriced } = runTotals(run);
  const mean = results.length === 0 ? 0 : results.reduce((sum, ms) => sum + ms, 0) / results.length;
  return `${results.length} answers | ${formatDuration(mean)} on average | ${formatKnownUsd(usd, unpriced)}`;
}

function answerText(step: StepState | undefined): string {
  if (step === undefined) {
    return '(not in this run)';
  }
  return step.result?.text ?? `(${step.state})`;
}
