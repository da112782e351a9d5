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
      /** The conversation before it, for a model that binds its reasoning to it; see `ReasoningGround`. */
      readonly ground?: string;
    }
  /** Reasoning that the service encrypted; it goes back as it came, to the same model. */
  | {
      readonly type: 'redactedReasoning';
      readonly data: Uint8Array;
      readonly model?: string;
      readonly ground?: string;
    }
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

/** A tool's result as one text; pictures are left out. */
export function toolResultText(content: readonly ToolResultContent[]): string {
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}
