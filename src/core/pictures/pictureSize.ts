import { imageSize } from 'image-size';
import { imageFormatOf } from '../bedrock/mediaKind';

/** The size of a picture, in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  /** How a JPEG is to be turned, as EXIF numbers it; undefined where it stands upright. */
  readonly orientation?: number | undefined;
}

/** The size that a picture says it has; undefined where it is none that Converse takes, or ends before its picture does. */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
  const format = imageFormatOf(bytes);
  if (format === undefined || isCut(format, bytes)) {
    return undefined;
  }
  try {
    const { width, height, orientation } = imageSize(bytes);
    return width > 0 && height > 0 ? { width, height, orientation } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the end is missing, as far as the format marks it; a GIF without is drawn all the same. */
function isCut(format: string, bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (format) {
    case 'png':
      return !buffer.includes('IEND', 8, 'latin1');
    case 'webp':
      return buffer.length < 12 || buffer.readUInt32LE(4) + 8 > buffer.length;
    default:
      return false;
  }
}
