import * as vscode from 'vscode';
import type { StepsEstimate } from '../../core/prompts/estimateSteps';
import { runTotals, type PromptRun, type StepState } from '../../core/prompts/runState';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import { stateText } from '../../core/prompts/stateText';
import type { PromptOutline } from '../../protocol/promptWorker';
import { commandId } from '../platform/commands';
import type { Settings } from '../platform/settings';
import { isPromptFile, rangeOf, type PromptDocuments } from './promptDocuments';
import type { Runs } from './runs';
import { Throttle } from '../../shared/throttle';
import { estimateText, tokensText, type StepCosts } from './stepCosts';
import { formatDuration, formatUsd } from '../../shared/format';

/** The settings that what prompts are asked, or what that costs, depends on. */
const decisive = ['model', 'systemPrompt', 'maxTokens', 'prices', 'region', 'serviceTier'] as const;

/** Above each prompt: run it, what it will take, and how it went last time; above all of them the same of all. */
export class PromptLenses implements vscode.CodeLensProvider, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly parts: { runs: Runs; settings: Settings; files: PromptDocuments; costs: StepCosts },
  ) {
    const throttle = this.owned.add(new Throttle(() => this.changed.fire()));
    // Each look goes over all prompts of the file.
    const later = this.owned.add(new Throttle(() => this.changed.fire(), 1000));
    this.owned.add(parts.runs.onDidChange(() => throttle.schedule()));
    this.owned.add(parts.runs.onDidAppend(() => later.schedule()));
    this.owned.add(parts.settings.onDidChange(decisive, () => throttle.schedule()));
  }

  async provideCodeLenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!isPromptFile(uri)) {
      return [];
    }
    const { outline } = await this.parts.files.outline(uri);
    const { prompts, groups, steps } = outline;
    const top = new vscode.Range(0, 0, 0, 0);
    if (prompts.length === 0) {
      return [];
    }
    if (steps === undefined) {
      return [tableLens(top, uri)];
    }
    const last = (await this.parts.runs.list()).find(({ file }) => file === uri.fsPath);
    const automatic = last?.steps.find(({ result }) => result !== null)?.result?.modelId;
    const estimate = this.parts.costs.estimator(automatic);
    const lastSteps = last === undefined ? undefined : stepsByPrompt(last);
    return [
      runLens(top, vscode.l10n.t('$(run-all) Run all ({0})', steps), [uri]),
      estimateLens(top, estimate(groups)),
      ...(last === undefined ? [] : [lastLens(top, last, `${stateText(last.state)} · ${totalText(last)}`)]),
      ...prompts.flatMap((prompt) => {
        const range = rangeOf(prompt.range);
        const status = statusText(prompt, lastSteps?.get(prompt.id) ?? []);
        return [
          runLens(range, vscode.l10n.t('$(play) Run this'), [uri, { promptId: prompt.id }]),
          estimateLens(range, estimate([prompt.group])),
          ...(last === undefined || status === undefined ? [] : [lastLens(range, last, status)]),
        ];
      }),
    ];
  }

  dispose(): void {
    this.owned.dispose();
  }
}

function estimateLens(range: vscode.Range, estimate: StepsEstimate): vscode.CodeLens {
  const tooltip = vscode.l10n.t(
    'Estimated: the input alone, and with answers as long as allowed. What is answered already costs nothing.',
  );
  return new vscode.CodeLens(range, { title: estimateText(estimate), tooltip, command: '' });
}

/** Where nobody knows how often the prompts are asked; running them says why. */
function tableLens(range: vscode.Range, uri: vscode.Uri): vscode.CodeLens {
  return runLens(range, vscode.l10n.t('$(warning) The table cannot be used'), [uri]);
}

/** The steps of each prompt in a run, by the prompt's id, which has no `/`. */
function stepsByPrompt(run: PromptRun): Map<string, StepState[]> {
  const found = new Map<string, StepState[]>();
  for (const step of run.steps) {
    const [prompt = ''] = step.id.split('/', 1);
    const steps = found.get(prompt);
    if (steps === undefined) {
      found.set(prompt, [step]);
    } else {
      steps.push(step);
    }
  }
  return found;
}

function runLens(range: vscode.Range, title: string, args: unknown[]): vscode.CodeLens {
  return new vscode.CodeLens(range, { title, command: commandId('runPrompts'), arguments: args });
}

function lastLens(range: vscode.Range, run: PromptRun, title: string): vscode.CodeLens {
  const name = run.endedAt === null ? 'openRunLog' : 'openRunResult';
  return new vscode.CodeLens(range, { title, command: commandId(name), arguments: [run.id] });
}

/** How a prompt went; its first step stands for all of them when it is about whether they ask the same still. */
function statusText(prompt: PromptOutline, steps: readonly StepState[]): string | undefined {
  const [first] = steps;
  // What is asked twice in a run has a number behind its key.
  if (first === undefined || first.key.split('-', 1)[0] !== prompt.firstKey) {
    return undefined;
  }
  if (!prompt.repeated) {
    return stepText(first);
  }
  const done = steps.filter(({ result }) => result !== null).length;
  return vscode.l10n.t('{0} of {1} answered', done, prompt.group.steps);
}

function stepText({ state, result, attempts }: StepState): string {
  const name = stateText(state);
  if (result === null) {
    return state === 'Retrying' ? `${name} (${attempts.length + 1})` : name;
  }
  const cost = result.costUsd === null ? [] : [formatUsd(result.costUsd)];
  return [name, formatDuration(result.latencyMs), ...cost].join(' · ');
}

function totalText(run: PromptRun): string {
  const { tokens, usd, unpriced } = runTotals(run);
  const count = tokensText(tokens);
  return unpriced > 0 || tokens === 0 ? count : `${count} · ${formatUsd(usd)}`;
}
