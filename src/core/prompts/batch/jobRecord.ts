import * as v from 'valibot';
import type { Usage } from '../../bedrock/wire/converseEvents';
import { isUsageOf, readUsage } from '../../bedrock/reportedUsage';

/** A longer line is passed over: a record is a prompt, of three quarters of it at most, and its answer. */
export const MAX_LINE_MB = 4;

/*
 * A record is paid for, whatever is in it: each of its parts is read by itself, so that an odd one costs no other.
 */

const recordSchema = v.object({
  recordId: v.string(),
  modelOutput: v.optional(v.unknown()),
  error: v.optional(v.unknown()),
});
const errorSchema = v.object({
  errorCode: v.fallback(v.optional(v.union([v.number(), v.string()])), undefined),
  errorMessage: v.fallback(v.optional(v.string()), undefined),
});
const outputSchema = v.object({
  output: v.optional(v.unknown()),
  stopReason: v.fallback(v.optional(v.string()), undefined),
  usage: v.optional(v.unknown()),
  metrics: v.fallback(
    v.optional(v.object({ latencyMs: v.pipe(v.number(), v.finite(), v.minValue(0)) })),
    undefined,
  ),
});
const answerSchema = v.object({ message: v.object({ content: v.array(v.unknown()) }) });

/** A line of a job's output. */
export interface BatchRecord {
  readonly recordId: string;
  /** Why there is no answer, where it says so. */
  readonly error: { readonly code?: string | undefined; readonly message?: string | undefined } | undefined;
  /** The answer; undefined for what is none. */
  readonly text: string | undefined;
  readonly stopReason: string | undefined;
  /** How long the model took, in milliseconds. */
  readonly latencyMs: number | undefined;
  readonly usage: Usage | undefined;
  /** Whether there is anything of a model in it, readable or not. */
  readonly hasOutput: boolean;
}

/** Reads a line of a job's output; undefined for what is no record. */
export function readRecord(line: string): BatchRecord | undefined {
  const record = parsed(recordSchema, jsonOf(line));
  if (record === undefined) {
    return undefined;
  }
  const { recordId, modelOutput } = record;
  const output = parsed(outputSchema, modelOutput);
  const text = textOf(output?.output);
  const stopReason = output?.stopReason;
  const usage = readUsage(output?.usage);
  const isBelieved = usage !== undefined && isUsageOf(usage, { isThere: (text ?? '') !== '', stopReason });
  return {
    recordId,
    error: errorOf(record.error),
    text,
    stopReason,
    latencyMs: output?.metrics?.latencyMs,
    usage: isBelieved ? usage : undefined,
    hasOutput: modelOutput !== undefined && modelOutput !== null,
  };
}

function errorOf(error: unknown): BatchRecord['error'] {
  if (typeof error === 'string') {
    return { message: error };
  }
  const { errorCode, errorMessage } = parsed(errorSchema, error) ?? {};
  const saysNothing = errorCode === undefined && errorMessage === undefined;
  return saysNothing ? undefined : { code: errorCode?.toString(), message: errorMessage };
}

/** The text of an answer's blocks; those of other kinds have none. */
function textOf(output: unknown): string | undefined {
  const blocks = parsed(answerSchema, output)?.message.content;
  const objects = blocks?.filter((block) => typeof block === 'object' && block !== null);
  if (blocks === undefined || objects === undefined || (objects.length === 0 && blocks.length > 0)) {
    return undefined;
  }
  const texts = objects.map((block): unknown => Reflect.get(block, 'text'));
  return texts.filter((text) => typeof text === 'string').join('');
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function parsed<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> | undefined {
  const result = v.safeParse(schema, value, { abortEarly: true });
  return result.success ? result.output : undefined;
}
