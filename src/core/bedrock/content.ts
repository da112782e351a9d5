/** Formats of pictures that Converse takes. */
export type ImageFormat = 'png' | 'jpeg' | 'gif' | 'webp';

/** Formats of documents that Converse takes. */
export type DocumentFormat = 'pdf' | 'csv' | 'doc' | 'docx' | 'xls' | 'xlsx' | 'html' | 'txt' | 'md';

/** How long the service keeps what a cache point closes. */
export type CacheTtl = '5m' | '1h';

/** A picture, with its bytes as they are in its file. */
export interface ImageBlock {
  readonly type: 'image';
  readonly format: ImageFormat;
  readonly bytes: Uint8Array;
}

/** A document, with its bytes as they are in its file; Converse wants a text beside it. */
export interface DocumentBlock {
  readonly type: 'document';
  readonly format: DocumentFormat;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A piece of what a tool gave back. */
export type ToolResultContent = { readonly type: 'text'; readonly text: string } | ImageBlock;

/** A piece of a message, in Converse's terms. */
export type ContentBlock =
  | { readonly type: 'text'; readonly text: string }
  /** Reasoning may be sent back only as it came, with its signature, and to the model that made it, where that is known. */
  | {
      readonly type: 'reasoning';
      readonly text: string;
      readonly signature?: string;
      /** The id of the model, without a profile. */
      readonly model?: string;
    }
  /** Reasoning that the service encrypted; it goes back as it came, to the same model. */
  | { readonly type: 'redactedReasoning'; readonly data: Uint8Array; readonly model?: string }
  | ImageBlock
  | DocumentBlock
  | { readonly type: 'toolUse'; readonly toolUseId: string; readonly name: string; readonly input: unknown }
  | {
      readonly type: 'toolResult';
      readonly toolUseId: string;
      readonly content: readonly ToolResultContent[];
      readonly failed?: boolean;
    }
  /** A wish of whoever made the message: what stands before may be kept in the prompt cache. */
  | { readonly type: 'cachePoint'; readonly ttl?: CacheTtl };

/** One message of a conversation. */
export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: readonly ContentBlock[];
}

/** A message of plain text. */
export function textMessage(role: Message['role'], text: string): Message {
  return { role, content: [{ type: 'text', text }] };
}

/** What a tool said, as one text; pictures are left out. */
export function toolResultText(content: readonly ToolResultContent[]): string {
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

/** About how many tokens a text is, for limits and for calls whose usage was never reported. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** About how many tokens a message is. */
export function estimateMessageTokens(message: Message): number {
  return message.content.reduce((sum, block) => sum + blockTokens(block), 4);
}

/* Claude's rule of thumb is width × height / 750, at most about 1,600; a page of a document is of that size. */
const IMAGE_TOKENS = 1_600;
const DOCUMENT_BYTES_A_TOKEN = 20;

function blockTokens(block: ContentBlock): number {
  switch (block.type) {
    case 'text':
    case 'reasoning':
      return estimateTokens(block.text);
    case 'toolUse':
      return estimateTokens(JSON.stringify(block.input ?? null));
    case 'toolResult':
      return estimateMessageTokens({ role: 'user', content: block.content }) - 4;
    case 'image':
      return IMAGE_TOKENS;
    case 'document':
      return Math.ceil(block.bytes.length / DOCUMENT_BYTES_A_TOKEN);
    case 'redactedReasoning':
      return Math.ceil(block.data.length / 4);
    case 'cachePoint':
      return 0;
  }
}
