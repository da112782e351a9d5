import * as v from 'valibot';
import type { MessageLimits } from './receivedMessage';
import { actionIdSchema } from './chatPanel';

/** The checks of **Diagnose Connection**, in the order in which they are shown. */
export const checkIdSchema = v.picklist([
  'settings',
  'credentials',
  'identity',
  'region',
  'dns',
  'proxy',
  'tls',
  'reachable',
  'listing',
  'quotas',
  'model',
  'streaming',
  'clock',
  'storage',
]);
export type CheckId = v.InferOutput<typeof checkIdSchema>;

/** How a check ended. `warning`: it works, or may work, but is worth knowing. */
export const checkStatusSchema = v.picklist(['ok', 'warning', 'failed', 'skipped']);
export type CheckStatus = v.InferOutput<typeof checkStatusSchema>;

/** The one step that mends what a check found. */
const checkActionSchema = v.object({
  id: actionIdSchema,
  label: v.string(),
  /** The setting to open, where the step is to change one. */
  setting: v.optional(v.string()),
  /** AWS's code of the quota to open, where the step is to look at one. */
  quota: v.optional(v.string()),
});
export type CheckAction = v.InferOutput<typeof checkActionSchema>;

/** One line of the report. Sentences for people, without secrets. */
export const checkResultSchema = v.object({
  id: checkIdSchema,
  title: v.string(),
  tried: v.string(),
  status: checkStatusSchema,
  result: v.string(),
  /** The fix; empty when there is nothing to do. */
  fix: v.string(),
  action: v.nullable(checkActionSchema),
  /** True for a check that was not made, or not to its end, because the user cancelled. */
  cancelled: v.exactOptional(v.literal(true)),
});
export type CheckResult = v.InferOutput<typeof checkResultSchema>;

/** A line as it is shown: not begun, under way, or ended. */
const checkLineSchema = v.variant('state', [
  v.object({ state: v.literal('waiting'), id: checkIdSchema, title: v.string() }),
  v.object({ state: v.literal('running'), id: checkIdSchema, title: v.string() }),
  v.object({ state: v.literal('ended'), id: checkIdSchema, check: checkResultSchema }),
]);
export type CheckLine = v.InferOutput<typeof checkLineSchema>;

/** Messages of the extension host to the page: all of it, each time something changed. */
export const toDoctorSchema = v.object({
  type: v.literal('state'),
  running: v.boolean(),
  /** How it stands, in a sentence. */
  summary: v.string(),
  lines: v.array(checkLineSchema),
});
export type ToDoctor = v.InferOutput<typeof toDoctorSchema>;

/** Intents of the user on the page; the host knows what each check's step is. */
export const fromDoctorSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('runAgain') }),
  v.object({ type: v.literal('cancel') }),
  v.object({ type: v.literal('copyReport') }),
  v.object({ type: v.literal('act'), check: checkIdSchema }),
]);
export type FromDoctor = v.InferOutput<typeof fromDoctorSchema>;

/** Intents alone. */
export const fromDoctorLimits: MessageLimits = { characters: 200, values: 10 };
