import * as v from 'valibot';
import { feedbackSchema } from './invocation';
import { cacheAdviceIdSchema } from './promptCache';
import type { MessageLimits } from './receivedMessage';

/** The next steps a message about a failure can offer; the host alone knows what each one does. */
export const actionIdSchema = v.picklist([
  'signIn',
  'ssoLogin',
  'retry',
  'continue',
  'chooseModel',
  'chooseRegion',
  'openModelCatalog',
  'openUseCaseForm',
  'openQuotas',
  'openPaymentMethods',
  'openDataRetention',
  'openIam',
  'openSupport',
  'openSettings',
  'showLog',
  'diagnose',
  'newChat',
  'allowOnce',
  'allowToday',
  'setBudget',
  ...cacheAdviceIdSchema.options,
]);
export type ActionId = v.InferOutput<typeof actionIdSchema>;

const actionSchema = v.object({ id: actionIdSchema, label: v.string() });

/** A failure as a user sees it: what happened and why, what to do, and details for those who ask. */
const panelErrorSchema = v.object({
  /** The failure's class, for tests and style; see `ErrorReason` in core. */
  code: v.string(),
  message: v.string(),
  detail: v.nullable(v.string()),
  actions: v.array(actionSchema),
});
export type PanelError = v.InferOutput<typeof panelErrorSchema>;

/** The figures under an answer. Null means that Bedrock did not say. */
const figuresSchema = v.object({
  modelLabel: v.string(),
  /** Why this model answered, when the user did not choose it; empty otherwise. */
  modelNote: v.string(),
  latencyMs: v.number(),
  timeToFirstTokenMs: v.nullable(v.number()),
  /** All input: plain, read from the cache, and written to it. */
  totalInputTokens: v.nullable(v.number()),
  cachedInputTokens: v.nullable(v.number()),
  outputTokens: v.nullable(v.number()),
  estimated: v.boolean(),
  costUsd: v.nullable(v.number()),
  attempts: v.number(),
  /** Model calls that the answer was made of: one, and one more for each round of tools. */
  calls: v.number(),
});
export type PanelFigures = v.InferOutput<typeof figuresSchema>;

const attachmentSchema = v.object({
  id: v.string(),
  label: v.string(),
  tooltip: v.string(),
  kind: v.picklist(['text', 'image', 'document', 'folder']),
  /** About how much it is, in tokens or bytes, e.g. "~1,200 tokens". */
  size: v.string(),
  /** Why it may be too much for the model; empty when nothing speaks against it. */
  warning: v.string(),
});
export type PanelAttachment = v.InferOutput<typeof attachmentSchema>;

/** The steps besides the words of an answer. `at` says where: after so many characters of its text. */
const stepSchema = v.variant('type', [
  v.object({
    type: v.literal('reasoning'),
    id: v.string(),
    at: v.number(),
    /** Plain text, untrusted. */
    text: v.string(),
    /** Null while the model thinks. */
    durationMs: v.nullable(v.number()),
  }),
  v.object({
    type: v.literal('tool'),
    id: v.string(),
    at: v.number(),
    name: v.string(),
    state: v.picklist(['running', 'done', 'failed', 'declined', 'stopped']),
    /** JSON, for people to read; untrusted, like the result. */
    input: v.string(),
    result: v.string(),
    durationMs: v.nullable(v.number()),
  }),
]);
export type PanelStep = v.InferOutput<typeof stepSchema>;

const messageSchema = v.object({
  id: v.string(),
  role: v.picklist(['user', 'assistant']),
  /** Markdown, untrusted. */
  text: v.string(),
  /** In their order. */
  steps: v.array(stepSchema),
  attachments: v.array(attachmentSchema),
  streaming: v.boolean(),
  /** The current wait, e.g. "Waiting for Claude…"; empty when nothing is. */
  status: v.string(),
  /** True while what is waited for is the next attempt, which can be made at once. */
  waitsToRetry: v.boolean(),
  /** Remarks of the extension on this answer, e.g. that the history was cut, or that it was stopped. */
  notices: v.array(v.string()),
  /** Why this is no part of what is sent with the next questions; empty where it is one. */
  leftOut: v.string(),
  /** True when the model had no round of tools left and can go on when the user wants it to. */
  canGoOn: v.boolean(),
  error: v.nullable(panelErrorSchema),
  figures: v.nullable(figuresSchema),
  /** What was kept in the prompt cache and not read, where that matters: why, and what it cost. */
  cacheMisses: v.optional(v.array(v.object({ text: v.string(), actions: v.array(actionSchema) }))),
  feedback: v.nullable(feedbackSchema),
});
export type PanelMessage = v.InferOutput<typeof messageSchema>;

