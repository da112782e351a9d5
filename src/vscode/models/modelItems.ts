import * as vscode from 'vscode';
import type { ListedModel } from '../../core/bedrock/models/modelChoice';
import { traitsOf } from '../../core/bedrock/models/modelTraits';
import { formatTick } from '../../shared/format';

/** A line of the model picker; without `choice` it only says something. */
export type ModelItem = vscode.QuickPickItem & { readonly choice?: string };

/** All that decides the order and the marks of the lines. */
export interface ItemOptions {
  /** The id in the settings; empty for the automatic choice. */
  readonly current: string;
  /** Ids that were chosen before, the latest first. */
  readonly recent: readonly string[];
}

/** The listed models as lines: those used last first, then by provider, the newest of a name's profiles together. */
export function modelItems(models: readonly ListedModel[], { current, recent }: ItemOptions): ModelItem[] {
  const used = recent.flatMap((id) => models.filter((model) => model.id === id));
  const groups = new Map<string, ListedModel[]>();
  if (used.length > 0) {
    groups.set(vscode.l10n.t('Recently used'), used);
  }
  const others = models.filter((model) => !used.includes(model));
  for (const model of others.toSorted((a, b) => compareModels(a, b))) {
    const name = groupName(model);
    groups.set(name, [...(groups.get(name) ?? []), model]);
  }
  return [...groups].flatMap(([label, members]) => [
    { label, kind: vscode.QuickPickItemKind.Separator },
    ...members.map((model) => modelItem(model, current)),
  ]);
}

/** The account's own profiles first, then providers and names by the alphabet, legacy models last in their group. */
function compareModels(a: ListedModel, b: ListedModel): number {
  return (
    Number(b.kind === 'applicationProfile') - Number(a.kind === 'applicationProfile') ||
    a.provider.localeCompare(b.provider) ||
    Number(a.legacy) - Number(b.legacy) ||
    a.label.localeCompare(b.label, undefined, { numeric: true }) ||
    a.id.localeCompare(b.id)
  );
}

function groupName({ kind, provider }: ListedModel): string {
  return kind === 'applicationProfile' ? vscode.l10n.t('Application inference profiles') : provider;
}

function modelItem(model: ListedModel, current: string): ModelItem {
  const { id, label } = model;
  const remarks = [
    ...(id === current ? [vscode.l10n.t({ message: 'current', comment: ['Of the model that is set'] })] : []),
    ...(model.legacy
      ? [vscode.l10n.t({ message: 'legacy', comment: ['Of a model: superseded, as AWS calls it'] })]
      : []),
    ...abilities(model),
  ];
  // The model behind a profile of the account's own is in neither its name nor its id.
  const detail = model.kind === 'applicationProfile' ? `${model.modelId} · ${id}` : id;
  return { label, description: remarks.join(' · '), detail, choice: id };
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
