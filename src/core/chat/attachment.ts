import { ulid } from 'ulid';
import type { PanelAttachment } from '../../protocol/chatPanel';
import { estimateTextsTokens } from '../bedrock/tokenEstimate';
import { contextLabel, type ContextItem, type FileContext } from './context';

/** Content that a user attached to a question by one act: a file, a selection, a picture, or a folder with its files. */
export interface Attachment {
  readonly id: string;
  readonly label: string;
  readonly tooltip: string;
  readonly kind: PanelAttachment['kind'];
  readonly items: readonly ContextItem[];
  /** About how many its texts are, together. */
  readonly tokens: number;
}

/** An attachment of one item. */
export function attachmentOf(item: ContextItem): Attachment {
  const kind = item.type === 'text' ? 'text' : item.block.type;
  return {
    id: ulid(),
    label: contextLabel(item),
    tooltip: item.path,
    kind,
    items: [item],
    tokens: tokensOf([item]),
  };
}

/** A folder with what of it goes along. */
export function folderAttachment(path: string, items: readonly ContextItem[]): Attachment {
  const files = items.length === 1 ? '1 file' : `${count(items.length)} files`;
  const tooltip = `${path}: ${items.map(contextLabel).join(', ')}`;
  return {
    id: ulid(),
    label: `${path}/ (${files})`,
    tooltip: tooltip.slice(0, 1000),
    kind: 'folder',
    items,
    tokens: tokensOf(items),
  };
}

/*
 * The limits of the Converse API by the comments of the SDK's types (ImageBlock, DocumentBlock). Other pages of AWS
 * name none, and models differ: reason to warn, not to refuse.
 */
const MAX_IMAGES = 20;
const MAX_IMAGE_BYTES = 3.75e6;
const MAX_DOCUMENTS = 5;
const MAX_DOCUMENT_BYTES = 4.5e6;
/** Half of the smallest context that is common today. */
const MANY_TOKENS = 64_000;

/** How a user sees attachments: each with about its size, and with a warning where it may be too much. */
export function shownAttachments(attachments: readonly Attachment[]): PanelAttachment[] {
  const seen = { image: 0, document: 0 };
  return attachments.map(({ id, label, tooltip, kind, items, tokens }) => {
    const warnings = new Set<string>();
    for (const item of items) {
      if (item.type === 'file') {
        fileWarnings(item, ++seen[item.block.type]).forEach((warning) => warnings.add(warning));
      }
    }
    if (tokens > MANY_TOKENS) {
      warnings.add(`About ${count(tokens)} tokens are more than many models take, and they cost money.`);
    }
    return { id, label, tooltip, kind, size: sizeOf(items, tokens), warning: [...warnings].join(' ') };
  });
}

function fileWarnings({ block, path }: FileContext, number: number): string[] {
  const image = block.type === 'image';
  const [bytes, most] = image ? [MAX_IMAGE_BYTES, MAX_IMAGES] : [MAX_DOCUMENT_BYTES, MAX_DOCUMENTS];
  const what = image ? 'pictures' : 'documents';
  const tooMany = `Bedrock may refuse more than ${String(most)} ${what} in one message.`;
  const tooLarge = `${path} has ${megabytes(block.bytes.length)}; Bedrock may refuse ${what} above ${megabytes(bytes)}.`;
  return [...(number > most ? [tooMany] : []), ...(block.bytes.length > bytes ? [tooLarge] : [])];
}

/** "~1,200 tokens", "1.2 MB", or both for a folder. */
function sizeOf(items: readonly ContextItem[], tokens: number): string {
  const bytes = items.reduce((sum, item) => sum + (item.type === 'file' ? item.block.bytes.length : 0), 0);
  const parts = [
    ...(items.some(({ type }) => type === 'text') ? [`~${count(tokens)} tokens`] : []),
    ...(bytes > 0 ? [megabytes(bytes)] : []),
  ];
  return parts.join(' + ');
}

function tokensOf(items: readonly ContextItem[]): number {
  return estimateTextsTokens(items.flatMap((item) => (item.type === 'text' ? [item.text] : [])));
}

function megabytes(bytes: number): string {
  return bytes < 100_000
    ? `${count(Math.max(1, Math.round(bytes / 1000)))} KB`
    : `${(bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: 2 })} MB`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
