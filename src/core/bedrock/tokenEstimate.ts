import type { ConverseRequest } from './wire/converseCall';
import type { ContentBlock, DocumentBlock, Message } from './content';
import { toolFigure, toolTexts, type ToolSpec } from './tools/toolSpec';

/*
 * Tokens for each character of a kind, as is usual.
 *
 * Measured on texts of a dozen scripts, on code, JSON, CSV, hex and base64, with the two tokenizers that are
 * public and nearest: Anthropic's own of Claude 2 and cl100k. Claude from Opus 4.7 on makes about 30 % more of
 * the same text (platform.claude.com, Token counting).
 */
const LETTER = 0.25;
const CAPITAL = 0.4;
const DIGIT = 0.45;
const PUNCTUATION = 0.6;

/** By the first code unit that is no longer of the kind. */
const scripts: readonly (readonly [end: number, tokens: number])[] = [
  // Latin with accents: German 1.2 and French 1.1 times the tokens of English.
  [0x0370, 0.6],
  // Greek: 1.1.
  [0x0400, 1],
  // Cyrillic: 0.5 to 0.6.
  [0x0530, 0.6],
  // Armenian, Hebrew, Arabic: 0.7 to 1.
  [0x0800, 0.9],
  // The scripts of India and South-East Asia: 1 to 1.9.
  [0x2000, 1.3],
  // Signs, arrows, mathematics, frames.
  [0x2e80, 1],
  // Chinese, Japanese, Korean: 0.9 to 1.3, and 2.3 where a character is rare.
  [0x10000, 1.1],
];
/* Emoji, and what is rarer still: characters of two code units. */
const PAIR = 2.5;

/*
 * Tokens that are not passed: one for each byte, as the tokenizers of all of Bedrock's families begin with bytes.
 * Letters that follow one another make longer pieces, also where they are random (0.52 for each), and a space
 * becomes part of the word behind it. A letter by itself, a line break and a tab may each be a piece: a column
 * of flags has as many tokens as characters.
 */
const NEXT_LETTER = 0.6;
const SPACE = 0.25;

/** Which of the two figures is wanted. */
type Bound = 'usual' | 'upper';

/* Most of most texts, which may be of many megabytes: looked up, not searched. */
const ascii = Float64Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z\s]/.test(character)) {
    return LETTER;
  }
  return /[A-Z]/.test(character) ? CAPITAL : /\d/.test(character) ? DIGIT : PUNCTUATION;
});

/* The scripts, likewise: each of them ends where sixteen characters do. */
const sixteens = Float64Array.from(
  { length: 0x1000 },
  (_, sixteen) => scripts.find(([end]) => sixteen * 16 < end)?.[1] ?? LETTER,
);

/* Claude: width × height / 750, at most about 1,600; up to 4,784 from Opus 4.7 on; Llama: 4 tiles of 1,601. */
const IMAGE_TOKENS: Readonly<Record<Bound, number>> = { usual: 1_600, upper: 6_500 };
/* Roles and marks around a message and around each tool. */
const FRAME_TOKENS = 4;
/* A signature holds the thoughts in four characters for each three bytes, and a token has two bytes at the least. */
const BASE64_PER_TOKEN = 2.5;
/* The tokens of what a model is told about tools in general: 159 to 804 (platform.claude.com, Tool use, Pricing). */
const TOOL_PROMPT_TOKENS = 1_000;
/*
 * A page of a PDF is read as text and as a picture: 1,500 to 3,000 tokens and an image. PDF and Office files are
 * compressed, so that a few kilobytes may be a hundred pages, which is all that Bedrock takes of one; what does not
 * fit into the model's context is refused.
 */
const documentTokens = {
  usual: (bytes: number) => Math.ceil(bytes / 20),
  upper: (bytes: number) => Math.max(500_000, Math.ceil(bytes / 2)),
} as const;
const TEXT_FORMATS: ReadonlySet<DocumentBlock['format']> = new Set(['txt', 'md', 'csv', 'html']);

/** About how many tokens a text is, for limits and for calls whose usage was never reported. */
export function estimateTokens(text: string): number {
  return textTokens(text, 'usual');
}

/** About how many tokens texts are together, at a cost that does not grow with their length. */
export function estimateTextsTokens(texts: readonly string[]): number {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const share = Math.min(1, WHOLE_LENGTH / length);
  const tokens = texts.map((text) => tokensByParts(text, Math.ceil(text.length * share)));
  return tokens.reduce((sum, each) => sum + wholeTokens(each), 0);
}

/** As many tokens as a text is at most, whatever its script. */
export function maxTextTokens(text: string): number {
  return textTokens(text, 'upper');
}

/** About how many tokens a message is. */
export function estimateMessageTokens(message: Message): number {
  return messageTokens(message, 'usual');
}

