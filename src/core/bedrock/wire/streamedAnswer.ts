import * as l10n from '@vscode/l10n';
import type {
  ContentBlockDelta,
  ContentBlockStart,
  ConverseStreamMetadataEvent,
  ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import type { ContentBlock } from '../content';
import type { ConverseEvent, Usage } from './converseEvents';
import { BedrockError } from '../../aws/errors';
import { guardrailBlock, type GuardrailBlock } from './guardrail';
import type { ModelParameters } from '../parameters';
import { isUsageOf, readUsage } from '../reportedUsage';
import { endsWithCalls } from './stopReason';
import type { AnswerTool } from '../structure/answerTool';
import type { WireTools } from './tools';
import { formatCount } from '../../../shared/format';

/** Far more than the longest answer of any model, a few hundred thousand tokens. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

/** How Bedrock says that it served a call, which decides its price. */
export interface ServedAs {
  readonly serviceTier?: ModelParameters['serviceTier'];
  readonly latency?: ModelParameters['latency'];
}

/** A block that is still being told; its pieces are put together when it is whole, or asked for. */
type OpenBlock =
  | { readonly type: 'text'; text: string }
  | { readonly type: 'reasoning'; text: string; signature: string | undefined }
  | { readonly type: 'redactedReasoning'; readonly pieces: Uint8Array[] }
  | {
      readonly type: 'toolUse';
      readonly toolUseId: string;
      readonly name: string;
      json: string;
      failed: boolean;
    };

/**
 * Puts the stream's events together. Order: content blocks, each with an index, then messageStop, then
 * `metadata` with the usage, last.
 */
export class StreamedAnswer {
  text = '';
  stopReason: string | undefined;
  /** Set when a guardrail acted and said why. */
  block: GuardrailBlock | undefined;
  served: ServedAs = {};
  /** What its reasoning is bound to, where it is; kept with it. */
  ground: string | undefined;
  private reported: Usage | undefined;
  private length = 0;
  private readonly blocks: OpenBlock[] = [];
  private readonly byIndex = new Map<number, OpenBlock>();

  /** `model` is the id under which reasoning is kept; what `answerTool` is called with is the answer's text. */
  constructor(
    private readonly tools: WireTools,
    private readonly model: string,
    private readonly answerTool?: AnswerTool,
  ) {}

  /** Finished blocks, and what there is of the others, in the order they came; a call that is not whole is left out. */
  get content(): readonly ContentBlock[] {
    const open = new Set(this.byIndex.values());
    return this.kept().flatMap((block) => this.finished(block, open));
  }

  /** The tool whose call is not whole. */
  get cutCall(): string | undefined {
    const open = new Set(this.byIndex.values());
    const cut = this.blocks.find(
      (block) => block.type === 'toolUse' && !this.isAnswer(block) && this.finished(block, open).length === 0,
    );
    return cut?.type === 'toolUse' ? cut.name : undefined;
  }

  /** As the service says; undefined until then, and when what it says cannot be, such as none of an answer that is there. */
  get usage(): Usage | undefined {
    const { reported, stopReason } = this;
    return reported && isUsageOf(reported, { isThere: this.length > 0, stopReason }) ? reported : undefined;
  }

  /** Whether it has become longer than any model's answer: whoever sends it will not end. */
  get isEndless(): boolean {
    return this.length > MAX_CHARACTERS;
  }

  /** The meaning of an event for whoever shows the answer. */
  read(event: ConverseStreamOutput): readonly ConverseEvent[] {
    if (event.contentBlockDelta !== undefined) {
      const { contentBlockIndex = 0, delta } = event.contentBlockDelta;
      const shown = delta && this.takeDelta(contentBlockIndex, delta);
      return shown === undefined ? [] : [shown];
    }
    if (event.contentBlockStart !== undefined) {
      this.takeStart(event.contentBlockStart.contentBlockIndex ?? 0, event.contentBlockStart.start);
    } else if (event.contentBlockStop !== undefined) {
      this.takeStop(event.contentBlockStop.contentBlockIndex ?? 0);
    } else if (event.messageStop !== undefined) {
      this.stopReason = wordOf(event.messageStop.stopReason);
      return [...this.answerEvents(), ...this.calls()];
    } else if (event.metadata !== undefined) {
      this.takeMetadata(event.metadata);
    }
    return [];
  }

  /** The fault of an answer that came to its end; undefined when nothing is. */
  problem(): BedrockError | undefined {
    if (this.isEndless) {
      return new BedrockError('unknown', {
        code: 'AnswerTooLong',
        message: l10n.t(
          'The answer is longer than {0} characters, which no model writes; it was stopped',
          formatCount(MAX_CHARACTERS),
        ),
      });
    }
    if (this.stopReason === undefined) {
      return new BedrockError('streamBroken', {
        code: 'StreamEndedEarly',
        message: l10n.t('The stream ended before the answer did'),
      });
    }
    const broken = this.blocks.find(
      (block) => block.type === 'toolUse' && block.failed && !this.isAnswer(block),
    );
    // An answer that was cut off says so by its stop reason.
    if (broken?.type !== 'toolUse' || !endsWithCalls(this.stopReason)) {
      return undefined;
    }
    return new BedrockError('malformedToolUse', {
      code: 'MalformedToolUse',
      message: l10n.t('The model called the tool {0} with an input that is no JSON object', broken.name),
    });
  }

  private takeDelta(index: number, delta: ContentBlockDelta): ConverseEvent | undefined {
    if (delta.text !== undefined) {
      return this.takeText(index, textOf(delta.text));
    }
    if (delta.reasoningContent !== undefined) {
      const { redactedContent } = delta.reasoningContent;
      const text = optionalText(delta.reasoningContent.text);
      const signature = optionalText(delta.reasoningContent.signature);
      if (redactedContent instanceof Uint8Array) {
        if (redactedContent.length === 0) {
          return undefined;
        }
        this.length += redactedContent.length;
        this.open(index, 'redactedReasoning', () => ({ type: 'redactedReasoning', pieces: [] })).pieces.push(
          redactedContent,
        );
        return undefined;
      }
      if (!text && !signature) {
        return undefined;
      }
      const block = this.open(index, 'reasoning', () => ({
        type: 'reasoning',
        text: '',
        signature: undefined,
      }));
      block.text += text ?? '';
      this.length += (text?.length ?? 0) + (signature?.length ?? 0);
      // Usually in a delta of its own, at the end.
      block.signature = signature === undefined ? block.signature : (block.signature ?? '') + signature;
      return text === undefined || text === '' ? undefined : { type: 'reasoning', text };
    }
    const block = this.byIndex.get(index);
    if (delta.toolUse?.input !== undefined && block?.type === 'toolUse') {
      const json = textOf(delta.toolUse.input);
      block.json += json;
      this.length += json.length;
    }
    return undefined;
  }

  private takeText(index: number, text: string): ConverseEvent | undefined {
    if (text === '') {
      return undefined;
    }
    this.open(index, 'text', () => ({ type: 'text', text: '' })).text += text;
    this.text += text;
    this.length += text.length;
    // What is said beside the call that the answer is, is no part of it.
    return this.answerTool === undefined ? { type: 'text', text } : undefined;
  }

  private takeStart(index: number, start: ContentBlockStart | undefined): void {
    if (start?.toolUse !== undefined) {
      const { toolUseId, name } = {
        toolUseId: textOf(start.toolUse.toolUseId),
        name: textOf(start.toolUse.name),
      };
      this.length += toolUseId.length + name.length;
      const given = this.tools.givenName(name);
      this.add(index, { type: 'toolUse', toolUseId, name: given, json: '', failed: false });
    }
  }

  private takeStop(index: number): void {
    const block = this.byIndex.get(index);
    this.byIndex.delete(index);
    if (block?.type === 'toolUse') {
      block.failed = this.inputOf(block) === undefined;
    }
  }

  /** The answer of one that is told by the call of a tool, at its end; what was said is it where no call is. */
  private answerEvents(): ConverseEvent[] {
    if (this.answerTool === undefined || this.problem() !== undefined) {
      return [];
    }
    const { content } = this;
    this.text = content.map((block) => (block.type === 'text' ? block.text : '')).join('');
    const hasOtherCalls = content.some(({ type }) => type === 'toolUse');
    if (this.stopReason === 'tool_use' && !hasOtherCalls) {
      this.stopReason = 'end_turn';
    }
    return this.text === '' ? [] : [{ type: 'text', text: this.text }];
  }

  private isAnswer(block: OpenBlock): boolean {
    return block.type === 'toolUse' && block.name === this.answerTool?.spec.name;
  }

  /** The blocks that count: of an answer that is a call, not what is said beside it, nor a second one. */
  private kept(): readonly OpenBlock[] {
    const answer = this.blocks.find((block) => this.isAnswer(block));
    return answer === undefined
      ? this.blocks
      : this.blocks.filter((block) => (block.type !== 'text' && !this.isAnswer(block)) || block === answer);
  }

  /**
   * The calls of an answer that came to its end; none of one that was cut off, or that has a fault: what is there of an
   * input may look whole, above all when it is nothing.
   */
  private calls(): ConverseEvent[] {
    if (!endsWithCalls(this.stopReason) || this.problem() !== undefined) {
      return [];
    }
    return this.content.flatMap((block) => {
      if (block.type !== 'toolUse') {
        return [];
      }
      const { toolUseId, name, input } = block;
      return [
        { type: 'toolCall' as const, call: { toolUseId, name, input: input as Record<string, unknown> } },
      ];
    });
  }

  private takeMetadata(event: ConverseStreamMetadataEvent): void {
    const { usage, trace, serviceTier, performanceConfig } = event;
    this.reported = readUsage(usage);
    this.served = { serviceTier: serviceTier?.type, latency: performanceConfig?.latency };
    try {
      this.block = guardrailBlock(trace?.guardrail);
    } catch {
      // An answer is not lost because its guardrail's trace is odd.
    }
  }

  private open<T extends OpenBlock['type']>(
    index: number,
    type: T,
    make: () => Extract<OpenBlock, { type: T }>,
  ): Extract<OpenBlock, { type: T }> {
    const known = this.byIndex.get(index);
    return known?.type === type ? (known as Extract<OpenBlock, { type: T }>) : this.add(index, make());
  }

  private add<T extends OpenBlock>(index: number, block: T): T {
    this.length += BLOCK_CHARACTERS;
    this.blocks.push(block);
    this.byIndex.set(index, block);
    return block;
  }

  private inputOf({ name, json }: Extract<OpenBlock, { type: 'toolUse' }>) {
    const input = parseInput(json);
    return input && this.tools.givenInput(name, input);
  }

  private finished(block: OpenBlock, open: ReadonlySet<OpenBlock>): ContentBlock[] {
    const origin = { model: this.model, ...(this.ground === undefined ? {} : { ground: this.ground }) };
    switch (block.type) {
      case 'text':
        return [{ type: 'text', text: block.text }];
      case 'reasoning': {
        const { text, signature } = block;
        return [{ type: 'reasoning', text, ...(signature === undefined ? {} : { signature }), ...origin }];
      }
      case 'redactedReasoning':
        return [{ type: 'redactedReasoning', data: Buffer.concat(block.pieces), ...origin }];
      case 'toolUse': {
        // Of a call that was cut off before its input, nobody can say that it has none.
        const isCut = open.has(block) || (block.json.trim() === '' && !endsWithCalls(this.stopReason));
        const input = isCut ? undefined : this.inputOf(block);
        if (this.isAnswer(block)) {
          return [
            { type: 'text', text: input === undefined ? block.json : (this.answerTool?.textOf(input) ?? '') },
          ];
        }
        return input !== undefined
          ? [{ type: 'toolUse', toolUseId: block.toolUseId, name: block.name, input }]
          : [];
      }
    }
  }
}

/** The longest input of a call that is read, in characters; a file that is written by one is smaller. */
const MAX_INPUT = 2 * 1024 * 1024;
/** The longest reason for an end; AWS's have some twenty characters. */
const MAX_WORD = 64;
/** The length of a block beside its text. */
const BLOCK_CHARACTERS = 1024;

/** A gateway may say anything where a text belongs. */
function textOf(said: unknown): string {
  return typeof said === 'string' ? said : '';
}

function optionalText(said: unknown): string | undefined {
  return typeof said === 'string' ? said : undefined;
}

/** The end of an answer is one, whatever stands for its reason. */
function wordOf(said: unknown): string {
  return typeof said === 'string' && said.length <= MAX_WORD ? said : 'unknown';
}

/** Lists and objects within each other in the input of a call; whatever takes it goes down level by level. */
const MAX_INPUT_DEPTH = 100;

function isShallow(input: object): boolean {
  let level: object[] = [input];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_INPUT_DEPTH) {
      return false;
    }
    level = level.flatMap((value): unknown[] => Object.values(value)).filter(isObject);
  }
  return true;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The input of a call, which comes in pieces of JSON; undefined when it is no object, or nested as nobody nests. */
function parseInput(json: string): Record<string, unknown> | undefined {
  if (json.length > MAX_INPUT) {
    return undefined;
  }
  try {
    const input: unknown = json.trim() === '' ? {} : JSON.parse(json);
    return isObject(input) && !Array.isArray(input) && isShallow(input) ? { ...input } : undefined;
  } catch {
    // Its text is nobody's business but the model's.
    return undefined;
  }
}
