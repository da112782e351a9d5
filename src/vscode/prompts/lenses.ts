import * as vscode from 'vscode';
import { configuredModel } from '../../core/bedrock/modelChoice';
import type { Pricer } from '../../core/bedrock/pricing';
import { usdText } from '../../core/costs/estimate';
import { estimateSteps } from '../../core/prompts/estimateSteps';
import { runTotals, type Run, type StepState } from '../../core/prompts/runState';
import type { Step } from '../../core/prompts/steps';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import { commandId } from '../platform/commands';
import { chatSettings, type Settings } from '../platform/settings';
import { isPromptFile, Places, plan, readPrompts } from './promptDocuments';
import type { Runs } from './runs';
import { Slowly } from './slowly';

/** The languages of prompt files, as in package.json. */
export const promptLanguages = ['bedrock-prompts', 'bedrock-prompts-yaml', 'bedrock-prompts-jsonl'] as const;

/** The settings that what prompts are asked, or what that costs, depends on. */
const decisive = ['model', 'systemPrompt', 'maxTokens', 'prices', 'region', 'serviceTier'] as const;

/** Above each prompt: run it, what it will take, and how it went last time; above all of them the same of all. */
export class PromptLenses implements vscode.CodeLensProvider, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(private readonly parts: { runs: Runs; settings: Settings; price: Pricer }) {
    const selector = promptLanguages.map((language) => ({ language, scheme: 'file' }));
    this.owned.add(vscode.languages.registerCodeLensProvider(selector, this));
    const soon = this.owned.add(new Slowly(() => this.changed.fire()));
    // Each look goes over all prompts of the file.
    const later = this.owned.add(new Slowly(() => this.changed.fire(), 1000));
    this.owned.add(parts.runs.onDidChange(() => soon.soon()));
    this.owned.add(parts.runs.onDidAppend(() => later.soon()));
    this.owned.add(parts.settings.onDidChange(decisive, () => soon.soon()));
  }

  async provideCodeLenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!isPromptFile(uri)) return [];
    const { runs, settings } = this.parts;
    const document = await readPrompts(uri);
    if (document.prompts.length === 0) return [];
    const last = (await runs.list()).find(({ file }) => file === uri.fsPath);
    const steps = plan(document, settings);
    const byPrompt = new Map<string, Step[]>();
    for (const step of steps) {
      byPrompt.set(step.promptId, [...(byPrompt.get(step.promptId) ?? []), step]);
    }
    const places = new Places(document.text);
    const top = new vscode.Range(0, 0, 0, 0);
    return [
      runLens(top, vscode.l10n.t('$(run-all) Run all ({0})', steps.length), [uri]),
      this.estimate(top, steps, last),
      ...(last === undefined ? [] : [lastLens(top, last, `${last.state} · ${totalText(last)}`)]),
      ...document.prompts.flatMap(({ id, span }) => {
        const own = byPrompt.get(id) ?? [];
        const range = places.range(span);
        const status = last === undefined ? undefined : statusText(last, own);
        return [
          runLens(range, vscode.l10n.t('$(play) Run this'), [uri, id]),
          this.estimate(range, own, last),
          ...(last === undefined || status === undefined ? [] : [lastLens(range, last, status)]),
        ];
      }),
    ];
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** What goes in, and what it costs from the input alone to answers as long as they may become. */
  private estimate(range: vscode.Range, steps: readonly Step[], last: Run | undefined): vscode.CodeLens {
    const { settings, price } = this.parts;
    const automatic = last?.steps.find(({ result }) => result !== null)?.result?.modelId;
    const { inputTokens, leastUsd, mostUsd } = estimateSteps(steps, {
      price,
      region: settings.get('region') || 'us-east-1',
      parameters: chatSettings(settings).parameters,
      modelOf: ({ model }) => {
        const id = model === '' ? automatic : model;
        return id === undefined ? undefined : configuredModel(id);
      },
    });
    const tokens = vscode.l10n.t('~{0} tokens', inputTokens.toLocaleString());
    let title = tokens;
    if (leastUsd !== undefined && mostUsd === undefined) {
      title = vscode.l10n.t('{0}, from {1}', tokens, moneyText(leastUsd));
    } else if (leastUsd !== undefined && mostUsd !== undefined) {
      title = vscode.l10n.t('{0}, {1} to {2}', tokens, moneyText(leastUsd), moneyText(mostUsd));
    }
    const tooltip = vscode.l10n.t(
      'Estimated: the input alone, and with answers as long as allowed. What is answered already costs nothing.',
    );
    return new vscode.CodeLens(range, { title, tooltip, command: '' });
  }
}

function runLens(range: vscode.Range, title: string, args: unknown[]): vscode.CodeLens {
  return new vscode.CodeLens(range, { title, command: commandId('runPrompts'), arguments: args });
}

function lastLens(range: vscode.Range, run: Run, title: string): vscode.CodeLens {
  const name = run.endedAt === null ? 'openRunLog' : 'openRunResult';
  return new vscode.CodeLens(range, { title, command: commandId(name), arguments: [run.id] });
}

function statusText(run: Run, steps: readonly Step[]): string | undefined {
  const found = steps.flatMap(({ id, key }) => {
    const step = run.step(id);
    return step?.key === key ? [step] : [];
  });
  const [only] = found;
  if (only === undefined) return undefined;
  if (found.length === 1) return stepText(only);
  const done = found.filter(({ result }) => result !== null).length;
  return vscode.l10n.t('{0} of {1} answered', done, steps.length);
}

function stepText({ state, result, attempts }: StepState): string {
  if (result === null) return state === 'Retrying' ? `${state} (${attempts.length + 1})` : state;
  const cost = result.costUsd === null ? [] : [moneyText(result.costUsd)];
  return [state, `${(result.latencyMs / 1000).toFixed(1)} s`, ...cost].join(' · ');
}

function totalText(run: Run): string {
  const { tokens, usd, unpriced } = runTotals(run);
  const count = vscode.l10n.t('{0} tokens', tokens.toLocaleString());
  return unpriced > 0 || tokens === 0 ? count : `${count} · ${moneyText(usd)}`;
}

function moneyText(usd: number): string {
  return usd > 0 && usd < 0.0001 ? '<$0.0001' : usdText(usd);
}
