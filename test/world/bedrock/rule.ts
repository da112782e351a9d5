import type { AskedModel } from './models';
import type { Signatures } from './signatures';
import type { ConverseBody, WireBlock } from './wire';

/** A request for an answer as the rules see it. */
export interface ModelRequest {
  readonly operation: 'Converse' | 'ConverseStream';
  /** Of the request's signature; unknown for API keys. */
  readonly region: string | undefined;
  readonly model: AskedModel;
  readonly body: ConverseBody;
  readonly signatures: Signatures;
}

/** Says in the stable words of AWS's answer what of a request breaks it; undefined where nothing does. */
export type Rule = (asked: ModelRequest) => string | undefined;

/** The prefix of what comes from the model's own checks. */
export const modelSays = 'The model returned the following errors: ';

/** A block with its place, such as `messages.0.content.1`, and the side that says it. */
export interface PlacedBlock {
  readonly block: WireBlock;
  readonly place: string;
  readonly role: string | undefined;
}

/** All blocks of all messages in their order. */
export function placedBlocks(body: ConverseBody): readonly PlacedBlock[] {
  return (body.messages ?? []).flatMap(({ role, content }, m) =>
    (content ?? []).map((block, b) => ({ block, place: `messages.${m}.content.${b}`, role })),
  );
}

/** The first complaint about any of these. */
export function firstOf<T>(items: Iterable<T>, check: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const complaint = check(item);
    if (complaint !== undefined) {
      return complaint;
    }
  }
  return undefined;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What Bedrock's front end says of a value that its own schema does not take. */
export function constraint(value: unknown, member: string, demand: string): string {
  return `1 validation error detected: Value ${JSON.stringify(value)} at '${member}' failed to satisfy constraint: Member must ${demand}`;
}
