import * as vscode from 'vscode';
import type { Connections } from '../../core/bedrock/connection';
import { classifyError } from '../../core/aws/errors';
import type { ModelCatalog } from '../../core/bedrock/models/modelCatalog';
import type { ListedModel } from '../../core/bedrock/models/modelChoice';
import type { Listing } from '../../core/bedrock/models/modelStore';
import { MAX_MODEL_ID_CHARACTERS, modelIdFault } from '../../core/bedrock/models/modelId';
import { withOwnModels, type OwnModels } from '../../core/bedrock/models/ownModels';
import { successorOf } from '../../core/bedrock/models/successor';
import { explainError, type Explanation } from '../../core/chat/explain';
import { unlistedText } from '../../core/chat/progressText';
import { runAction } from '../platform/actions';
import type { Settings } from '../platform/settings';
import { takesAllTheSame } from './lackingModel';
import { modelItems, replacementItems, type ModelItem } from './modelItems';
import type { RecentModels } from './recentModels';
import { showInformation, showWarning } from '../platform/notify';
import { formatCount } from '../../shared/format';

/** Collaborators of choosing a model. */
export interface SelectModelParts {
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly settings: Settings;
  readonly recent: RecentModels;
  /** What is known of models beside AWS's listing. */
  readonly own: () => OwnModels;
}

const TYPE_ONE = 'type';
const SIGN_IN = 'signIn';

/** Lets the user choose among what the account lists, type any id or ARN, or leave the choice to us. */
export async function selectModel(parts: SelectModelParts): Promise<void> {
  const { settings, recent } = parts;
  const current = settings.get('model');
  const picker = new ModelPicker(parts, current);
  const item = await picker.choose();
  const { lacking } = item ?? {};
  const choice = lacking?.id ?? item?.choice;
  if (choice === undefined || (lacking !== undefined && !(await takesAllTheSame(lacking, picker.region)))) {
    return;
  }
  if (choice === SIGN_IN) {
    await runAction('signIn', picker.region);
    return;
  }
  const model = choice === TYPE_ONE ? await typeModel(current) : choice;
  if (model === undefined) {
    return;
  }
  await settings.set('model', model === '' ? undefined : model);
  if (model !== '') {
    await recent.add(model);
  }
}

/** Lists the account's models anew, says what came of it, and offers to choose one. */
export async function refreshModels(parts: SelectModelParts): Promise<void> {
  let region = '';
  const listing = async () => {
    const connection = await parts.connections.current();
    region = connection.region;
    return parts.catalog.refresh(connection);
  };
  const title = vscode.l10n.t('Listing the models of your account…');
  const choose = vscode.l10n.t('Select Model…');
  try {
    const location = vscode.ProgressLocation.Window;
    const { models, denied } = await vscode.window.withProgress({ location, title }, listing);
    const told = [
      vscode.l10n.t('{0} models and profiles are listed in {1}.', formatCount(models.length), region),
      ...denied.map(unlistedText),
    ].join(' ');
    if ((await showInformation(told, choose)) === choose) {
      await selectModel(parts);
    }
  } catch (error) {
    const { message } = explained(error, region);
    const told = vscode.l10n.t('The models could not be listed. {0}', message);
    if ((await showWarning(told, choose)) === choose) {
      await selectModel(parts);
    }
  }
}

/** The list, which shows at once what was listed before and then what the account says now. */
class ModelPicker {
  region = '';
  private readonly picker = vscode.window.createQuickPick<ModelItem>();

  constructor(
    private readonly parts: SelectModelParts,
    private readonly current: string,
  ) {
    const { picker } = this;
    picker.title = vscode.l10n.t('Bedrock: Select Model');
    picker.placeholder = vscode.l10n.t('Listing the models of your account…');
    picker.matchOnDescription = true;
    picker.matchOnDetail = true;
    picker.buttons = [{ iconPath: new vscode.ThemeIcon('refresh'), tooltip: vscode.l10n.t('List Again') }];
    picker.items = alwaysThere(current);
  }

  /** The line chosen; undefined when the user closes the list. */
  async choose(): Promise<ModelItem | undefined> {
    const { picker } = this;
    const chosen = await new Promise<ModelItem | undefined>((resolve) => {
      picker.onDidTriggerButton(() => void this.fill(true));
      picker.onDidTriggerItemButton(({ item }) => resolve({ label: item.label, choice: item.successor }));
      picker.onDidAccept(() => resolve(picker.selectedItems[0]));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
      void this.fill(false);
    });
    picker.dispose();
    return chosen;
  }

