import type { CacheFinding } from '../bedrock/cache/finding';
import { CacheTally } from '../bedrock/cache/cacheTally';
import type { Connections } from '../bedrock/connection';
import type { ModelCatalog } from '../bedrock/models/modelCatalog';
import type { AccountQuotas } from '../bedrock/quotas/accountQuotas';
import type { BedrockObserver } from '../bedrock/observer';
import type { Pricer } from '../bedrock/pricing';
import type { Budget } from '../spending/budget';
import { logCalls } from '../logging/callLog';
import type { Logger } from '../logging/logger';
import type { InvocationRecorder } from '../metrics/recorder';
import { PictureScaler } from '../pictures/pictureScaler';
import type { Disposable } from '../util/disposable';
import type { Invocation } from '../../protocol/invocation';
import { ChatEngine } from './chatEngine';
import type { ChatServices, ToolLimits } from './chatServices';
import type { ChatSettings } from './question';

/** What asks Bedrock, and where what was asked is kept. */
export interface RecordedChatParts {
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly quotas: AccountQuotas;
  readonly price: Pricer;
  readonly budget: Budget;
  readonly settings: () => ChatSettings;
  readonly toolLimits: ToolLimits;
  readonly logger: Logger;
  readonly recorder: Pick<InvocationRecorder, 'started' | 'record' | 'feedback'>;
  /** The bundled worker that scales pictures, `dist/pictureWorker.cjs`. */
  readonly pictureWorkerPath: string;
  /** Counts what a call has cost; never throws. */
  readonly count: (invocation: Invocation, cache?: CacheFinding) => void;
}

/** The engine, each call of which is logged, on record and counted, and what else asks Bedrock. */
export interface RecordedChat extends ChatServices, Disposable {
  readonly engine: ChatEngine;
  /** How its conversations fared with the prompt cache. */
  readonly cacheTally: CacheTally;
  /** What asks Bedrock past the engine, and is on record all the same. */
  readonly asking: Pick<RecordedChatParts, 'connections' | 'catalog' | 'quotas' | 'price' | 'budget'> & {
    readonly observer: BedrockObserver;
  };
}

/** Puts the engine together with the record of its calls. */
export function openRecordedChat(parts: RecordedChatParts): RecordedChat {
  const { connections, catalog, quotas, price, budget, settings, toolLimits, logger, recorder, count } =
    parts;
  const log = logCalls(logger);
  const cacheTally = new CacheTally();
  const observer: BedrockObserver = (event) => {
    log(event);
    if (event.type === 'started') {
      recorder.started(event.call);
    }
    if (event.type === 'ended') {
      recorder.record(event.invocation);
      count(event.invocation, event.cache);
      if (event.cache !== undefined) {
        cacheTally.add(event.invocation, event.cache);
      }
    }
  };
  const asking = { connections, catalog, quotas, observer, price, budget };
  const pictures = new PictureScaler({ workerPath: parts.pictureWorkerPath });
  return {
    engine: new ChatEngine({ ...asking, settings, pictures }),
    cacheTally,
    feedback: { record: (id, feedback) => recorder.feedback(id, feedback) },
    toolLimits,
    asking,
    dispose: () => pictures.dispose(),
  };
}
