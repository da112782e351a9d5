import { TokenCounter } from '../../core/bedrock/tokenCounter';
import type { RecordedChat } from '../../core/chat/recordedChat';
import { showWarning } from '../platform/notify';
import type { Storage } from '../platform/storage';
import { ModelProvider } from './provider';

/** Puts together what answers for the models of VS Code's picker. */
export function openModelProvider({ engine, asking }: RecordedChat, { logger }: Storage): ModelProvider {
  return new ModelProvider({
    engine,
    tokens: new TokenCounter(asking),
    logger: logger.named('provider'),
    warn: (sentence) => void showWarning(sentence),
  });
}
