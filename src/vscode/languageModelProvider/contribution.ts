import * as vscode from 'vscode';
import type { Listing } from '../../core/bedrock/models/modelStore';
import type { OwnModels } from '../../core/bedrock/models/ownModels';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { Feature } from '../../core/util/lazy';
import type { Settings } from '../platform/settings';

/** What answers, once a model is asked. */
interface OpenProvider extends Disposable {
  respond(
    ...asked: Parameters<vscode.LanguageModelChatProvider['provideLanguageModelChatResponse']>
  ): Promise<void>;
  countTokens(...asked: Parameters<vscode.LanguageModelChatProvider['provideTokenCount']>): Promise<number>;
}

/** The account's models, once somebody made use of Bedrock. */
interface OpenModels extends Disposable {
  readonly listed: {
    /** The last listing; asks nobody. */
    known(): Promise<Listing | undefined>;
    /** Lists them; what it throws is for people. */
    list(): Promise<void>;
    /** Lists them unless that could ask the user something; never throws. */
    listSilently(): Promise<void>;
    readonly onDidChange: (listener: () => void) => Disposable;
  };
  /** What is known of models beside AWS's listing. */
  readonly own: () => OwnModels;
}

const VENDOR = 'bedrock-chat';

/** What the models in VS Code's picker are known from. */
export interface ProviderSources {
  readonly provider: Feature<OpenProvider>;
  readonly models: Feature<OpenModels>;
  readonly settings: Settings;
  readonly globalStorageUri: vscode.Uri;
}

/** The models, registered. */
interface ListedModels extends Disposable {
  /** Resolves once VS Code has the models in its list, or cannot be made to list them. */
  readonly listed: Promise<void>;
}

/**
 * The Bedrock models of VS Code's model picker; makes VS Code list them at once. VS Code would list them only when
 * somebody asks for models, and until then it answers every question to a participant with "Language model
 * unavailable", without calling it.
 */
export function contributeModelProvider(sources: ProviderSources): ListedModels {
  const { provider, models, settings } = sources;
  const owned = new DisposableStore();
  const changed = owned.add(new vscode.EventEmitter<void>());
  owned.add(settings.onDidChange(['model', 'profileModels', 'modelLimits'], () => changed.fire()));
  models.whenMade(({ listed }) => {
    owned.add(listed.onDidChange(() => changed.fire()));
    // Somebody makes use of Bedrock now, so the list may be had anew.
    changed.fire();
  });
  owned.add(
    vscode.lm.registerLanguageModelChatProvider(VENDOR, {
      onDidChangeLanguageModelChatInformation: changed.event,
      provideLanguageModelChatInformation: (options) => information(sources, options),
      provideLanguageModelChatResponse: async (...asked) => (await provider.get()).respond(...asked),
      provideTokenCount: async (...asked) => (await provider.get()).countTokens(...asked),
    }),
  );
  // Asking for the vendor's models is what makes VS Code list them.
  const listing = Promise.resolve(vscode.lm.selectChatModels({ vendor: VENDOR }));
  return { listed: listing.then(noResult, noResult), dispose: () => owned.dispose() };
}

/**
 * Answers at once, from the settings and what was listed before: VS Code calls no participant before some model is
 * listed. The account is asked behind its back, once somebody made use of Bedrock, and VS Code told when there is
 * news; only where the user asked for the models they are waited for, and sign-in may ask something.
 */
async function information(
  { models, settings, globalStorageUri }: ProviderSources,
  { silent }: vscode.PrepareLanguageModelChatModelOptions,
): Promise<vscode.LanguageModelChatInformation[]> {
  if (!silent) {
    await models
      .get()
      .then(({ listed }) => listed.list())
      .catch(noResult);
  }
  const listed = models.made?.listed;
  if (silent) {
    void listed?.listSilently();
  }
  const [{ modelInformation }, own, listing] = await Promise.all([
    import('./modelInformation'),
    models.made?.own() ?? ownOf(settings, globalStorageUri),
    listed === undefined ? lastListing(globalStorageUri) : listed.known(),
  ]);
  return modelInformation(settings.get('model'), listing, own);
}

async function ownOf(settings: Settings, globalStorageUri: vscode.Uri): Promise<OwnModels> {
  const [{ ownModels }, { PublicListStore }] = await Promise.all([
    import('../../core/settings/settingGroups'),
    import('../../core/bedrock/models/publicListStore'),
  ]);
  return ownModels(settings, new PublicListStore(folderOf(globalStorageUri)));
}

function folderOf(globalStorageUri: vscode.Uri): string {
  return vscode.Uri.joinPath(globalStorageUri, 'models').fsPath;
}

/** The last listing, in whichever window. */
async function lastListing(globalStorageUri: vscode.Uri): Promise<Listing | undefined> {
  const { ModelStore } = await import('../../core/bedrock/models/modelStore');
  return new ModelStore(folderOf(globalStorageUri)).last();
}

function noResult(): void {
  // Whether there is a list or not, whoever waited goes on.
}
