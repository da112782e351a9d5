import * as l10n from '@vscode/l10n';
import type { ContextItem } from './context';
import { documentFormatOf, imageFormatOf, textOf } from '../bedrock/mediaKind';

/** Says which files cannot go along, and which can. */
export class FileNotAttachable extends Error {
  override readonly name = 'FileNotAttachable';
  constructor() {
    super(
      l10n.t({
        message:
          'it is neither text nor a picture or document that Bedrock takes (PNG, JPEG, GIF, WebP, PDF, Word, Excel)',
        comment: ['Follows on a file’s name and a colon.'],
      }),
    );
  }
}

/** The picture or document in a file; undefined when it holds something else. */
export function fileContext(path: string, bytes: Uint8Array): ContextItem | undefined {
  const image = imageFormatOf(bytes);
  if (image !== undefined) {
    return { type: 'file', path, block: { type: 'image', format: image, bytes } };
  }
  const document = documentFormatOf(bytes, path);
  if (document === undefined) {
    return undefined;
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { type: 'file', path, block: { type: 'document', format: document, name, bytes } };
}

/** The kind of a pasted or dropped file by its bytes; throws `FileNotAttachable` when they are nothing that a model reads. */
export function pastedContext(name: string, bytes: Uint8Array): ContextItem {
  const file = fileContext(name, bytes);
  if (file !== undefined) {
    return file;
  }
  const text = textOf(bytes);
  if (text === undefined) {
    throw new FileNotAttachable();
  }
  return { type: 'text', path: name, language: '', text };
}
