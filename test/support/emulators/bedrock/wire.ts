import * as v from 'valibot';
import { AwsError } from './errors';

const media = v.optional(v.unknown());
/** Bytes are base64, in an SDK's inputs not yet. */
const bytes = v.custom<string | Uint8Array>(
  (value) => typeof value === 'string' || value instanceof Uint8Array,
);
const source = v.optional(v.object({ bytes: v.optional(bytes) }));
const image = v.optional(v.object({ format: v.optional(v.string()), source }));

const cachePoint = v.optional(v.object({ type: v.optional(v.string()), ttl: v.optional(v.string()) }));
const record = v.optional(v.record(v.string(), v.unknown()));

const toolUse = v.object({
  toolUseId: v.optional(v.string()),
  name: v.optional(v.string()),
  input: v.optional(v.unknown()),
});

const toolResult = v.object({
  toolUseId: v.optional(v.string()),
  content: v.optional(
    v.array(
      v.object({
        text: v.optional(v.string()),
        json: v.optional(v.unknown()),
        image,
        document: media,
      }),
    ),
  ),
  status: v.optional(v.string()),
});

const reasoning = v.object({
  reasoningText: v.optional(v.object({ text: v.optional(v.string()), signature: v.optional(v.string()) })),
  redactedContent: v.optional(bytes),
});

const block = v.object({
  text: v.optional(v.string()),
  image,
  document: v.optional(v.object({ name: v.optional(v.string()), format: v.optional(v.string()), source })),
  video: media,
  toolUse: v.optional(toolUse),
  toolResult: v.optional(toolResult),
  reasoningContent: v.optional(reasoning),
  guardContent: media,
  cachePoint,
  citationsContent: media,
});

const tool = v.object({
  toolSpec: v.optional(
    v.object({
      name: v.optional(v.string()),
      description: v.optional(v.string()),
      inputSchema: v.optional(v.object({ json: v.optional(v.unknown()) })),
    }),
  ),
  cachePoint,
});

const converseBody = v.object({
  messages: v.optional(
    v.array(v.object({ role: v.optional(v.string()), content: v.optional(v.array(block)) })),
  ),
  system: v.optional(v.array(v.object({ text: v.optional(v.string()), cachePoint, guardContent: media }))),
  inferenceConfig: v.optional(
    v.object({
      maxTokens: v.optional(v.number()),
      temperature: v.optional(v.number()),
      topP: v.optional(v.number()),
      stopSequences: v.optional(v.array(v.string())),
    }),
  ),
  toolConfig: v.optional(v.object({ tools: v.optional(v.array(tool)), toolChoice: record })),
  additionalModelRequestFields: record,
  guardrailConfig: v.optional(
    v.object({
      guardrailIdentifier: v.optional(v.string()),
      guardrailVersion: v.optional(v.string()),
      trace: v.optional(v.string()),
    }),
  ),
  requestMetadata: v.optional(v.record(v.string(), v.string())),
  serviceTier: v.optional(v.object({ type: v.optional(v.string()) })),
  performanceConfig: v.optional(v.object({ latency: v.optional(v.string()) })),
  outputConfig: v.optional(
    v.object({
      textFormat: v.optional(
        v.object({
          type: v.optional(v.string()),
          structure: v.optional(
            v.object({
              jsonSchema: v.optional(
                v.object({ schema: v.optional(v.string()), name: v.optional(v.string()) }),
              ),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** A Converse request's body, as far as the emulator looks at it; SDK inputs fit it too. */
export type ConverseBody = v.InferOutput<typeof converseBody>;
/** One message of a conversation. */
export type WireMessage = NonNullable<ConverseBody['messages']>[number];
/** One content block of a message. */
export type WireBlock = NonNullable<WireMessage['content']>[number];

/**
 * The body of a Converse or ConverseStream call.
 * @throws AwsError SerializationException when a member has the wrong type.
 */
export function parseConverseBody(body: unknown): ConverseBody {
  const result = v.safeParse(converseBody, body);
  if (result.success) {
    return result.output;
  }
  const [issue] = result.issues;
  throw new AwsError('SerializationException', `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
}

/** Text blocks of a message, in order. */
export function textsOf(message: WireMessage | undefined): readonly string[] {
  return (message?.content ?? []).flatMap((each) => (each.text === undefined ? [] : [each.text]));
}

/** The user's last question: the last text block of the last user message, or an empty text. */
export function lastPrompt(body: ConverseBody): string {
  const last = body.messages?.findLast((message) => message.role === 'user');
  return textsOf(last).at(-1) ?? '';
}
