import * as nodeFs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicFactory } from 'ulid';
import { readJournal, type JournalContents } from '../../../../src/core/metrics/journalReader';
import type { JournalFs } from '../../../../src/core/metrics/journal';
import type { Invocation, StartedCall } from '../../../../src/protocol/invocation';
import type { JournalEntry } from '../../../../src/protocol/journal';

export function newDirectory(): string {
  return nodeFs.mkdtempSync(join(tmpdir(), 'journal-'));
}

const nextId = monotonicFactory();

export function invocation(part: Partial<Invocation> = {}): Invocation {
  return {
    id: nextId(),
    timestamp: '2026-11-20T14:03:22.123Z',
    latency_ms: 1200,
    time_to_first_token_ms: 400,
    success: 1,
    outcome: 'success',
    error_code: null,
    attempts: 1,
    operation: 'ConverseStream',
    surface: 'panel',
    conversation_id: null,
    model_id: 'anthropic.claude-sonnet-4-20250514-v1:0',
    inference_profile: null,
    region: 'us-east-1',
    stop_reason: 'end_turn',
    input_tokens: 812,
    output_tokens: 340,
    cache_read_tokens: 0,
    cache_write_tokens: 0,
    usage_source: 'reported',
    cost_usd: null,
    price_version: null,
    feedback: null,
    ...part,
  };
}

/** The known facts of a call when it was sent: a quarter of a cent for its input. */
export function startOf(record: Invocation): StartedCall {
  const { id, timestamp, operation, surface, conversation_id, model_id } = record;
  const { inference_profile, region, input_tokens } = record;
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
    cost_usd: 0.0025,
    price_version: 'test',
  };
}

export function invocationEntry(part: Partial<Invocation> = {}): JournalEntry {
  return { v: 1, type: 'invocation', ...invocation(part) };
}

/** The journal files of a directory, in the order of their names' numbers, each with what can be read of it. */
export function segmentsOf(directory: string): (JournalContents & { name: string; text: string })[] {
  return nodeFs
    .readdirSync(directory)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => {
      const text = nodeFs.readFileSync(join(directory, name), 'utf8');
      return { name, text, ...readJournal(text) };
    });
}

export function entriesOf(directory: string): JournalEntry[] {
  return segmentsOf(directory).flatMap(({ entries }) => entries);
}

/** A disk with so many bytes left, and the errors of a real one: a write that does not fit is cut short. */
export class SmallDisk {
  free = Infinity;

  readonly fs: JournalFs = {
    ...nodeFs,
    writeSync: ((fd: number, bytes: Buffer, start?: number) => {
      const offset = start ?? 0;
      const length = Math.min(bytes.length - offset, this.free);
      if (length === 0) {
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      }
      this.free -= length;
      return nodeFs.writeSync(fd, bytes, offset, length);
    }) as typeof nodeFs.writeSync,
  };
}
