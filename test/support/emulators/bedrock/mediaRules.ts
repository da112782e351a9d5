import { firstBroken, isObject, modelSays, placedBlocks, type Rule } from './rule';

/** How the bytes of each format begin; of WebP, what follows the length. */
const beginnings: Readonly<Record<string, RegExp>> = {
  png: /^\x89PNG\r\n/,
  jpeg: /^\xff\xd8\xff/,
  gif: /^GIF8[79]a/,
  webp: /^RIFF[^]{4}WEBP/,
  pdf: /^[^]{0,1019}%PDF-/,
};

/** Pictures and PDFs are what their format says: the bytes count, not the label. */
export const mediaContent: Rule = (body) => {
  const media = placedBlocks(body).flatMap(({ block, place }) => [
    { place, image: block.image, document: block.document },
    ...(block.toolResult?.content ?? []).map(({ image }) => ({ place, image, document: undefined })),
  ]);
  return firstBroken(media, ({ place, image, document }) => {
    if (image && !isOf(image.format, image.source?.bytes)) {
      return `${modelSays}${place}: Could not process image`;
    }
    return document?.format === 'pdf' && !isOf('pdf', document.source?.bytes)
      ? `${modelSays}${place}: The PDF specified was not valid.`
      : undefined;
  });
};

function isOf(format: string | undefined, bytes: string | Uint8Array | undefined): boolean {
  if (bytes === undefined) {
    return true;
  }
  const content = typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : Buffer.from(bytes);
  return beginnings[format ?? '']?.test(content.toString('latin1', 0, 1_024)) ?? false;
}

const loneSurrogate = /\p{Surrogate}/u;

/** Texts are well-formed Unicode, wherever they stand. */
export const wellFormedText: Rule = (body) =>
  hasLoneSurrogate(body) ? 'The request body is not valid JSON: no low surrogate in string' : undefined;

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') {
    return loneSurrogate.test(value);
  }
  if (Array.isArray(value)) {
    return value.some(hasLoneSurrogate);
  }
  // Bytes are no text.
  return isObject(value) && !(value instanceof Uint8Array)
    ? Object.entries(value).some((entry) => entry.some(hasLoneSurrogate))
    : false;
}
