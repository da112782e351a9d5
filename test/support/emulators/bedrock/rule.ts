import type { ModelTraits } from './models';
import type { ConverseBody, WireBlock, WireMessage } from './wire';

/** How a check may differ from the default. */
export interface RuleOptions {
  readonly traits?: ModelTraits;
  readonly streaming?: boolean;
  /** Whether a signature belongs to a reasoning text; by default, whether the emulator made it. */
  readonly verifySignature?: (text: string, signature: string) => boolean;
  /** The same for redacted reasoning, which is base64 on the wire and bytes in the SDK's inputs. */
  readonly verifyRedacted?: (data: string | Uint8Array) => boolean;
}

/** Says what of a request breaks it, in Bedrock's words; undefined when nothing does. */
export type Rule = (body: ConverseBody, options: Required<RuleOptions>) => string | undefined;

/** Bedrock's prefix of an error of the model behind it. */
export const modelSays = 'The model returned the following errors: ';

/** The messages of a request. */
export function messagesOf(body: ConverseBody): readonly WireMessage[] {
  return body.messages ?? [];
}

/** Every block with the place that Bedrock names it by, such as `messages.0.content.1`. */
export function placedBlocks(
  body: ConverseBody,
): readonly { block: WireBlock; place: string; role: string | undefined }[] {
  return messagesOf(body).flatMap((message, m) =>
    (message.content ?? []).map((block, b) => ({
      block,
      place: `messages.${m}.content.${b}`,
      role: message.role,
    })),
  );
}

/** The first complaint about any of these. */
export function firstBroken<T>(
  items: readonly T[],
  check: (item: T) => string | undefined,
): string | undefined {
  for (const item of items) {
    const message = check(item);
    if (message !== undefined) {
      return message;
    }
  }
  return undefined;
}

/** The answer of Bedrock's front end of a value that its schema does not take. */
export function constraint(value: string | number, member: string, demand: string): string {
  return `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${demand}`;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
