import type { Feedback, Invocation, Outcome, Surface } from '../../../protocol/invocation';

/** Distinct texts, each with a number; null has the number 0. */
export class Dictionary {
  readonly texts: (string | null)[] = [null];
  private readonly codes = new Map<string | null, number>([[null, 0]]);

  constructor(texts: readonly string[] = []) {
    for (const text of texts) {
      this.code(text);
    }
  }

  /** The number of a text, a new one if need be. */
  code(text: string | null): number {
    let code = this.codes.get(text);
    if (code === undefined) {
      code = this.texts.length;
      this.texts.push(text);
      this.codes.set(text, code);
    }
    return code;
  }

  text(code: number): string | null {
    return this.texts[code] ?? null;
  }

  /** For each code, 1 if the text is meant and 0 if not. */
  mask(isMeant: (text: string | null) => boolean): Uint8Array {
    return Uint8Array.from(this.texts, (text) => (isMeant(text) ? 1 : 0));
  }
}

/** Columns of texts, kept as numbers of a dictionary. */
export const TEXT_COLUMNS = [
  'outcome',
  'surface',
  'error_code',
  'operation',
  'conversation_id',
  'model_id',
  'inference_profile',
  'region',
  'stop_reason',
  'usage_source',
  'price_version',
  'feedback',
] as const;
export type TextColumn = (typeof TEXT_COLUMNS)[number];

/** Columns of counts and durations; -1 stands for null. */
export const COUNT_COLUMNS = [
  'latency_ms',
  'success',
  'time_to_first_token_ms',
  'attempts',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
] as const;
export type CountColumn = (typeof COUNT_COLUMNS)[number];

const ID_LENGTH = 26;
const MAX_COUNT = 2 ** 31 - 1;

/**
 * Every invocation in typed arrays: about 120 bytes each, and a million of them are added up in
 * milliseconds. Rows keep their numbers; rows beyond `count` mean nothing.
 */
export class Columns {
  count = 0;
  /** Grows with every change, so that what was computed from an earlier state is known to be old. */
  generation = 0;
  /** Grows when a row is replaced, so that sums over the rows so far are known to be old. */
  rewrites = 0;
  /** Milliseconds since 1970. */
  timeMs = new Float64Array(0);
  /** NaN where unknown. */
  costUsd = new Float64Array(0);
  ids = new Uint8Array(0);
  idHashes = new Int32Array(0);
  readonly texts = perColumn(TEXT_COLUMNS, () => new Uint32Array(0));
  readonly counts = perColumn(COUNT_COLUMNS, () => new Int32Array(0));
  readonly dictionaries: Record<TextColumn, Dictionary>;

  constructor(capacity = 1024, dictionaries: Partial<Record<TextColumn, readonly string[]>> = {}) {
    this.dictionaries = perColumn(TEXT_COLUMNS, (name) => new Dictionary(dictionaries[name]));
    this.reserve(capacity);
  }

  /** Adds a row; whether its id is there already is for the caller to know. */
  add(row: Invocation): void {
    const index = this.count;
    if (index === this.timeMs.length) {
      this.reserve(Math.ceil(index * 1.25) + 1024);
    }
    this.write(index, row);
    this.count += 1;
  }

  /** Puts another row of the same id in the place of one; what was said of it stays. */
  replace(index: number, row: Invocation): void {
    this.write(index, { ...row, feedback: row.feedback ?? this.row(index).feedback });
    this.rewrites += 1;
  }

  /** Whether the end of this call was never seen. */
  isInterrupted(index: number): boolean {
    return this.dictionaries.outcome.text(this.texts.outcome[index] ?? 0) === 'interrupted';
  }

  private write(index: number, row: Invocation): void {
    this.timeMs[index] = Date.parse(row.timestamp);
    this.costUsd[index] = row.cost_usd ?? NaN;
    for (const name of COUNT_COLUMNS) {
      this.counts[name][index] = Math.min(row[name] ?? -1, MAX_COUNT);
    }
    for (const name of TEXT_COLUMNS) {
      this.texts[name][index] = this.dictionaries[name].code(row[name]);
    }
    for (let at = 0; at < ID_LENGTH; at += 1) {
      this.ids[index * ID_LENGTH + at] = row.id.charCodeAt(at);
    }
    this.idHashes[index] = hashId(row.id);
    this.generation += 1;
  }

