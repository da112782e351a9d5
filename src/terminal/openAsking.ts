import { CredentialSource } from '../core/aws/credentials/credentialSource';
import type { SecretStore } from '../core/aws/credentials/storedCredentials';
import type { Connections } from '../core/bedrock/connection';
import { ModelCatalog } from '../core/bedrock/models/modelCatalog';
import { ModelStore } from '../core/bedrock/models/modelStore';
import type { OwnModels } from '../core/bedrock/models/ownModels';
import { PublicListStore } from '../core/bedrock/models/publicListStore';
import { openConnections } from '../core/bedrock/openConnections';
import { openQuotas } from '../core/bedrock/quotas/openQuotas';
import { openRecordedChat, type RecordedChat } from '../core/chat/recordedChat';
import { chatSettings, credentialSettings, ownModels, toolLimits } from '../core/settings/settingGroups';
import { openSpending, type Spending } from '../core/spending/openSpending';
import { DisposableStore, type Disposable } from '../core/util/disposable';
import { formatUsd } from '../shared/format';
import { join } from 'node:path';
import { askMfaCode } from './mfaCode';
import type { Terminal } from './openTerminal';

/** All that asking Bedrock takes. */
export interface Asking extends Disposable {
  readonly credentials: CredentialSource;
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  /** What is known of models beside AWS's listing. */
  readonly own: () => OwnModels;
  readonly spending: Spending;
  readonly chat: RecordedChat;
}

/** No secret is kept: credentials are those of the environment and of the AWS config files. */
const noStoredSecrets: SecretStore = {
  get: () => Promise.resolve(undefined),
  set: () => Promise.reject(new Error('A terminal stores no credentials.')),
  clear: () => Promise.resolve(),
  onDidChange: () => ({ dispose: () => undefined }),
};

/**
 * Puts together what asks Bedrock, each call of which is logged, on record and counted; nothing connects before
 * somebody asks. `onNotice` is told in a sentence what the user has to know of money.
 */
export function openAsking(terminal: Terminal, onNotice: (sentence: string) => void): Asking {
  const { settings, folder, storage, redactor } = terminal;
  const { logger, recorder } = storage;
  const owned = new DisposableStore();
  const credentials = new CredentialSource({
    secrets: noStoredSecrets,
    settings: () => credentialSettings(settings),
    onSecret: (value) => redactor.addSecret(value),
    redact: (text) => redactor.redact(text),
    mfaCode: (serial) => askMfaCode(serial, terminal.signal),
  });
  const connections = owned.add(openConnections(settings, credentials));
  const list = new PublicListStore(join(folder, 'models'));
  const own = () => ownModels(settings, list);
  const catalog = owned.add(new ModelCatalog(new ModelStore(join(folder, 'models')), own));
  const spending = owned.add(
    openSpending({
      folder,
      settings,
      list,
      logger: logger.named('costs'),
      notices: {
        onWarning: ({ period, limitUsd, spentUsd }) =>
          onNotice(
            `Bedrock has used ${formatUsd(spentUsd)} of this ${period}’s budget of ${formatUsd(limitUsd)}, calls under way included.`,
          ),
        // The answer says so itself.
        onRefusal: () => undefined,
        onUnpriced: () =>
          onNotice(
            'The model’s price is not known, so the budget does not count its calls. Set it in "prices".',
          ),
        onUnreadable: (lines) =>
          onNotice(`${lines} lines of what calls have cost could not be read: the budget may be passed.`),
        onTrouble: () => onNotice('What calls cost cannot be written to the disk; the log says why.'),
        onPriceProblem: onNotice,
      },
    }),
  );
  const { price, budget } = spending;
  const chat = owned.add(
    openRecordedChat({
      connections,
      catalog,
      quotas: openQuotas(folder, settings),
      price,
      budget,
      settings: () => chatSettings(settings),
      toolLimits: toolLimits(settings),
      pictureWorkerPath: join(terminal.dist, 'pictureWorker.cjs'),
      logger,
      recorder,
      count: (invocation, cache) => spending.count(invocation, cache),
    }),
  );
  return { credentials, connections, catalog, own, spending, chat, dispose: () => owned.dispose() };
}
