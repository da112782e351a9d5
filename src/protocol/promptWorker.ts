import * as v from 'valibot';
import { answerCheckSchema } from './answerCheck';
import { plannedStepSchema } from './run';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A prompt file and the table beside it; a text stands for what is on the disk where an editor has changed it. */
const sourceSchema = v.object({
  /** The folder that the files may not lead out of. */
  folder: v.string(),
  path: v.string(),
  text: v.optional(v.string()),
  /** Undefined where the file is to be read without one. */
  tablePath: v.optional(v.string()),
  tableText: v.optional(v.string()),
});
export type PromptSourceFiles = v.InferOutput<typeof sourceSchema>;

/** The settings' parameters where a prompt says nothing of its own. */
const askSchema = v.object({
  model: v.string(),
  systemPrompt: v.string(),
  parameters: v.looseObject({}),
});

/** Requests to the worker that reads prompt files. */
export const promptRequestSchema = v.variant('method', [
  v.object({ id: v.number(), method: v.literal('outline'), source: sourceSchema, ask: askSchema }),
  v.object({ id: v.number(), method: v.literal('plan'), source: sourceSchema, ask: askSchema }),
  /** A stretch of a plan, from a step on; the plan is forgotten with its last one, or for another plan. */
  v.object({ id: v.number(), method: v.literal('steps'), plan: v.number(), from: count }),
  v.object({
    id: v.number(),
    method: v.literal('check'),
    answer: v.string(),
    checks: v.array(answerCheckSchema),
  }),
]);
export type PromptRequest = v.InferOutput<typeof promptRequestSchema>;
export type PromptMethod = PromptRequest['method'];

const positionSchema = v.object({ line: count, character: count });
const rangeSchema = v.object({ start: positionSchema, end: positionSchema });

const placedProblemSchema = v.object({
  severity: v.picklist(['error', 'warning']),
  message: v.string(),
  range: rangeSchema,
});

/** Steps that cost the same but for their texts; tokens are estimates. */
const stepGroupSchema = v.object({
  model: v.string(),
  maxTokens: v.optional(v.number()),
  steps: count,
  /** Of all steps together. */
  inputTokens: v.number(),
  /** As many as there can be, if each step were as long as the longest one of its prompt. */
  maxInputTokens: v.number(),
});
export type StepGroup = v.InferOutput<typeof stepGroupSchema>;

/** A prompt with how often it is asked. */
const promptOutlineSchema = v.object({
  id: v.string(),
  range: rangeSchema,
  /** Whether it is asked once for each row of the table. */
  repeated: v.boolean(),
  /** The key of its first step; undefined where there is none or it is too long. */
  firstKey: v.optional(v.string()),
  group: stepGroupSchema,
});
export type PromptOutline = v.InferOutput<typeof promptOutlineSchema>;

/** A prompt file in figures, none of which needs its steps. */
export const outlineSchema = v.object({
  /** The first ones of the file; see `promptLimits.outlined`. */
  prompts: v.array(promptOutlineSchema),
  /** Undefined where the table cannot be read. */
  steps: v.optional(count),
  /** Of all prompts. */
  groups: v.array(stepGroupSchema),
  problems: v.array(placedProblemSchema),
  tableProblems: v.array(placedProblemSchema),
});
export type Outline = v.InferOutput<typeof outlineSchema>;

/** A step as it crosses from the worker, which is of the same build; `core/prompts/steps` has its type. */
const stepSchema = v.object({
  ...plannedStepSchema.entries,
  text: v.string(),
  promptId: v.string(),
  system: v.string(),
  settingsPrompt: v.string(),
  parameters: v.looseObject({}),
  answerSchema: v.exactOptional(
    v.object({ name: v.string(), schema: v.record(v.string(), v.any()), key: v.string() }),
  ),
  checks: v.array(answerCheckSchema),
  inputTokens: v.number(),
  maxInputTokens: v.number(),
});

/** The answer to each question. */
export const promptResultSchemas = {
  outline: outlineSchema,
  /** The plan has no number where the file has errors. */
  plan: v.object({ outline: outlineSchema, plan: v.optional(v.number()) }),
  steps: v.object({ steps: v.array(stepSchema), done: v.boolean() }),
  check: v.array(v.string()),
};
export type PromptResults = {
  [Method in PromptMethod]: v.InferOutput<(typeof promptResultSchemas)[Method]>;
};
