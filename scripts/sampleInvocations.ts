import type { Invocation } from '../src/protocol/invocation';
import { seeded } from './seeded';

/** Options of sample records. */
export interface SampleOptions {
  readonly count: number;
  /** The records lie between these instants, milliseconds since 1970, denser in working hours. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly seed?: number;
}

interface SampleModel {
  readonly id: string;
  readonly latencyMs: number;
  /** US dollars for a million tokens of input and of output; null: of unknown price. */
  readonly price: readonly [input: number, output: number] | null;
}

const unpriced: SampleModel = { id: 'mistral.mistral-large-2402-v1:0', latencyMs: 1900, price: null };
const models: readonly SampleModel[] = [
  { id: 'anthropic.claude-sonnet-4-20250514-v1:0', latencyMs: 2400, price: [3, 15] },
  { id: 'anthropic.claude-3-5-haiku-20241022-v1:0', latencyMs: 900, price: [0.8, 4] },
  { id: 'amazon.nova-pro-v1:0', latencyMs: 1300, price: [0.8, 3.2] },
  unpriced,
];
const surfaces = ['panel', 'participant', 'provider', 'prompts'] as const;
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Records of made-up calls, oldest first; the same for the same seed. For pictures and measurements. */
export function* sampleInvocations({ count, fromMs, toMs, seed = 1 }: SampleOptions): Generator<Invocation> {
  const random = seeded(seed);
  const times = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    times[index] = timeOf(fromMs, toMs, random);
  }
  times.sort();
  for (const [index, atMs] of times.entries()) {
    yield sample(atMs, index, random);
  }
}

/** An instant between the two; a busy one is taken as it comes, a quiet one is mostly drawn again. */
function timeOf(fromMs: number, toMs: number, random: () => number): number {
  for (;;) {
    const atMs = Math.floor(fromMs + random() * (toMs - fromMs));
    if (random() < busyness(atMs)) {
      return atMs;
    }
  }
}

/** Between 0 and 1: working hours with a dip at noon, quiet nights, quieter weekends. */
function busyness(atMs: number): number {
  const date = new Date(atMs);
  const hour = date.getHours() + date.getMinutes() / 60;
  const bump = (middle: number, width: number) => Math.exp(-(((hour - middle) / width) ** 2));
  const weekend = [0, 6].includes(date.getDay()) ? 0.5 : 1;
  return (0.12 + 0.8 * bump(10.5, 2.2) + 0.75 * bump(15.5, 2.6)) * weekend;
}

function sample(atMs: number, index: number, random: () => number): Invocation {
  const model = models[Math.floor(random() ** 1.7 * models.length)] ?? unpriced;
  const luck = random();
  const outcome = luck < 0.955 ? 'success' : luck < 0.97 ? 'throttled' : luck < 0.985 ? 'error' : 'cancelled';
  const answered = outcome === 'success' || outcome === 'cancelled';
  const latencyMs = Math.round(model.latencyMs * (0.4 + random() + random() ** 8 * 4));
  const input = Math.round(200 + random() ** 3 * 9000);
  const cached = random() < 0.4 ? Math.round(input * 0.6) : 0;
  const output = answered ? Math.round(30 + random() ** 2 * 900) : 0;
  const { price } = model;
  return {
    id: idOf(atMs, index),
    timestamp: new Date(atMs).toISOString(),
    latency_ms: latencyMs,
    time_to_first_token_ms: answered ? Math.round(latencyMs * (0.15 + random() * 0.2)) : null,
    success: outcome === 'success' ? 1 : 0,
    outcome,
    error_code:
      outcome === 'throttled' ? 'ThrottlingException' : outcome === 'error' ? 'ModelErrorException' : null,
    attempts: outcome === 'throttled' ? 5 : random() < 0.04 ? 2 : 1,
    operation: 'ConverseStream',
    surface: surfaces[Math.floor(random() * surfaces.length)] ?? 'panel',
    conversation_id: null,
    model_id: model.id,
    inference_profile: null,
    region: 'us-east-1',
    stop_reason: outcome === 'success' ? 'end_turn' : null,
    input_tokens: input - cached,
    output_tokens: output,
    cache_read_tokens: cached,
    cache_write_tokens: 0,
    usage_source: outcome === 'success' ? 'reported' : 'estimated',
    cost_usd: answered && price !== null ? (input * price[0] + output * price[1]) / 1e6 : null,
    price_version: answered && price !== null ? 'sample' : null,
    feedback: null,
  };
}

/** A ULID: 10 characters of time, 16 that tell records of one millisecond apart. */
function idOf(atMs: number, index: number): string {
  return encode(atMs, 10) + encode(index, 16);
}

function encode(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) {
    text = (CROCKFORD[rest % 32] ?? '0') + text;
  }
  return text;
}
