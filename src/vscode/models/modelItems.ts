import * as vscode from 'vscode';
import { isEnding } from '../../core/bedrock/models/lifecycle';
import { lifecycleRemarks } from '../../core/bedrock/models/lifecycleText';
import { missingStep } from '../../core/bedrock/models/modelAccess';
import type { ListedModel } from '../../core/bedrock/models/modelChoice';
import { traitsOf } from '../../core/bedrock/models/modelTraits';
import { successorOf } from '../../core/bedrock/models/successor';
import { accessRemark } from '../../core/chat/missingStepText';
import { formatTick } from '../../shared/format';

/** A line of the model picker; without `choice` and `lacking` it only says something. */
export interface ModelItem extends vscode.QuickPickItem {
  readonly choice?: string;
  /** A model that the account cannot use yet. */
  readonly lacking?: ListedModel;
  /** What the line's button chooses in place of a model that ends. */
  readonly successor?: string;
}

/** All that decides the order and the marks of the lines. */
export interface ItemOptions {
  /** The id in the settings; empty for the automatic choice. */
  readonly current: string;
  /** Ids that were chosen before, the latest first. */
  readonly recent: readonly string[];
  /** The instant, in milliseconds since 1970, by which is judged what ends soon. */
  readonly nowMs: number;
}

/**
 * The listed models as lines: those used last first, then by provider, the newest of a name's profiles together, and
 * last, by themselves, those that the account cannot use yet.
 */
export function modelItems(listed: readonly ListedModel[], options: ItemOptions): ModelItem[] {
  const { recent, nowMs } = options;
  const models = listed.filter((model) => missingStep(model) === undefined);
  const lacking = listed.filter((model) => missingStep(model) !== undefined);
  const used = recent.flatMap((id) => models.filter((model) => model.id === id));
  const groups = new Map<string, ListedModel[]>();
  if (used.length > 0) {
    groups.set(vscode.l10n.t('Recently used'), used);
  }
  const others = models.filter((model) => !used.includes(model));
  for (const model of others.toSorted((a, b) => compareModels(a, b, nowMs))) {
    const name = groupName(model);
    groups.set(name, [...(groups.get(name) ?? []), model]);
  }
  if (lacking.length > 0) {
    groups.set(
      vscode.l10n.t({
        message: 'Not usable by this account yet',
        comment: ['Above models of which AWS says that a step is missing'],
      }),
      lacking.toSorted((a, b) => compareModels(a, b, nowMs)),
    );
  }
  return [...groups].flatMap(([label, members]) => [
    { label, kind: vscode.QuickPickItemKind.Separator },
    ...members.map((model) => withSuccessor(modelItem(model, options), model, listed, nowMs)),
  ]);
}

/** The line by which a model that ends is replaced by its successor; none where it does not end, or has none. */
export function replacementItems(
  current: string,
  models: readonly ListedModel[],
  nowMs: number,
): ModelItem[] {
  const own = models.find(({ id }) => id === current);
  const successor = successorOf(current, models, nowMs);
  if (own === undefined || successor === undefined) {
    return [];
  }
  return [
    {
      label: insteadText(successor),
      iconPath: new vscode.ThemeIcon('arrow-swap'),
      description: [own.label, ...lifecycleRemarks(own, nowMs)].join(' · '),
      detail: successor.id,
      choice: successor.id,
      alwaysShow: true,
    },
  ];
}

function withSuccessor(
  item: ModelItem,
  model: ListedModel,
  models: readonly ListedModel[],
  nowMs: number,
): ModelItem {
  const successor = successorOf(model.id, models, nowMs);
  if (successor === undefined) {
    return item;
  }
  const tooltip = `${insteadText(successor)} (${successor.id})`;
  const button = { iconPath: new vscode.ThemeIcon('arrow-swap'), tooltip };
  return { ...item, buttons: [button], successor: successor.id };
}

function insteadText(successor: ListedModel): string {
  return vscode.l10n.t({
    message: 'Use {0} Instead',
    args: [successor.label],
    comment: ['A button: in place of a model that AWS is retiring'],
  });
}

/** The account's own profiles first, then providers and names by the alphabet, what ends last in its group. */
function compareModels(a: ListedModel, b: ListedModel, nowMs: number): number {
  return (
    Number(b.kind === 'applicationProfile') - Number(a.kind === 'applicationProfile') ||
    a.provider.localeCompare(b.provider) ||
    Number(isEnding(a, nowMs)) - Number(isEnding(b, nowMs)) ||
    a.label.localeCompare(b.label, undefined, { numeric: true }) ||
    a.id.localeCompare(b.id)
  );
}

function groupName({ kind, provider }: ListedModel): string {
  return kind === 'applicationProfile' ? vscode.l10n.t('Application inference profiles') : provider;
}

function modelItem(model: ListedModel, { current, nowMs }: ItemOptions): ModelItem {
  const { id, label, access } = model;
  const remarks = [
    ...(id === current ? [vscode.l10n.t({ message: 'current', comment: ['Of the model that is set'] })] : []),
    ...(access === undefined ? [] : [accessRemark(access)]),
    ...lifecycleRemarks(model, nowMs),
    ...abilities(model),
  ];
  // The model behind a profile of the account's own is in neither its name nor its id.
  const detail = model.kind === 'applicationProfile' ? `${model.modelId} · ${id}` : id;
  const line = { label, description: remarks.join(' · '), detail };
  return missingStep(model) === undefined ? { ...line, choice: id } : { ...line, lacking: model };
}

/** The known facts of the model; what is not known is not said. */
function abilities(model: ListedModel): string[] {
  const { contextTokens, tools, images: known } = traitsOf(model);
  const { images } = model;
  return [
    contextTokens === undefined
      ? vscode.l10n.t({ message: 'limits not known', comment: ['Of a model: how much it reads and writes'] })
      : vscode.l10n.t('{0} tokens', formatTick(contextTokens)),
    ...((known ?? images) === true
      ? [vscode.l10n.t({ message: 'images', comment: ['What a model takes besides text'] })]
      : []),
    ...(tools === 'stream' ? [vscode.l10n.t({ message: 'tools', comment: ['What a model can call'] })] : []),
  ];
}