const headerSchema = v.object({
  modelLabel: v.string(),
  modelTooltip: v.string(),
  region: v.string(),
  /** `unknown` until it has been looked up; only `no` shows the sign-in invitation. */
  signedIn: v.picklist(['yes', 'no', 'unknown']),
});
export type PanelHeader = v.InferOutput<typeof headerSchema>;

/** Messages of the extension host to the panel. A snapshot comes first and after each `ready`; then deltas. */
export const toPanelSchema = v.variant('type', [
  v.object({
    type: v.literal('snapshot'),
    header: headerSchema,
    messages: v.array(messageSchema),
    attachments: v.array(attachmentSchema),
    /** How many tools the model may call. */
    tools: v.number(),
    busy: v.boolean(),
  }),
  v.object({ type: v.literal('tools'), tools: v.number() }),
  v.object({ type: v.literal('header'), header: headerSchema }),
  v.object({ type: v.literal('attachments'), attachments: v.array(attachmentSchema) }),
  v.object({ type: v.literal('busy'), busy: v.boolean() }),
  /** A new message, or a message whose fields other than streamed text changed: replaces the one of its id. */
  v.object({ type: v.literal('message'), message: messageSchema }),
  /** More text for a streaming message. */
  v.object({ type: v.literal('delta'), messageId: v.string(), text: v.string() }),
  /** A new step of a message, or one that changed: replaces the one of its id. */
  v.object({ type: v.literal('step'), messageId: v.string(), step: stepSchema }),
  /** More text for reasoning under way. */
  v.object({ type: v.literal('stepDelta'), messageId: v.string(), stepId: v.string(), text: v.string() }),
  v.object({
    type: v.literal('status'),
    messageId: v.string(),
    status: v.string(),
    waitsToRetry: v.boolean(),
  }),
  /** This message and all after it are gone (a retry or an edit). */
  v.object({ type: v.literal('truncate'), messageId: v.string() }),
  /** Put the cursor in the input; `text`, when given, replaces what is in it. */
  v.object({ type: v.literal('focusInput'), text: v.nullable(v.string()) }),
]);
export type ToPanel = v.InferOutput<typeof toPanelSchema>;

const messageId = v.pipe(v.string(), v.maxLength(100));
/** A whole answer, or a piece of it. */
const answerText = v.pipe(v.string(), v.maxLength(10_000_000));

/** The most that can be pasted or dropped at once, in characters of Base64: 48 MiB of bytes, far above what any model takes. */
export const MAX_DATA = 64 * 1024 * 1024;

/** The longest question that is taken, in characters. */
export const MAX_QUESTION_CHARACTERS = 1_000_000;

/** Intents of the user in the panel, never command ids, paths or HTML. */
export const fromPanelSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('send'), text: v.pipe(v.string(), v.maxLength(MAX_QUESTION_CHARACTERS)) }),
  v.object({ type: v.literal('stop') }),
  /** Do not wait any longer for the next attempt. */
  v.object({ type: v.literal('retryNow') }),
  v.object({ type: v.literal('retry'), messageId }),
  v.object({ type: v.literal('continue'), messageId }),
  v.object({
    type: v.literal('editAndResend'),
    messageId,
    text: v.pipe(v.string(), v.maxLength(MAX_QUESTION_CHARACTERS)),
  }),
  /** Put a question that was refused, with its attachments, back where it was written. */
  v.object({ type: v.literal('takeBack'), messageId }),
  v.object({ type: v.literal('newChat') }),
  v.object({ type: v.literal('exportChat') }),
  v.object({ type: v.literal('chooseModel') }),
  v.object({ type: v.literal('chooseRegion') }),
  v.object({ type: v.literal('chooseTools') }),
  v.object({ type: v.literal('attach'), what: v.picklist(['selection', 'file', 'folder']) }),
  /** A file that was pasted or dropped: its name and its bytes in Base64. */
  v.object({
    type: v.literal('attachData'),
    name: v.pipe(v.string(), v.maxLength(255)),
    data: v.pipe(v.string(), v.maxLength(MAX_DATA)),
  }),
  v.object({ type: v.literal('detach'), attachmentId: v.pipe(v.string(), v.maxLength(100)) }),
  v.object({ type: v.literal('copyText'), text: answerText }),
  v.object({ type: v.literal('insertCode'), code: answerText }),
  v.object({ type: v.literal('newFile'), code: answerText, language: v.pipe(v.string(), v.maxLength(100)) }),
  v.object({ type: v.literal('feedback'), messageId, feedback: feedbackSchema }),
  v.object({ type: v.literal('action'), messageId: v.nullable(messageId), action: actionIdSchema }),
  v.object({ type: v.literal('openLink'), href: v.pipe(v.string(), v.maxLength(10_000)) }),
]);
export type FromPanel = v.InferOutput<typeof fromPanelSchema>;

/** The largest message is a file that was dropped. */
export const fromPanelLimits: MessageLimits = { characters: MAX_DATA + 1000, values: 20 };
