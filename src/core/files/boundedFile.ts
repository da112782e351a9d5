import { withConfinedFile } from './confinedFile';

/** The content of a file; undefined for one that is too large. */
export type BoundedText = string | undefined;

/**
 * Reads a file below `folder` of at most so many bytes, as UTF-8. Of a larger one nothing is read.
 * @throws PathRefusedError; the file system's error
 */
export async function readBounded(folder: string, path: string, maxBytes: number): Promise<BoundedText> {
  return withConfinedFile(folder, path, async (file) => {
    if ((await file.stat()).size > maxBytes) {
      return undefined;
    }
    // One byte more tells that it has grown meanwhile.
    const buffer = Buffer.allocUnsafe(maxBytes + 1);
    let length = 0;
    while (length <= maxBytes) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) {
        return new TextDecoder().decode(buffer.subarray(0, length));
      }
      length += bytesRead;
    }
    return undefined;
  });
}
