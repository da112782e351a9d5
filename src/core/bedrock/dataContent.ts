import type { DocumentBlock, ImageBlock } from './content';
import { mediaOf } from './mediaKind';

/** The most text of one piece of data, in characters: some thousand pages. */
const MAX_TEXT = 2_000_000;

/** Data as it goes to a model. */
export interface DataContent {
  readonly block: ImageBlock | DocumentBlock | { readonly type: 'text'; readonly text: string };
  /** What was left out, as the user is told of it, such as `image/bmp`; the block tells the model. */
  readonly leftOut?: string;
}

/** Makes of data, whatever its label says, what a model can be sent; of the rest the model is told that it was there. */
export function dataContent(bytes: Uint8Array, label: string): DataContent {
  const media = mediaOf(bytes, label);
  switch (media.type) {
    case 'image':
      return { block: { type: 'image', format: media.format, bytes } };
    case 'document':
      return { block: { type: 'document', format: media.format, name: 'Document', bytes } };
    case 'text':
      return { block: { type: 'text', text: bounded(media.text) } };
    case 'other':
      return leftOutContent(bytes, label);
  }
}

/** The same inside of a tool's result, which holds no document. */
export function resultDataContent(bytes: Uint8Array, label: string): ResultDataContent {
  const { block, leftOut } = dataContent(bytes, label);
  if (block.type === 'document') {
    return leftOutContent(bytes, label);
  }
  return leftOut === undefined ? { block } : { block, leftOut };
}

type Text = Extract<DataContent['block'], { type: 'text' }>;

/** Data of a tool's result as it goes to a model. */
export interface ResultDataContent extends DataContent {
  readonly block: Exclude<DataContent['block'], DocumentBlock>;
}

function leftOutContent({ length }: Uint8Array, label: string): DataContent & { readonly block: Text } {
  const leftOut = (label.split(';')[0] ?? '').trim().toLowerCase().slice(0, 100);
  const type = leftOut === '' ? '' : ` of the type ${leftOut}`;
  const text =
    length === 0
      ? `[Empty data${type} was left out.]`
      : `[Data${type} was left out (${length} bytes): only text, PNG, JPEG, GIF, WebP and PDF can be sent.]`;
  return { block: { type: 'text', text }, leftOut };
}

function bounded(text: string): string {
  return text.length <= MAX_TEXT
    ? text
    : `${text.slice(0, MAX_TEXT)}\n[${text.length - MAX_TEXT} more characters were left out.]`;
}
