import type { ContentBlock as WireBlock, Message as WireMessage } from '@aws-sdk/client-bedrock-runtime';
import { BlockWriter } from './blockWriter';
import type { ContentBlock, Message } from '../content';
import type { ModelTraits } from '../models/traits';
import { ReasoningGround, type Instructions } from './reasoningGround';
import { ToolPairs } from './toolPairs';
import type { WireTools } from './tools';

/** The model and options that messages are made for. */
export interface MessageTarget {
  /** The tools that are declared beside them, if any. */
  readonly tools?: WireTools | undefined;
  /** The model that is asked, for reasoning that is only for the one that made it. */
  readonly modelId?: string;
  readonly traits?: ModelTraits;
  /** What stands before the messages, where reasoning that is bound to it has to be told from any other. */
  readonly instructions?: Instructions;
}

/** The text where there is no other, since the last word has to be the user's. */
const GO_ON = 'Continue.';

/**
 * Makes any history one that Converse accepts: the first and the last message from the user, roles
 * alternating, no blank text, reasoning only as its model signed it and never last in a message, no picture
 * or document where the model takes none. Tool calls and results stay what they are only where their tool is
 * declared, each call with one result in the next message; elsewhere they become text. Cache points stay
 * where the history has them. Source: the Converse API's validation rules, as its ValidationExceptions state them.
 */
export function toConverseMessages(
  messages: readonly Message[],
  { tools, modelId, traits = {}, instructions = {} }: MessageTarget = {},
): WireMessage[] {
  const merged = endWithUser(mergeRoles(messages, { modelId, traits }), tools);
  const pairs = tools && new ToolPairs(merged, tools);
  const writer = new BlockWriter(traits, tools, pairs);
  const ground = traits.bindsReasoning === true ? new ReasoningGround(instructions) : undefined;
  return merged.flatMap(({ role, content }, index) => {
    const missing = pairs?.missingIn(index) ?? [];
    const blocks = [
      ...withFewDocuments(content)
        .filter((block) => standsOn(block, ground))
        .map((block) => writer.write(block)),
      ...missing.map((id) => writer.missingResult(id)),
    ];
    const written: WireMessage[] =
      role === 'user' ? arrangeQuestion(blocks, traits) : [{ role, content: blocks }];
    written.forEach((message) => ground?.add(message));
    return written;
  });
}

/** Whether reasoning comes back behind the conversation that it came from, where that matters and is known. */
function standsOn(block: ContentBlock, ground: ReasoningGround | undefined): boolean {
  const isReasoning = block.type === 'reasoning' || block.type === 'redactedReasoning';
  return !isReasoning || ground === undefined || block.ground === undefined || block.ground === ground.name;
}

type Target = Required<Pick<MessageTarget, 'traits'>> & { readonly modelId: string | undefined };

/** Drops what may not be sent, and joins neighbors of one role. */
function mergeRoles(messages: readonly Message[], target: Target): Message[] {
  const merged: { role: Message['role']; content: ContentBlock[] }[] = [];
  for (const message of messages) {
    // Copies, so that a block is itself even where a history holds one object twice.
    const content = message.content
      .filter((block) => isSendable(block, message.role, target))
      .map((block) => ({ ...block }));
    const last = merged.at(-1);
    if (last?.role === message.role) {
      last.content.push(...content);
    } else if (content.length > 0 && (last !== undefined || message.role === 'user')) {
      merged.push({ role: message.role, content });
    }
  }
  return withoutEmpty(merged);
}

/** An answer that is nothing but reasoning is none, and without it its neighbors are one. */
function withoutEmpty(messages: readonly Message[]): Message[] {
  const kept: { role: Message['role']; content: ContentBlock[] }[] = [];
  for (const { role, content } of messages) {
    const said = content.slice(0, content.findLastIndex(isSaid) + 1);
    const last = kept.at(-1);
    if (said.length === 0 || (last === undefined && role === 'assistant')) {
      continue;
    }
    if (last?.role === role) {
      last.content.push(...said);
    } else {
      kept.push({ role, content: said });
    }
  }
  return kept;
}

