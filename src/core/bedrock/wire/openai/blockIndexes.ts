import type { ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';

/** Events of Converse's stream, as which the engine reads every answer. */
export type Told = ConverseStreamOutput[];

/** Gives the parts of an answer the indexes of blocks, in the order in which they begin. */
export class BlockIndexes {
  private readonly byKey = new Map<string, number>();
  private next = 0;

  /** The index of a part; a new one for a part that is new. */
  of(key: string): number {
    const index = this.byKey.get(key) ?? this.next++;
    this.byKey.set(key, index);
    return index;
  }

  /** The indexes of all parts whose keys begin so. */
  all(prefix: string): readonly number[] {
    return [...this.byKey].flatMap(([key, index]) => (key.startsWith(prefix) ? [index] : []));
  }

  /** Whether a part has begun. */
  has(key: string): boolean {
    return this.byKey.has(key);
  }
}

/** A piece of text. */
export function textDelta(contentBlockIndex: number, text: string): ConverseStreamOutput {
  return { contentBlockDelta: { contentBlockIndex, delta: { text } } };
}

/** A piece of reasoning that can be read. */
export function reasoningDelta(contentBlockIndex: number, text: string): ConverseStreamOutput {
  return { contentBlockDelta: { contentBlockIndex, delta: { reasoningContent: { text } } } };
}

/** The beginning of a call. */
export function callStart(contentBlockIndex: number, toolUseId: string, name: string): ConverseStreamOutput {
  return { contentBlockStart: { contentBlockIndex, start: { toolUse: { toolUseId, name } } } };
}

/** A piece of a call's input, which is JSON. */
export function callDelta(contentBlockIndex: number, input: string): ConverseStreamOutput {
  return { contentBlockDelta: { contentBlockIndex, delta: { toolUse: { input } } } };
}

/** The end of a block. */
export function blockStop(contentBlockIndex: number): ConverseStreamOutput {
  return { contentBlockStop: { contentBlockIndex } };
}
