import type { DocumentFormat, ImageFormat } from '../bedrock/content';

const documentFormats: readonly DocumentFormat[] = ['pdf', 'doc', 'docx', 'xls', 'xlsx'];

/** The format of a picture by its first bytes, whatever its name says; undefined when it is none that Converse takes. */
export function imageFormatOf(bytes: Uint8Array): ImageFormat | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
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

/**
 * The format of a file that goes along as a document, by its name; undefined for any other. Text of any kind, CSV
 * too, is no document here: as text every model reads it, it has a path to be cited by, and it takes none of the
 * few places for documents.
 */
export function documentFormatOf(name: string): DocumentFormat | undefined {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
  return documentFormats.find((format) => format === extension);
}

/** The text of a file, or undefined when it is no UTF-8 text. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.subarray(0, 8192).includes(0)) {
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
