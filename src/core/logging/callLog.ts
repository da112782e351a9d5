import { isWorthTelling, type CacheFinding, type MissReason } from '../bedrock/cache/finding';
import type { BedrockEvent } from '../bedrock/observer';
import type { Logger } from './logger';

/** Writes one line for each event of each model call; never what was asked or answered. */
export function logCalls(logger: Logger): (event: BedrockEvent) => void {
  return (event) => {
    switch (event.type) {
      case 'started':
        logger.info('Call started', {
          call: event.call.id,
          model: event.call.inference_profile ?? event.call.model_id,
          region: event.call.region,
        });
        break;
      case 'retrying': {
        const { failedAttempt, maxAttempts, delayMs, error } = event.notice;
        logger.warn('Attempt failed; trying again', {
          call: event.id,
          attempt: `${failedAttempt}/${maxAttempts}`,
          error: error.detail.code,
          delayMs,
        });
        break;
      }
      case 'toolsLeftOut':
        logger.warn('Tools left out: their schemas cannot be read or are too long', {
          tools: event.names.join(', '),
        });
        break;
      case 'ended': {
        const { invocation, error, cache } = event;
        const fields = {
          call: invocation.id,
          surface: invocation.surface,
          outcome: invocation.outcome,
          latencyMs: invocation.latency_ms,
          firstTokenMs: invocation.time_to_first_token_ms,
          attempts: invocation.attempts,
          inputTokens: invocation.input_tokens,
          outputTokens: invocation.output_tokens,
          cacheRead: invocation.cache_read_tokens,
          cacheWrite: invocation.cache_write_tokens,
          usage: invocation.usage_source,
          stopReason: invocation.stop_reason,
        };
        if (error === undefined || error.reason === 'cancelled') {
          logger.info('Call ended', fields);
        } else {
          logger.error('Call failed', { ...fields, reason: error.reason, error: error.detail.code });
        }
        if (cache?.cause !== undefined && cache.lostTokens > 0) {
          logMiss(logger, invocation.id, cache, cache.cause);
        }
        break;
      }
    }
  };
}

function logMiss(
  logger: Logger,
  call: string,
  found: CacheFinding,
  { reason, ...differs }: MissReason,
): void {
  const fields = {
    call,
    reason,
    // Names of tools and numbers of messages, never what is in them.
    differs: JSON.stringify(differs),
    expired: String(found.isExpired),
    idleMs: found.idleMs,
    lostTokens: found.lostTokens,
    lostUsd: found.lostUsd === undefined ? null : Number(found.lostUsd.toFixed(6)),
  };
  const level = isWorthTelling(found) ? 'warn' : 'info';
  logger[level]('Prompt cache missed', fields);
}
