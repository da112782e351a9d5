import * as v from 'valibot';

/** Where a model call came from. */
export const surfaceSchema = v.picklist([
  'participant',
  'panel',
  'provider',
  'finops',
  'prompts',
  'doctor',
  'terminal',
]);
export type Surface = v.InferOutput<typeof surfaceSchema>;

/**
 * How a model call ended. `cancelled` is the user's wish and `interrupted` the end of the window in
 * mid-call, which nobody saw the end of; neither is a failure of Bedrock.
 */
export const outcomeSchema = v.picklist([
  'success',
  'error',
  'throttled',
  'cancelled',
  'blocked',
  'interrupted',
]);
export type Outcome = v.InferOutput<typeof outcomeSchema>;

/** The user's feedback on an answer. */
export const feedbackSchema = v.picklist(['helpful', 'unhelpful']);
export type Feedback = v.InferOutput<typeof feedbackSchema>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const nullableCount = v.nullable(count);
const nullableText = v.nullable(v.string());

/**
 * One call to a model, whatever its end; a row of the metrics store and a line of the journal.
 * It never holds the text of a prompt or of an answer. Durations are milliseconds; `input_tokens`
 * excludes what was read from or written to the prompt cache, as Converse reports it.
 */
export const invocationSchema = v.object({
  /** A ULID: unique, and ordered by the time of the call. */
  id: v.pipe(v.string(), v.ulid()),
  /** The instant the call was sent, ISO 8601 in UTC. */
  timestamp: v.pipe(v.string(), v.isoTimestamp()),
  latency_ms: count,
  /** Null when no token of the answer arrived. */
  time_to_first_token_ms: nullableCount,
  success: v.picklist([0, 1]),
  outcome: outcomeSchema,
  error_code: nullableText,
  /** HTTP attempts, the first included; 0 when the call failed before any was made. */
  attempts: count,
  operation: v.string(),
  surface: surfaceSchema,
  conversation_id: nullableText,
  model_id: v.string(),
  inference_profile: nullableText,
  region: v.string(),
  stop_reason: nullableText,
  input_tokens: nullableCount,
  output_tokens: nullableCount,
  cache_read_tokens: nullableCount,
  cache_write_tokens: nullableCount,
  /** `estimated` when the call ended before Bedrock reported usage (it comes last in the stream). */
  usage_source: v.nullable(v.picklist(['reported', 'estimated'])),
  /** Null means unknown, which is not the same as free. */
  cost_usd: v.nullable(v.number()),
  price_version: nullableText,
  feedback: v.nullable(feedbackSchema),
});
export type Invocation = v.InferOutput<typeof invocationSchema>;

/** Everything that may be unknown of a call. */
export const unknownFacts = {
  time_to_first_token_ms: null,
  error_code: null,
  inference_profile: null,
  stop_reason: null,
  input_tokens: null,
  output_tokens: null,
  cache_read_tokens: null,
  cache_write_tokens: null,
  usage_source: null,
  cost_usd: null,
  price_version: null,
  feedback: null,
} satisfies Partial<Invocation>;

/** The known facts of a call when it is sent; the tokens and the cost are estimates of its input alone. */
export const startedCallSchema = v.pick(invocationSchema, [
  'id',
  'timestamp',
  'operation',
  'surface',
  'conversation_id',
  'model_id',
  'inference_profile',
  'region',
  'input_tokens',
  'cost_usd',
  'price_version',
]);
export type StartedCall = v.InferOutput<typeof startedCallSchema>;
