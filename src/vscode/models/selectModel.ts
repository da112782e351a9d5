import * as vscode from 'vscode';
import type { Connections } from '../../core/bedrock/connection';
import { classifyError } from '../../core/bedrock/errors';
import type { ListedModel, ModelCatalog } from '../../core/bedrock/modelCatalog';
import { explainError } from '../../core/chat/explain';
import { runAction } from '../platform/actions';
import type { Settings } from '../platform/settings';

/** What choosing a model works with. */
export interface SelectModelParts {
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly settings: Settings;
}

type Item = vscode.QuickPickItem & { readonly choice?: string | 'type' };

const TYPE_ONE = 'type';

/** Lets the person choose among what the account lists, type any id or ARN, or leave the choice to us. */
export async function selectModel({ connections, catalog, settings }: SelectModelParts): Promise<void> {
  const current = settings.get('model');
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = vscode.l10n.t('Bedrock: Select Model');
  picker.placeholder = vscode.l10n.t('Listing the models of your account…');
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.busy = true;
  picker.items = alwaysThere(current);
  const refresh = { iconPath: new vscode.ThemeIcon('refresh'), tooltip: vscode.l10n.t('List Again') };
  picker.buttons = [refresh];

  let region = '';
  const fill = async () => {
    picker.busy = true;
    try {
      const connection = await connections.current();
      region = connection.region;
      const listed = await catalog.list(connection);
      picker.items = [...alwaysThere(current), ...listed.reduce<Item[]>(grouped(current), [])];
      picker.placeholder = vscode.l10n.t('{0} models and profiles in {1}', listed.length, region);
    } catch (error) {
      const problem = explainError(classifyError(error), {
        modelLabel: '',
        region,
        credentials: undefined,
        partial: false,
      });
      picker.placeholder = vscode.l10n.t('The models could not be listed; type an id or ARN instead');
      picker.items = [
        ...alwaysThere(current),
        { label: `$(warning) ${problem.message}`, detail: problem.detail, alwaysShow: true },
        ...(problem.reason === 'credentialsMissing'
          ? [{ label: `$(sign-in) ${vscode.l10n.t('Sign In…')}`, choice: 'signIn', alwaysShow: true }]
          : []),
      ];
    } finally {
      picker.busy = false;
    }
  };
  picker.onDidTriggerButton(() => {
    void connections
      .current()
      .then(
        (connection) => catalog.refresh(connection),
        () => undefined,
      )
      .then(fill);
  });

  const chosen = await new Promise<Item | undefined>((resolve) => {
    picker.onDidAccept(() => resolve(picker.selectedItems[0]));
    picker.onDidHide(() => resolve(undefined));
    picker.show();
    void fill();
  });
  picker.dispose();
  if (chosen?.choice === undefined) {
    return;
  }
  if (chosen.choice === 'signIn') {
    await runAction('signIn', region);
    return;
  }
  const model = chosen.choice === TYPE_ONE ? await typeModel(current) : chosen.choice;
  if (model !== undefined) {
    await settings.set('model', model === '' ? undefined : model);
  }
}

function alwaysThere(current: string): Item[] {
  return [
    {
      label: vscode.l10n.t('$(sparkle) Automatic'),
      description: current === '' ? vscode.l10n.t('current') : '',
      detail: vscode.l10n.t('The newest Claude Sonnet that your account lists'),
      choice: '',
    },
    {
      label: vscode.l10n.t('$(edit) Type a Model Id or ARN…'),
      detail: vscode.l10n.t('A model id, an inference profile id, or the ARN of either'),
      choice: TYPE_ONE,
      alwaysShow: true,
    },
  ];
}

/* Starts a group at each new provider; the list comes sorted by AWS. */
function grouped(current: string): (items: Item[], model: ListedModel) => Item[] {
  return (items, model) => {
    const separator = vscode.QuickPickItemKind.Separator;
    const group = items.findLast(({ kind }) => kind === separator);
    if (group?.label !== groupName(model)) {
      items.push({ label: groupName(model), kind: separator });
    }
    const remarks = [
      ...(model.id === current ? [vscode.l10n.t('current')] : []),
      ...(model.legacy ? [vscode.l10n.t('legacy')] : []),
    ];
    items.push({ label: model.label, description: remarks.join(', '), detail: model.id, choice: model.id });
    return items;
  };
}

function groupName(model: ListedModel): string {
  switch (model.kind) {
    case 'onDemand':
      return model.provider;
    case 'systemProfile':
      return vscode.l10n.t('{0} (inference profile)', model.provider);
    case 'applicationProfile':
      return vscode.l10n.t('Application inference profiles');
  }
}

async function typeModel(current: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Bedrock: Select Model'),
    prompt: vscode.l10n.t('A model id, an inference profile id, or the ARN of either'),
    value: current,
    ignoreFocusOut: true,
    validateInput: (value) =>
      /\s/.test(value.trim()) ? vscode.l10n.t('Ids and ARNs have no spaces in them.') : undefined,
  });
  return typed?.trim();
}
