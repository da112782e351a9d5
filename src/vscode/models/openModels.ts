import { Uri, type ExtensionContext } from 'vscode';
import type { Connections } from '../../core/bedrock/connection';
import { openConnections } from '../../core/bedrock/openConnections';
import { ModelCatalog } from '../../core/bedrock/models/modelCatalog';
import { ModelStore } from '../../core/bedrock/models/modelStore';
import type { OwnModels } from '../../core/bedrock/models/ownModels';
import { PublicListStore } from '../../core/bedrock/models/publicListStore';
import type { AccountQuotas } from '../../core/bedrock/quotas/accountQuotas';
import { openQuotas } from '../../core/bedrock/quotas/openQuotas';
import type { CredentialSource } from '../../core/aws/credentials/credentialSource';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { CommandHandlers } from '../platform/commands';
import { connectionSettingNames, ownModels } from '../../core/settings/settingGroups';
import type { Settings } from '../platform/settings';
import { AccountModels } from './accountModels';
import { RecentModels } from './recentModels';
import { refreshModels, selectModel } from './selectModel';

/** The connection to Bedrock, the models that the account lists, and the one that is chosen. */
export interface Models extends Disposable {
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly quotas: AccountQuotas;
  /** The models of the account, for who wants to list them. */
  readonly listed: AccountModels;
  /** The public list that the user had read. */
  readonly list: PublicListStore;
  /** What is known of models beside AWS's listing. */
  readonly own: () => OwnModels;
  /** The model of the settings; empty for the automatic choice. */
  readonly model: () => string;
  /** Tells when `model` gives another answer. */
  readonly onDidChangeModel: (listener: () => void) => Disposable;
  readonly commands: Pick<CommandHandlers, 'selectModel' | 'refreshModels'>;
}

/** Whose models they are. */
export interface ModelAccount {
  readonly credentials: CredentialSource;
  /** Tells when credentials or region may be others than before. */
  readonly account: { readonly onDidChange: (listener: () => void) => Disposable };
}

/** Puts together what models are reached and known by; nothing connects before somebody asks. */
export function openModels(
  { globalStorageUri, globalState }: Pick<ExtensionContext, 'globalStorageUri' | 'globalState'>,
  settings: Settings,
  { credentials, account }: ModelAccount,
): Models {
  const owned = new DisposableStore();
  const connections = owned.add(openConnections(settings, credentials));
  const folder = Uri.joinPath(globalStorageUri, 'models').fsPath;
  const store = new ModelStore(folder);
  const list = new PublicListStore(folder);
  const own = () => ownModels(settings, list);
  const catalog = owned.add(new ModelCatalog(store, own));
  const listed = owned.add(new AccountModels({ connections, catalog, settings }));
  owned.add(account.onDidChange(() => connections.invalidate()));
  owned.add(settings.onDidChange(connectionSettingNames, () => connections.invalidate()));
  const choosing = { connections, catalog, settings, own, recent: new RecentModels(globalState) };
  return {
    connections,
    catalog,
    quotas: openQuotas(globalStorageUri.fsPath, settings),
    listed,
    list,
    own,
    model: () => settings.get('model'),
    onDidChangeModel: (listener) => settings.onDidChange(['model'], listener),
    commands: {
      selectModel: () => selectModel(choosing),
      refreshModels: () => refreshModels(choosing),
    },
    dispose: () => owned.dispose(),
  };
}
