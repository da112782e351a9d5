import type { Database } from 'sql.js';
import { encodeTime } from 'ulid';
import { unknownFacts, type Invocation } from '../../../protocol/invocation';

/** Crockford's alphabet, as ULIDs use it. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The rows of a database of version 1, which had `timestamp`, `latency_ms` and `success` alone. What it did
 * not record is unknown. The ids come from time and row number, so that reading twice yields the same.
 */
export function* readFirstDesign(database: Database): Generator<Invocation> {
  const statement = database.prepare('SELECT rowid, timestamp, latency_ms, success FROM invocations');
  try {
    while (statement.step()) {
      const [row, timestamp, latency, success] = statement.get();
      const timeMs = parseTime(timestamp);
      yield {
        ...unknownFacts,
        id: encodeTime(timeMs, 10) + rowText(Number(row)),
        timestamp: new Date(timeMs).toISOString(),
        latency_ms: Math.max(0, Math.round(Number(latency) || 0)),
        success: Number(success) === 1 ? 1 : 0,
        outcome: Number(success) === 1 ? 'success' : 'error',
        attempts: 1,
        operation: 'unknown',
        surface: 'panel',
        conversation_id: null,
        model_id: 'unknown',
        region: 'unknown',
      };
    }
  } finally {
    statement.free();
  }
}

/** Python writes six digits of a second and often no zone, by which it meant UTC; seconds since 1970 are taken too. */
function parseTime(value: unknown): number {
  if (typeof value === 'number') {
    return Math.max(0, Math.round(value * 1000));
  }
  const text = String(value).trim().replace(' ', 'T');
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text);
  const timeMs = Date.parse(hasZone ? text : `${text}Z`);
  return Number.isNaN(timeMs) ? 0 : Math.max(0, timeMs);
}

function rowText(row: number): string {
  let text = '';
  for (let rest = row; text.length < 16; rest = Math.floor(rest / 32)) {
    text = (ALPHABET[rest % 32] ?? '0') + text;
  }
  return text;
}
