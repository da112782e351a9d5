import * as l10n from '@vscode/l10n';
import { MAX_DATA, type FromPanel } from '../../src/protocol/chatPanel';

type Data = Extract<FromPanel, { type: 'attachData' }>;

/** The files in what was pasted or dropped; folders, which a page cannot read, are not among them. */
export function filesIn(transfer: DataTransfer | null): File[] {
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file');
  return items.flatMap((item) => {
    const file = item.webkitGetAsEntry()?.isDirectory === true ? null : item.getAsFile();
    return file === null ? [] : [file];
  });
}

/** Reads a file as the host wants it; undefined when it is too large to hand over or cannot be read. */
export async function readFileData(file: File): Promise<Data | undefined> {
  // Base64 is a third longer.
  if (file.size * 1.4 > MAX_DATA) {
    return undefined;
  }
  try {
    const data = await readBase64(file);
    return {
      type: 'attachData',
      name: (
        file.name || l10n.t({ message: 'pasted', comment: ['Name of a file that was pasted and has none'] })
      ).slice(-255),
      data,
    };
  } catch {
    return undefined;
  }
}

/** The bytes of a file in Base64; rejects when it cannot be read. */
export async function readBase64(file: File): Promise<string> {
  const url = await readAsUrl(file);
  return url.slice(url.indexOf(',') + 1);
}

function readAsUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read'));
    reader.readAsDataURL(file);
  });
}