  /** One row as it was recorded. */
  row(index: number): Invocation {
    const text = (name: TextColumn): string | null =>
      this.dictionaries[name].text(this.texts[name][index] ?? 0);
    const count = (name: CountColumn): number => this.counts[name][index] ?? 0;
    const nullable = (name: CountColumn): number | null => (count(name) < 0 ? null : count(name));
    const cost = this.costUsd[index] ?? NaN;
    return {
      id: this.id(index),
      timestamp: new Date(this.timeMs[index] ?? 0).toISOString(),
      latency_ms: count('latency_ms'),
      time_to_first_token_ms: nullable('time_to_first_token_ms'),
      success: count('success') === 1 ? 1 : 0,
      outcome: text('outcome') as Outcome,
      error_code: text('error_code'),
      attempts: count('attempts'),
      operation: text('operation') ?? '',
      surface: text('surface') as Surface,
      conversation_id: text('conversation_id'),
      model_id: text('model_id') ?? '',
      inference_profile: text('inference_profile'),
      region: text('region') ?? '',
      stop_reason: text('stop_reason'),
      input_tokens: nullable('input_tokens'),
      output_tokens: nullable('output_tokens'),
      cache_read_tokens: nullable('cache_read_tokens'),
      cache_write_tokens: nullable('cache_write_tokens'),
      usage_source: text('usage_source') as Invocation['usage_source'],
      cost_usd: Number.isNaN(cost) ? null : cost,
      price_version: text('price_version'),
      feedback: text('feedback') as Feedback | null,
    };
  }

  id(index: number): string {
    return String.fromCharCode(...this.ids.subarray(index * ID_LENGTH, (index + 1) * ID_LENGTH));
  }

  setFeedback(index: number, feedback: Feedback | null): void {
    this.texts.feedback[index] = this.dictionaries.feedback.code(feedback);
    this.generation += 1;
  }

  /** Which of these ids are there, each with its row, in one pass. */
  find(ids: Iterable<string>): Map<string, number> {
    const wanted = new Map<number, string[]>();
    for (const id of ids) {
      const hash = hashId(id);
      const same = wanted.get(hash);
      if (same) {
        same.push(id);
      } else {
        wanted.set(hash, [id]);
      }
    }
    const found = new Map<string, number>();
    if (wanted.size === 0) {
      return found;
    }
    const { idHashes, count } = this;
    // Most hashes are told apart by their low bits, much faster than by the map.
    const bits = new Uint8Array(65536);
    for (const hash of wanted.keys()) {
      bits[hash & 65535] = 1;
    }
    for (let index = 0; index < count; index += 1) {
      const hash = idHashes[index] ?? 0;
      if (bits[hash & 65535] === 0) {
        continue;
      }
      const candidates = wanted.get(hash);
      if (candidates === undefined) {
        continue;
      }
      const id = this.id(index);
      if (candidates.includes(id)) {
        found.set(id, index);
      }
    }
    return found;
  }

  /** Makes room for so many rows in all. */
  reserve(capacity: number): void {
    if (capacity <= this.timeMs.length) {
      return;
    }
    this.timeMs = grown(this.timeMs, new Float64Array(capacity));
    this.costUsd = grown(this.costUsd, new Float64Array(capacity));
    this.ids = grown(this.ids, new Uint8Array(capacity * ID_LENGTH));
    this.idHashes = grown(this.idHashes, new Int32Array(capacity));
    for (const name of TEXT_COLUMNS) {
      this.texts[name] = grown(this.texts[name], new Uint32Array(capacity));
    }
    for (const name of COUNT_COLUMNS) {
      this.counts[name] = grown(this.counts[name], new Int32Array(capacity));
    }
  }

  /** The memory of all rows, in a fixed order: for the file that keeps them. */
  parts(): Uint8Array[] {
    const arrays = [
      this.timeMs.subarray(0, this.count),
      this.costUsd.subarray(0, this.count),
      this.ids.subarray(0, this.count * ID_LENGTH),
      this.idHashes.subarray(0, this.count),
      ...TEXT_COLUMNS.map((name) => this.texts[name].subarray(0, this.count)),
      ...COUNT_COLUMNS.map((name) => this.counts[name].subarray(0, this.count)),
    ];
    return arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
}

function grown<T extends { set(array: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** FNV-1a, 32 bits. */
function hashId(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  }
  return hash;
}

function perColumn<K extends string, T>(names: readonly K[], make: (name: K) => T): Record<K, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<K, T>;
}
