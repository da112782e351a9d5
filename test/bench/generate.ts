import { Journal } from '../../src/core/metrics/journal';
import { invocationEntry } from '../unit/core/metrics/records';

/** Journals of calls spread over the last 30 days: several models, some failures, prices known for most. */
export function generate(directory: string, count: number): void {
  const journal = new Journal({ directory, windowId: 'generated', segmentBytes: 16 * 1024 * 1024 });
  const start = Math.floor(Date.now() / 60_000) * 60_000 - 30 * 86_400_000;
  for (let index = 0; index < count; index += 1) {
    const outcome = index % 50 === 0 ? 'error' : index % 70 === 0 ? 'throttled' : 'success';
    journal.append(
      invocationEntry({
        timestamp: new Date(start + Math.floor((index / count) * 30 * 86_400_000)).toISOString(),
        latency_ms: 200 + ((index * 7919) % 5000),
        success: outcome === 'success' ? 1 : 0,
        outcome,
        model_id: `vendor.model-${String(index % 7)}-v1:0`,
        conversation_id: `conversation-${String(index >> 4)}`,
        cost_usd: index % 9 === 0 ? null : 0.001 * (index % 13),
        cache_read_tokens: index % 3 === 0 ? 500 : 0,
      }),
    );
  }
  journal.dispose();
}