/** What of a request is counted. */
type Counted = Pick<ConverseRequest, 'messages' | 'systemPrompt' | 'tools' | 'answerForm'>;

/** About how many tokens all is that goes out with a request. */
export function estimateRequestTokens(request: Counted): number {
  return requestTokens(request, 'usual');
}

/** As many tokens as all that goes out with a request is at most, whatever its script: for what it may cost. */
export function maxRequestTokens(request: Counted): number {
  return requestTokens(request, 'upper');
}

function requestTokens({ messages, systemPrompt, tools = [], answerForm }: Counted, bound: Bound): number {
  // Bedrock tells the model of the format as of a tool.
  const format = answerForm?.type === 'format' ? JSON.stringify(answerForm.schema) : '';
  const hasOrders = tools.length > 0 || format !== '';
  return (
    textTokens(format, bound) +
    messages.reduce((sum, message) => sum + messageTokens(message, bound), 0) +
    tools.reduce((sum, tool) => sum + toolTokens(tool, bound) + FRAME_TOKENS, 0) +
    (hasOrders && bound === 'upper' ? TOOL_PROMPT_TOKENS : 0) +
    textTokens(systemPrompt, bound)
  );
}

function toolTokens(tool: ToolSpec, bound: Bound): number {
  return toolFigure(tool, bound, () =>
    toolTexts(tool).reduce((sum, text) => sum + textTokens(text, bound), 0),
  );
}

function messageTokens({ content }: Message, bound: Bound): number {
  return content.reduce((sum, block) => sum + blockTokens(block, bound), FRAME_TOKENS);
}

/* The usual figure of a text longer than this is taken from parts of it, so that no text takes long. */
const WHOLE_LENGTH = 512 * 1024;
const MAX_PARTS = 128;
/* Shorter parts of prose say little. */
const MIN_PART_LENGTH = 64;

function textTokens(text: string, bound: Bound): number {
  return wholeTokens(bound === 'upper' ? upperTokens(text) : tokensByParts(text, WHOLE_LENGTH));
}

/** Sums of decimals end a hair beside what they come to, and a hair is no token. */
function wholeTokens(tokens: number): number {
  return Math.ceil(tokens - 1e-6);
}

/** The usual figure of a text of which about so many characters are read. */
function tokensByParts(text: string, readLength: number): number {
  if (text.length <= Math.max(readLength, MIN_PART_LENGTH)) {
    return usualTokens(text, 0, text.length);
  }
  const parts = Math.min(MAX_PARTS, Math.ceil(readLength / MIN_PART_LENGTH));
  const partLength = Math.ceil(readLength / parts);
  let tokens = 0;
  for (let part = 0; part < parts; part++) {
    const start = Math.floor((part * (text.length - partLength)) / Math.max(1, parts - 1));
    tokens += usualTokens(text, start, start + partLength);
  }
  return (tokens * text.length) / (parts * partLength);
}

function usualTokens(text: string, start: number, end: number): number {
  let tokens = 0;
  for (let index = start; index < end; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 128) {
      tokens += ascii[unit] ?? 0;
      continue;
    }
    const isPair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
    index += isPair ? 1 : 0;
    tokens += isPair ? PAIR : (sixteens[unit >> 4] ?? LETTER);
  }
  return tokens;
}

function upperTokens(text: string): number {
  let tokens = 0;
  let isWord = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const isLetter = unit >= 0x61 && unit <= 0x7a;
    if (isLetter && isWord) {
      tokens += NEXT_LETTER;
    } else if (unit === 0x20) {
      tokens += SPACE;
    } else if (unit < 0x800) {
      tokens += unit < 0x80 ? 1 : 2;
    } else {
      // Each half of a pair has two of its four bytes.
      tokens += unit >= 0xd800 && unit < 0xe000 ? 2 : 3;
    }
    isWord = isLetter;
  }
  return tokens;
}

function blockTokens(block: ContentBlock, bound: Bound): number {
  switch (block.type) {
    case 'text':
      return textTokens(block.text, bound);
    case 'reasoning':
      // What was thought is in the signature where its text was not shown.
      return Math.max(
        textTokens(block.text, bound),
        bound === 'upper' ? Math.ceil((block.signature?.length ?? 0) / BASE64_PER_TOKEN) : 0,
      );
    case 'toolUse':
      return (
        textTokens(JSON.stringify(block.input ?? null), bound) +
        (bound === 'upper' ? textTokens(`${block.name}${block.toolUseId}`, bound) + FRAME_TOKENS : 0)
      );
    case 'toolResult':
      return (
        messageTokens({ role: 'user', content: block.content }, bound) -
        (bound === 'upper' ? 0 : FRAME_TOKENS) +
        (bound === 'upper' ? textTokens(block.toolUseId, bound) : 0)
      );
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