/** Blocks that may end a message. A cache point after reasoning would be as wrong as reasoning itself. */
function isSaid(block: ContentBlock, index: number, all: readonly ContentBlock[]): boolean {
  if (block.type === 'cachePoint') {
    const before = all[index - 1];
    return before !== undefined && !isReasoning(before) && before.type !== 'cachePoint';
  }
  return !isReasoning(block);
}

function isReasoning({ type }: ContentBlock): boolean {
  return type === 'reasoning' || type === 'redactedReasoning';
}

function endWithUser(messages: readonly Message[], tools: WireTools | undefined): Message[] {
  const last = messages.at(-1);
  if (last?.role === 'user') {
    return [...messages];
  }
  // Where calls are left open, their results are the user's word.
  const answersCalls =
    last?.content.some((block) => block.type === 'toolUse' && tools?.has(block.name) === true) === true;
  return [...messages, { role: 'user', content: answersCalls ? [] : [{ type: 'text', text: GO_ON }] }];
}

function isSendable(block: ContentBlock, role: Message['role'], { modelId, traits }: Target): boolean {
  switch (block.type) {
    case 'text':
      return block.text.trim() !== '';
    case 'reasoning':
    case 'redactedReasoning': {
      const signed = block.type === 'redactedReasoning' || (block.signature ?? '').trim() !== '';
      // Who made it is not always known; then it is for any model that signs.
      const isFor = block.model === undefined ? traits.signsReasoning !== false : block.model === modelId;
      return role === 'assistant' && signed && isFor;
    }
    case 'image':
    case 'document':
      return role === 'user';
    case 'toolUse':
    case 'toolResult':
    case 'cachePoint':
      return true;
  }
}

/** Documents in one message, at most (API reference, Message). */
const MAX_DOCUMENTS = 5;

/** A message may have become one of many; documents beyond what it takes are told by their names. */
function withFewDocuments(content: readonly ContentBlock[]): readonly ContentBlock[] {
  let documents = 0;
  return content.map((block) => {
    documents += Number(block.type === 'document');
    return block.type === 'document' && documents > MAX_DOCUMENTS
      ? {
          type: 'text',
          text: `[The document ${block.name}, beyond the ${MAX_DOCUMENTS} that a message takes]`,
        }
      : block;
  });
}

/** The model's word between two messages of the user. */
const SEEN = 'I have seen the results.';

/**
 * Results come before anything the user says beside them, and in a message of their own where the model wants that;
 * a document wants a text beside it.
 */
function arrangeQuestion(blocks: readonly WireBlock[], traits: ModelTraits): WireMessage[] {
  const placed = traits.resultImages === false ? withPicturesBehind(blocks) : blocks;
  const arranged = placed.toSorted((a, b) => Number(isResult(b)) - Number(isResult(a)));
  const said = arranged.findIndex((block) => !isResult(block) && block.cachePoint === undefined);
  const results = said < 0 ? arranged : arranged.slice(0, said);
  const rest = withTextBesideDocuments(arranged.slice(results.length));
  const separate =
    results.some(isResult) &&
    (traits.besideResults === 'nothing'
      ? rest.length > 0
      : traits.besideResults === 'noDocuments' && rest.some(({ document }) => document !== undefined));
  return separate
    ? [
        { role: 'user', content: results },
        { role: 'assistant', content: [{ text: SEEN }] },
        { role: 'user', content: [...rest] },
      ]
    : [{ role: 'user', content: [...results, ...rest] }];
}

/** Pictures that a result may not hold follow the results. */
function withPicturesBehind(blocks: readonly WireBlock[]): readonly WireBlock[] {
  const pictures: WireBlock[] = [];
  const emptied = blocks.map((block): WireBlock => {
    if (block.toolResult === undefined) {
      return block;
    }
    const content = block.toolResult.content?.map((part) => {
      if (part.image === undefined) {
        return part;
      }
      pictures.push({ image: part.image });
      return { text: '[A picture, which follows]' };
    });
    return { toolResult: { ...block.toolResult, content } };
  });
  return [...emptied, ...pictures];
}

function withTextBesideDocuments(blocks: WireBlock[]): WireBlock[] {
  const lonely =
    blocks.some(({ document }) => document !== undefined) && !blocks.some(({ text }) => text !== undefined);
  return lonely ? [...blocks, { text: 'These documents go along.' }] : blocks;
}

function isResult(block: WireBlock): boolean {
  return block.toolResult !== undefined;
}
