import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import {
  countStates,
  runStates,
  runTotals,
  type Attempt,
  type PromptRun,
  type StateName,
  type StepState,
} from '../../core/prompts/runState';
import { batchStatusText } from '../../core/prompts/batch/statusText';
import { stateText } from '../../core/prompts/stateText';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { Runs } from './runs';
import { tokensText } from './stepCosts';
import { Throttle } from '../../shared/throttle';
import { formatCount, formatDuration, formatInstant, formatKnownUsd, formatUsd } from '../../shared/format';

/** An entry of the Runs view. */
export type RunNode =
  | { readonly type: 'file'; readonly file: string }
  | { readonly type: 'run'; readonly run: PromptRun }
  | { readonly type: 'step'; readonly run: PromptRun; readonly step: string }
  | { readonly type: 'attempt'; readonly run: PromptRun; readonly step: string; readonly number: number };

/** Prompt files, their runs, the steps of these and each try. */
export class RunTree implements vscode.TreeDataProvider<RunNode>, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new vscode.EventEmitter<RunNode[] | undefined>());
  private known: readonly PromptRun[] | undefined;
  /** Runs and steps as VS Code was given them, by their ids: only these can be told to have changed. */
  private readonly nodes = new Map<string, RunNode>();
  /** Ids of what has gone on. */
  private readonly touchedRuns = new Set<string>();
  private readonly touchedSteps = new Set<string>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly runs: Runs,
    readonly view: vscode.TreeView<RunNode>,
  ) {
    const refresh = this.owned.add(new Throttle(() => this.changed.fire(undefined)));
    /*
     * Seldom: an entry that is drawn again between the press of a button and its release misses the click. And never
     * all of it: until each entry is there again, VS Code gives the commands of its buttons no entry.
     */
    const totals = this.owned.add(new Throttle(() => this.tell(this.touchedRuns), 2000));
    const steps = this.owned.add(new Throttle(() => this.tell(this.touchedSteps)));
    this.owned.add(
      runs.onDidAppend(({ run, event }) => {
        this.touchedRuns.add(run.id);
        totals.schedule();
        if (!('step' in event)) {
          return;
        }
        this.touchedSteps.add(stepId(run, event.step));
        steps.schedule();
      }),
    );
    this.owned.add(
      runs.onDidChange(() => {
        this.known = undefined;
        this.nodes.clear();
        refresh.schedule();
      }),
    );
    // Another window may have run something in the meantime.
    this.owned.add(
      this.view.onDidChangeVisibility(({ visible }) => {
        if (!visible) {
          return;
        }
        this.known = undefined;
        refresh.schedule();
      }),
    );
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    switch (node?.type) {
      case undefined: {
        const files = new Set((await this.all()).map(({ file }) => file));
        return [...files].map((file) => ({ type: 'file', file }));
      }
      case 'file':
        return (await this.all())
          .filter(({ file }) => file === node.file)
          .map((run) => this.node(run.id, { type: 'run', run }));
      case 'run':
        return node.run.steps.map(({ id }) =>
          this.node(stepId(node.run, id), { type: 'step', run: node.run, step: id }),
        );
      case 'step': {
        const attempts = node.run.step(node.step)?.attempts ?? [];
        return attempts.map(({ number }) => ({ ...node, type: 'attempt', number }));
      }
      case 'attempt':
        return [];
    }
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    const item = this.item(node);
    // Else a screen reader would read the tooltip.
    const { label: name, description } = item;
    const parts = [name, description].flatMap((part) =>
      typeof part === 'string' && part !== '' ? [part] : [],
    );
    const label = parts.join(', ');
    item.accessibilityInformation = { label };
    return item;
  }

  /** The entry that VS Code has of it, else this one. */
  private node(id: string, node: Extract<RunNode, { run: PromptRun }>): RunNode {
    const known = this.nodes.get(id);
    if (known !== undefined && 'run' in known && known.run === node.run) {
      return known;
    }
    this.nodes.set(id, node);
    return node;
  }

  private tell(touched: Set<string>): void {
    const nodes = [...touched].flatMap((id) => this.nodes.get(id) ?? []);
    touched.clear();
    if (nodes.length > 0) {
      this.changed.fire(nodes);
    }
  }

  private item(node: RunNode): vscode.TreeItem {
    switch (node.type) {
      case 'file':
        return fileItem(node.file);
      case 'run':
        return runItem(node.run, node.run === this.known?.find(({ file }) => file === node.run.file));
      case 'step':
        return stepItem(node.run, node.run.step(node.step));
      case 'attempt':
        return attemptItem(
          node.run,
          node.step,
          node.run.step(node.step)?.attempts.find(({ number }) => number === node.number),
        );
    }
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async all(): Promise<readonly PromptRun[]> {
    this.known ??= await this.runs.list();
    return this.known;
  }
}

function stepId(run: PromptRun, step: string): string {
  return `${run.id}/${step}`;
}

