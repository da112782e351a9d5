import type { ConverseRequest } from './converseCall';
import type { ContentBlock, DocumentBlock, Message } from './content';

/**
 * Tokens for each character of a kind: what is usual, and what is not passed.
 *
 * Measured on texts of a dozen scripts, on code, JSON, CSV, hex and base64, with the two tokenizers that are
 * public and nearest: Anthropic's own of Claude 2 and cl100k. Claude from Opus 4.7 on makes about 30 % more of
 * the same text (platform.claude.com, Token counting), which the upper figures hold. A byte-level tokenizer,
 * as all of Bedrock's families have, makes at most one token of a byte, so four of what is outside the plane of
 * the scripts in use.
 */
interface Weights {
  readonly usual: number;
  readonly upper: number;
}

const LETTER: Weights = { usual: 0.25, upper: 0.4 };
const CAPITAL: Weights = { usual: 0.4, upper: 1 };
const DIGIT: Weights = { usual: 0.45, upper: 1 };
const PUNCTUATION: Weights = { usual: 0.6, upper: 1 };

/** By the first code point that is no longer of the kind. */
const scripts: readonly (readonly [end: number, Weights])[] = [
  // Latin with accents: German 1.2 and French 1.1 times the tokens of English.
  [0x0370, { usual: 0.6, upper: 1.5 }],
  // Greek: 1.1.
  [0x0400, { usual: 1, upper: 1.7 }],
  // Cyrillic: 0.5 to 0.6.
  [0x0530, { usual: 0.6, upper: 1.2 }],
  // Armenian, Hebrew, Arabic: 0.7 to 1.
  [0x0800, { usual: 0.9, upper: 1.5 }],
  // The scripts of India and South-East Asia: 1 to 1.9.
  [0x2000, { usual: 1.3, upper: 2.8 }],
  // Signs, arrows, mathematics, frames.
  [0x2e80, { usual: 1, upper: 2 }],
  // Chinese, Japanese, Korean: 0.9 to 1.3, and 2.3 where a character is rare.
  [0xd800, { usual: 1.1, upper: 1.8 }],
  [0x10000, { usual: 1.1, upper: 2.5 }],
  // Emoji, and what is rarer still.
  [Infinity, { usual: 2.5, upper: 4 }],
];

/** Which of the two figures is wanted. */
type Bound = keyof Weights;

/* Most of most texts, which may be of many megabytes: looked up, not searched. */
const ascii: Readonly<Record<Bound, Float64Array>> = { usual: asciiOf('usual'), upper: asciiOf('upper') };

function asciiOf(bound: Bound): Float64Array {
  return Float64Array.from({ length: 128 }, (_, code) => {
    const character = String.fromCharCode(code);
    if (/[a-z\s]/.test(character)) {
      return LETTER[bound];
    }
    return (/[A-Z]/.test(character) ? CAPITAL : /\d/.test(character) ? DIGIT : PUNCTUATION)[bound];
  });
}

/* Claude: width × height / 750, at most about 1,600; up to 4,784 from Opus 4.7 on; Llama: 4 tiles of 1,601. */
const IMAGE_TOKENS: Readonly<Weights> = { usual: 1_600, upper: 6_500 };
/* Roles and marks around a message and around each tool. */
const FRAME_TOKENS = 4;
/* What a model is told about tools in general: 159 to 804 (platform.claude.com, Tool use, Pricing). */
const TOOL_PROMPT_TOKENS = 1_000;
/* A page of a PDF is read as text and as a picture: 1,500 to 3,000 tokens and an image. */
const documentTokens = {
  usual: (bytes: number) => Math.ceil(bytes / 20),
  upper: (bytes: number) => Math.max(10_000, Math.ceil(bytes / 2)),
} as const;
const TEXT_FORMATS: ReadonlySet<DocumentBlock['format']> = new Set(['txt', 'md', 'csv', 'html']);

/** About how many tokens a text is, for limits and for calls whose usage was never reported. */
export function estimateTokens(text: string): number {
  return textTokens(text, 'usual');
}

/** As many tokens as a text is at most, whatever its script. */
export function maxTextTokens(text: string): number {
  return textTokens(text, 'upper');
}

/** About how many tokens a message is. */
export function estimateMessageTokens(message: Message): number {
  return messageTokens(message, 'usual');
}

/** About how many tokens all is that goes out with a request. */
export function estimateRequestTokens(
  request: Pick<ConverseRequest, 'messages' | 'systemPrompt' | 'tools'>,
): number {
  return requestTokens(request, 'usual');
}

/** As many tokens as all that goes out with a request is at most, whatever its script: for what it may cost. */
export function maxRequestTokens(
  request: Pick<ConverseRequest, 'messages' | 'systemPrompt' | 'tools'>,
): number {
  return requestTokens(request, 'upper');
}

function requestTokens(
  { messages, systemPrompt, tools = [] }: Pick<ConverseRequest, 'messages' | 'systemPrompt' | 'tools'>,
  bound: Bound,
): number {
  return (
    messages.reduce((sum, message) => sum + messageTokens(message, bound), 0) +
    tools.reduce((sum, tool) => sum + textTokens(JSON.stringify(tool), bound), 0) +
    (tools.length > 0 && bound === 'upper' ? TOOL_PROMPT_TOKENS : 0) +
    textTokens(systemPrompt, bound)
  );
}

function messageTokens({ content }: Message, bound: Bound): number {
  return content.reduce((sum, block) => sum + blockTokens(block, bound), FRAME_TOKENS);
}

/* What is usual of a text this long is told by parts of it, so that no text takes long. */
const WHOLE_LENGTH = 512 * 1024;
const PARTS = 128;

function textTokens(text: string, bound: Bound): number {
  if (bound === 'upper' || text.length <= WHOLE_LENGTH) {
    return Math.ceil(tokensBetween(text, 0, text.length, bound));
  }
  const partLength = WHOLE_LENGTH / PARTS;
  let tokens = 0;
  for (let part = 0; part < PARTS; part++) {
    const start = Math.floor((part * (text.length - partLength)) / (PARTS - 1));
    tokens += tokensBetween(text, start, start + partLength, bound);
  }
  return Math.ceil((tokens * text.length) / WHOLE_LENGTH);
}

function tokensBetween(text: string, start: number, end: number, bound: Bound): number {
  const weights = ascii[bound];
  let tokens = 0;
  for (let index = start; index < end; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 128) {
      tokens += weights[unit] ?? 0;
      continue;
    }
    const code = text.codePointAt(index) ?? 0;
    // A character of two code units.
    index += code > 0xffff ? 1 : 0;
    tokens += scriptOf(code)[bound];
  }
  return tokens;
}

function scriptOf(code: number): Weights {
  return scripts.find(([end]) => code < end)?.[1] ?? LETTER;
}

function blockTokens(block: ContentBlock, bound: Bound): number {
  switch (block.type) {
    case 'text':
    case 'reasoning':
      return textTokens(block.text, bound);
    case 'toolUse':
      return textTokens(JSON.stringify(block.input ?? null), bound);
    case 'toolResult':
      return messageTokens({ role: 'user', content: block.content }, bound) - FRAME_TOKENS;
    case 'image':
      return IMAGE_TOKENS[bound];
    case 'document':
      return TEXT_FORMATS.has(block.format)
        ? textTokens(Buffer.from(block.bytes).toString(), bound)
        : documentTokens[bound](block.bytes.length);
    case 'redactedReasoning':
      return Math.ceil(block.data.length / (bound === 'usual' ? 4 : 1));
    case 'cachePoint':
      return 0;
  }
}