  private async fill(again: boolean): Promise<void> {
    const { connections, catalog } = this.parts;
    this.picker.busy = true;
    try {
      const connection = await connections.current();
      this.region = connection.region;
      this.show(await (again ? catalog.refresh(connection) : catalog.list(connection)));
    } catch (error) {
      this.showProblem(explained(error, this.region));
    } finally {
      this.picker.busy = false;
    }
  }

  private show({ models, denied }: Listing): void {
    const { current } = this;
    const nowMs = Date.now();
    const own = ownListed(models, this.parts.own());
    this.picker.items = [
      ...replacementItems(current, own, nowMs),
      ...alwaysThere(current),
      ...denied.map((permission) => ({
        label: unlistedText(permission),
        iconPath: warning(),
        alwaysShow: true,
      })),
      ...modelItems(own, { current, recent: this.parts.recent.ids, nowMs }),
    ];
    // Whoever comes because the model is retired has its successor at hand.
    const successor = successorOf(current, own, nowMs);
    const item = this.picker.items.find(({ choice }) => choice !== undefined && choice === successor?.id);
    this.picker.activeItems = item === undefined ? this.picker.activeItems : [item];
    this.picker.placeholder = vscode.l10n.t(
      '{0} models and profiles in {1}',
      formatCount(models.length),
      this.region,
    );
  }

  private showProblem(problem: Explanation): void {
    this.picker.placeholder = vscode.l10n.t('The models could not be listed; type an id or ARN instead');
    this.picker.items = [
      ...alwaysThere(this.current),
      { label: problem.message, detail: problem.detail, iconPath: warning(), alwaysShow: true },
      ...(problem.reason === 'credentialsMissing' ? [signInItem()] : []),
      // What was chosen before needs no listing.
      ...this.parts.recent.ids.map((id) => ({
        label: id,
        choice: id,
        description:
          id === this.current
            ? vscode.l10n.t({ message: 'current', comment: ['Of the model that is set'] })
            : vscode.l10n.t({ message: 'recently used', comment: ['Of a model'] }),
      })),
    ];
  }
}

/** The listed models with what else is known of them. */
function ownListed(models: readonly ListedModel[], own: OwnModels): ListedModel[] {
  return models.map((model) => ({ ...model, ...withOwnModels(model, own) }));
}

function explained(error: unknown, region: string): Explanation {
  return explainError(classifyError(error), {
    modelLabel: '',
    region,
    credentials: undefined,
    partial: false,
  });
}

/* An icon inside a label is read out by its English name. */
function warning(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('warning');
}

function signInItem(): ModelItem {
  return {
    label: vscode.l10n.t('Sign In…'),
    iconPath: new vscode.ThemeIcon('sign-in'),
    choice: SIGN_IN,
    alwaysShow: true,
  };
}

function alwaysThere(current: string): ModelItem[] {
  return [
    {
      label: vscode.l10n.t('Automatic'),
      iconPath: new vscode.ThemeIcon('sparkle'),
      description:
        current === '' ? vscode.l10n.t({ message: 'current', comment: ['Of the model that is set'] }) : '',
      detail: vscode.l10n.t('The newest Claude Sonnet that your account lists'),
      choice: '',
    },
    {
      label: vscode.l10n.t('Type a Model Id or ARN…'),
      iconPath: new vscode.ThemeIcon('edit'),
      detail: vscode.l10n.t('A model id, an inference profile id, or the ARN of either'),
      choice: TYPE_ONE,
      alwaysShow: true,
    },
  ];
}

async function typeModel(current: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Bedrock: Select Model'),
    prompt: vscode.l10n.t('A model id, an inference profile id, or the ARN of either'),
    value: current,
    ignoreFocusOut: true,
    validateInput: (value) => idProblem(value.trim()),
  });
  return typed?.trim();
}

function idProblem(id: string): string | undefined {
  if (modelIdFault(id) === undefined) {
    return undefined;
  }
  return id.length > MAX_MODEL_ID_CHARACTERS
    ? vscode.l10n.t('Ids and ARNs have at most {0} characters.', formatCount(MAX_MODEL_ID_CHARACTERS))
    : vscode.l10n.t('Ids and ARNs have no spaces in them.');
}
