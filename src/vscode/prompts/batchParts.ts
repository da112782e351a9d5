import type { Connections } from '../../core/bedrock/connection';
import type { ModelCatalog } from '../../core/bedrock/models/modelCatalog';
import type { BedrockObserver } from '../../core/bedrock/observer';
import type { Pricer } from '../../core/bedrock/pricing';
import type { Budget } from '../../core/spending/budget';
import type { CheckAnswer } from '../../core/prompts/answerChecks';
import { BatchClients } from '../../core/prompts/batch/batchClients';
import { BatchService } from '../../core/prompts/batch/batchService';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import { chatSettings } from '../../core/settings/settingGroups';
import type { Settings } from '../platform/settings';
import { offerBatch } from './batchOffer';
import type { RunsParts } from './runs';

/** Collaborators of batch jobs. */
export interface BatchSources {
  readonly settings: Settings;
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly observer: BedrockObserver;
  readonly price: Pricer;
  readonly budget: Pick<Budget, 'admit' | 'release' | 'countJob'>;
}

/** Puts together what has to do with batch jobs. */
export function openBatch(
  parts: BatchSources,
  check: CheckAnswer,
): Pick<RunsParts, 'batch' | 'offerBatch'> & Disposable {
  const { settings, connections, catalog, observer, price, budget } = parts;
  const owned = new DisposableStore();
  const clients = owned.add(
    new BatchClients({
      connections,
      endpoints: () => ({
        control: settings.get('controlEndpoint'),
        s3: settings.get('s3.endpoint'),
        serviceQuotas: settings.get('serviceQuotas.endpoint'),
        sts: settings.get('sts.endpoint'),
      }),
      retry: () => ({
        maxAttempts: settings.get('retry.maxAttempts'),
        baseDelayMs: settings.get('retry.baseDelayMs'),
      }),
    }),
  );
  const names = ['s3.endpoint', 'serviceQuotas.endpoint'] as const;
  owned.add(settings.onDidChange(names, () => clients.dispose()));
  const service = new BatchService(clients);
  return {
    batch: {
      service,
      observer,
      price,
      check,
      budget,
      countJob: (token, usage) => budget.countJob(token, usage),
      parameters: () => chatSettings(settings).parameters,
    },
    offerBatch: offerBatch({ settings, connections, catalog, clients }),
    dispose: () => owned.dispose(),
  };
}