/** The run that an entry is about, or that an id names; undefined for what is neither. */
export function runIdOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') {
    return argument;
  }
  const node = argument as Partial<Extract<RunNode, { type: 'run' }>> | undefined;
  return node?.run?.id;
}

const icons: Readonly<Record<StateName, readonly [icon: string, color?: string]>> = {
  Pending: ['circle-outline'],
  Running: ['sync~spin'],
  Retrying: ['history', 'charts.yellow'],
  Completed: ['pass', 'testing.iconPassed'],
  Cached: ['database', 'testing.iconPassed'],
  Failed: ['error', 'testing.iconFailed'],
  Cancelled: ['circle-slash', 'testing.iconSkipped'],
  Crashed: ['warning', 'charts.orange'],
};

function stateIcon(state: StateName): vscode.ThemeIcon {
  const [icon, color] = icons[state];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

function fileItem(file: string): vscode.TreeItem {
  const item = new vscode.TreeItem(basename(file), vscode.TreeItemCollapsibleState.Expanded);
  item.id = file;
  const folder = dirname(file);
  const isRoot = vscode.workspace.workspaceFolders?.some(({ uri }) => uri.fsPath === folder) === true;
  item.description = isRoot ? '' : vscode.workspace.asRelativePath(folder);
  item.resourceUri = vscode.Uri.file(file);
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = 'file';
  return item;
}

function runItem(run: PromptRun, newest: boolean): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(formatInstant(new Date(run.startedAt)), newest ? Expanded : Collapsed);
  const counts = countStates(run);
  const done = (counts.Completed ?? 0) + (counts.Cached ?? 0);
  const totals = runTotals(run);
  const parts = [
    stateText(run.state),
    vscode.l10n.t('{0} of {1}', formatCount(done), formatCount(run.steps.length)),
    ...(run.batch?.status ? [batchStatusText(run.batch.status)] : []),
    ...(run.endedAt === null ? [] : [durationText(run.startedAt, run.endedAt)]),
    ...(totals.tokens === 0 ? [] : [tokensText(totals.tokens), formatKnownUsd(totals.usd, totals.unpriced)]),
  ];
  item.id = run.id;
  item.description = parts.join(' · ');
  item.iconPath = stateIcon(run.state);
  const failed = counts.Failed === undefined ? '' : ' failed';
  item.contextValue = `run ${runStates[run.state]}${failed}`;
  item.tooltip = [run.id, run.startedAt, ...(run.reason === null ? [] : [run.reason])].join('\n');
  return item;
}

function stepItem(run: PromptRun, step: StepState | undefined): vscode.TreeItem {
  if (step === undefined) {
    return new vscode.TreeItem('');
  }
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(`${step.id}: ${step.title}`, step.attempts.length > 0 ? Collapsed : None);
  const { result } = step;
  const figures =
    result === null
      ? []
      : [
          result.modelLabel,
          formatDuration(result.latencyMs),
          vscode.l10n.t(
            '{0} → {1} tokens',
            formatCount(result.inputTokens),
            formatCount(result.outputTokens),
          ),
          result.costUsd === null ? vscode.l10n.t('unknown price') : formatUsd(result.costUsd),
        ];
  const error = result === null ? step.attempts.at(-1)?.error?.message : undefined;
  const checks = result?.failedChecks ?? [];
  item.id = stepId(run, step.id);
  item.description = [
    stateText(step.state),
    ...figures,
    ...checks,
    ...(error === undefined ? [] : [error]),
  ].join(' · ');
  item.iconPath = checks.length > 0 ? new vscode.ThemeIcon('warning') : stateIcon(step.state);
  item.contextValue = 'step';
  item.tooltip = result?.text.slice(0, 1000) ?? error ?? step.title;
  return item;
}

function attemptItem(run: PromptRun, step: string, attempt: Attempt | undefined): vscode.TreeItem {
  if (attempt === undefined) {
    return new vscode.TreeItem('');
  }
  const { number, startedAt, endedAt, error } = attempt;
  const item = new vscode.TreeItem(vscode.l10n.t('Attempt {0}', number));
  const time = endedAt === null ? [] : [durationText(startedAt, endedAt)];
  const state = error !== null ? 'Failed' : endedAt === null ? 'Running' : 'Completed';
  item.id = `${run.id}/${step}/${startedAt}`;
  item.description = [...time, ...(error === null ? [] : [error.code, error.message])].join(' · ');
  // Nobody works on it any more, though nobody wrote how it ended.
  const left = state === 'Running' && runStates[run.state] !== 'running';
  item.iconPath = stateIcon(left ? 'Crashed' : state);
  item.tooltip = `${startedAt}${error === null ? '' : `\n${error.message}`}`;
  item.contextValue = 'attempt';
  return item;
}

function durationText(from: string, to: string): string {
  return formatDuration(Date.parse(to) - Date.parse(from));
}
