import { statSync } from 'node:fs';
import type { Invocation } from '../../../protocol/invocation';
import type { StartedEntry } from '../../../protocol/journal';
import type { ProcessIdentity } from '../../../protocol/processIdentity';
import { Heartbeats, markOf } from '../../util/heartbeats';
import { livenessOf } from '../../util/processIdentity';

/** A window touches its journal every ten seconds while it has a call under way. */
export const SILENT_MS = 35_000;
/**
 * Where a window cannot be seen, such as one in another container, a file this old is believed by its date as
 * well: the record of a call that did live on is replaced by its end.
 */
const ABANDONED_MS = 60 * 60_000;

/** No answer takes longer; the date of another clock may lie anywhere. */
const MAX_LASTED_MS = 60 * 60_000;

/** The calls that began and of which no end was read, and what becomes of those whose window is gone. */
export class OpenCalls {
  private readonly calls = new Map<string, { readonly entry: StartedEntry; readonly path: string }>();
  private readonly heartbeats = new Heartbeats();

  /** A window that cannot be seen from here is gone when it gave no sign of life for so long. */
  constructor(private readonly silentMs: number) {}

  /** A call began, by a line in the file of this path. */
  add(entry: StartedEntry, path: string): void {
    this.calls.set(entry.id, { entry, path });
  }

  /** Its end was read. */
  close(id: string): void {
    this.calls.delete(id);
  }

  clear(): void {
    this.calls.clear();
  }

  /** The beginnings in the file of this path. */
  in(path: string): StartedEntry[] {
    return [...this.calls.values()].filter((call) => call.path === path).map(({ entry }) => entry);
  }

  /** The records of the calls whose windows have ended; they are open no more. */
  takeInterrupted(): Invocation[] {
    const verdicts = new Map<string, boolean>();
    const records: Invocation[] = [];
    for (const [id, { entry, path }] of this.calls) {
      const key = `${path} ${JSON.stringify(entry.process)}`;
      const isGone = verdicts.get(key) ?? this.isGone(entry.process, path);
      verdicts.set(key, isGone);
      if (isGone) {
        this.calls.delete(id);
        records.push(interruptedRecord(entry, lastSeenMs(path)));
      }
    }
    return records;
  }

  private isGone(identity: ProcessIdentity, path: string): boolean {
    switch (livenessOf(identity)) {
      case 'alive':
        return false;
      case 'dead':
        return true;
      case 'unknown':
        return (
          this.heartbeats.isSilent(path, markOf(path) ?? 'none', this.silentMs) ||
          Date.now() - (lastSeenMs(path) ?? Infinity) > ABANDONED_MS
        );
    }
  }
}

/** The record of a call without an end: an estimate of its input, and how long it is known to have lasted. */
function interruptedRecord(entry: StartedEntry, lastSeen: number | undefined): Invocation {
  const { id, timestamp, operation, surface, conversation_id, model_id } = entry;
  const { inference_profile, region, input_tokens, cost_usd, price_version } = entry;
  const lastedMs = Math.round((lastSeen ?? 0) - Date.parse(timestamp));
  return {
    id,
    timestamp,
    operation,
    surface,
    conversation_id,
    model_id,
    inference_profile,
    region,
    input_tokens,
    cost_usd,
    price_version,
    latency_ms: Math.min(Math.max(0, lastedMs), MAX_LASTED_MS),
    time_to_first_token_ms: null,
    success: 0,
    outcome: 'interrupted',
    error_code: null,
    attempts: 1,
    stop_reason: null,
    output_tokens: null,
    cache_read_tokens: null,
    cache_write_tokens: null,
    usage_source: input_tokens === null ? null : 'estimated',
    feedback: null,
  };
}

function lastSeenMs(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
