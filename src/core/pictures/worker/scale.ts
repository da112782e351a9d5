import { PhotonImage, resize, SamplingFilter } from '@cf-wasm/photon/node';
import type { PictureRequest, ScaledPicture } from '../../../protocol/pictureWorker';
import { imageFormatOf } from '../../bedrock/mediaKind';
import { pictureSize } from '../pictureSize';

/** Of JPEG, in percent: what is written in a picture stays readable. */
const QUALITY = 85;
/** The share of its sides to which a picture is made smaller that still has too many bytes. */
const SMALLER = 0.7;

/**
 * Scales a picture to a size and a number of bytes. A JPEG stays one, and anything else becomes PNG, or JPEG where PNG
 * has too many bytes; of moving pictures the first is kept. @throws where the bytes are no whole picture
 */
export function scalePicture({
  bytes,
  maxSide,
  maxBytes,
}: Pick<PictureRequest, 'bytes' | 'maxSide' | 'maxBytes'>): ScaledPicture {
  const orientation = pictureSize(bytes)?.orientation;
  const whole = PhotonImage.new_from_byteslice(bytes);
  try {
    const longest = Math.max(whole.get_width(), whole.get_height());
    const photo = imageFormatOf(bytes) === 'jpeg';
    for (let side = Math.min(maxSide, longest); ; side = Math.floor(side * SMALLER)) {
      const scaled = scaledTo(whole, side / longest, photo, maxBytes);
      if (scaled.bytes.length <= maxBytes || side < 2) {
        return scaled.format === 'jpeg' && orientation !== undefined && orientation > 1
          ? { ...scaled, bytes: withOrientation(scaled.bytes, orientation) }
          : scaled;
      }
    }
  } finally {
    whole.free();
  }
}

function scaledTo(whole: PhotonImage, share: number, photo: boolean, maxBytes: number): ScaledPicture {
  const width = Math.max(1, Math.round(whole.get_width() * share));
  const height = Math.max(1, Math.round(whole.get_height() * share));
  const scaled = resize(whole, width, height, SamplingFilter.Triangle);
  try {
    const png = photo ? undefined : scaled.get_bytes();
    return png !== undefined && png.length <= maxBytes
      ? { format: 'png', bytes: png, width, height }
      : { format: 'jpeg', bytes: scaled.get_bytes_jpeg(QUALITY), width, height };
  } finally {
    scaled.free();
  }
}

/** A JPEG that is to be turned as the one that it was made of: EXIF with that tag alone, after the first marker. */
function withOrientation(jpeg: Uint8Array, orientation: number): Uint8Array {
  const tag = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const tiff = [...Buffer.from('MM\0*'), 0, 0, 0, 8, 0, 1, ...tag, 0, 0, 0, 0];
  const exif = [...Buffer.from('Exif\0\0'), ...tiff];
  const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif];
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from(segment), jpeg.subarray(2)]);
}
