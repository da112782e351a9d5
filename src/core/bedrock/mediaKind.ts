import type { DocumentFormat, ImageFormat } from './content';

/** Data by what a model can be sent of it. */
export type Media =
  | { readonly type: 'image'; readonly format: ImageFormat }
  | { readonly type: 'document'; readonly format: DocumentFormat }
  | { readonly type: 'text'; readonly text: string }
  /** Nothing: empty, or neither text nor a format that Converse takes. */
  | { readonly type: 'other' };

/**
 * What data is, by its bytes: labels are wrong, or of a type that nobody has listed. A label, which is a media type or
 * a file's name, says only which text encoding it is in, which of the formats that share a container, and what is no
 * text although it could be read as one.
 */
export function mediaOf(bytes: Uint8Array, label: string): Media {
  const image = imageFormatOf(bytes);
  if (image !== undefined) {
    return { type: 'image', format: image };
  }
  const document = documentFormatOf(bytes, label);
  if (document !== undefined) {
    return { type: 'document', format: document };
  }
  const text = bytes.length === 0 || seldomText.test(label) ? undefined : textOf(bytes, label);
  return text === undefined ? { type: 'other' } : { type: 'text', text };
}

const seldomText = /^\s*(image|audio|video|font)\/(?!.*xml)/i;

/** The format of a picture by its first bytes; undefined when it is none that Converse takes. */
export function imageFormatOf(bytes: Uint8Array): ImageFormat | undefined {
  const head = headOf(bytes);
  if (head.startsWith('\u0089PNG\r\n\u001a\n')) {
    return 'png';
  }
  if (head.startsWith('\u00ff\u00d8\u00ff')) {
    return 'jpeg';
  }
  if (/^GIF8[79]a/.test(head)) {
    return 'gif';
  }
  return /^RIFF....WEBP/s.test(head) ? 'webp' : undefined;
}

const ZIP = 'PK\u0003\u0004';
const OLE = '\u00d0\u00cf\u0011\u00e0';

/** Formats in a container of many, by words in their media types and the ends of their files' names. */
const contained: readonly (readonly [container: string, DocumentFormat, RegExp])[] = [
  [ZIP, 'docx', /wordprocessingml|\.docx$/i],
  [ZIP, 'xlsx', /spreadsheetml|\.xlsx$/i],
  [OLE, 'doc', /msword|\.doc$/i],
  [OLE, 'xls', /ms-excel|\.xls$/i],
];

/**
 * The format of data that goes along as a document; undefined for any other. Text of any kind, CSV too, is no document
 * here: as text every model reads it, it has a path to be cited by, and it takes none of the few places for documents.
 */
export function documentFormatOf(bytes: Uint8Array, label: string): DocumentFormat | undefined {
  const head = headOf(bytes);
  if (head.startsWith('%PDF-')) {
    return 'pdf';
  }
  return contained.find(([container, , words]) => head.startsWith(container) && words.test(label))?.[1];
}

/**
 * The text in bytes, in UTF-8 or in the encoding that a byte order mark or the label says; undefined when it is none.
 * What is called a text and is in no encoding that it says is read as browsers read it.
 */
export function textOf(bytes: Uint8Array, label = ''): string | undefined {
  const head = headOf(bytes);
  const marked = { '\u00ff\u00fe': 'utf-16le', '\u00fe\u00ff': 'utf-16be' }[head.slice(0, 2)];
  const charset = /charset\s*=\s*"?([^\s";]{1,40})/i.exec(label)?.[1];
  const text = decoded(bytes, marked ?? charset ?? 'utf-8') ?? decoded(bytes, 'utf-8');
  return text ?? (/^\s*text\//i.test(label) ? decoded(bytes, 'windows-1252') : undefined);
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    // It is not in this encoding, or there is none of that name.
    return undefined;
  }
}

function headOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 12));
}
