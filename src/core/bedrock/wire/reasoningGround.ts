import { createHash, type Hash } from 'node:crypto';
import type { ConverseStreamCommandInput, Message as WireMessage } from '@aws-sdk/client-bedrock-runtime';

/** The instructions and tools of a request. */
export type Instructions = Pick<ConverseStreamCommandInput, 'system' | 'toolConfig'>;

/**
 * The conversation before a piece of reasoning, as one name: of reasoning that is bound to it, Claude refuses what
 * comes back behind a conversation that was cut, edited or told otherwise. Cache points make no difference.
 */
export class ReasoningGround {
  private readonly hash: Hash;

  constructor({ system = [], toolConfig }: Instructions) {
    const said = system.map(({ text }) => text);
    const tools = toolConfig?.tools?.map(({ toolSpec }) => toolSpec);
    this.hash = createHash('sha256').update(JSON.stringify([said.filter(Boolean), tools?.filter(Boolean)]));
  }

  /** The name of all that was added. */
  get name(): string {
    return this.hash.copy().digest('base64').slice(0, 24);
  }

  add({ role, content = [] }: WireMessage): void {
    const kept = content.filter(({ cachePoint }) => cachePoint === undefined);
    this.hash.update(JSON.stringify([role, kept.map(plain)]));
  }
}

/** The ground of the answer to a request. */
export function groundOf(input: ConverseStreamCommandInput): string {
  const ground = new ReasoningGround(input);
  input.messages?.forEach((message) => ground.add(message));
  return ground.name;
}

/** A value as JSON has it, bytes as a name: as a list of numbers they would be many times as long. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return createHash('sha256').update(value).digest('base64');
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [key, plain(each)]),
  );
}
