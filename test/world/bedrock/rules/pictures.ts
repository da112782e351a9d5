import { pictureOf } from '../pictures';
import { firstOf, modelSays, placedBlocks, type Asked } from '../rule';
import type { ConverseBody, WireMedia } from '../wire';

/** Pictures in one request of Claude, with other models in one message. */
const maxOfClaude = 100;
const maxInMessage = 20;
const maxBytes = 3.75 * 1024 * 1024;
const maxSide = 8_000;
/** The longest side where there are more than `maxInMessage` pictures. */
const maxSideOfMany = 2_000;

interface PlacedPicture {
  readonly picture: WireMedia;
  readonly place: string;
}

/** All pictures, those in results of tools too. */
function picturesOf(body: ConverseBody): readonly PlacedPicture[] {
  return placedBlocks(body).flatMap(({ block, place }) => [
    ...(block.image ? [{ picture: block.image, place: `${place}.image` }] : []),
    ...(block.toolResult?.content ?? []).flatMap(({ image }, index) =>
      image ? [{ picture: image, place: `${place}.toolResult.content.${index}.image` }] : [],
    ),
  ]);
}

/** Pictures only to models that see. */
export function picturesSupported({ body, model }: Asked): string | undefined {
  return model.known && !model.images && picturesOf(body).length > 0
    ? "This model doesn't support the image content block that you provided. Remove the image content block and try again."
    : undefined;
}

/** A picture is what its format says, and one of the four that Bedrock takes. */
export function pictureFormats({ body }: Asked): string | undefined {
  return firstOf(picturesOf(body), ({ picture, place }) => {
    if (!['png', 'jpeg', 'gif', 'webp'].includes(picture.format ?? '')) {
      return `1 validation error detected: Value '${picture.format}' at '${place}.format' failed to satisfy constraint: Member must satisfy enum value set: [png, jpeg, gif, webp]`;
    }
    const found = pictureOf(bytesOf(picture));
    if (found === undefined) {
      return `${modelSays}${place}: Could not process image`;
    }
    return found.format === picture.format
      ? undefined
      : `${modelSays}${place}: The image was specified using the image/${picture.format} media type, but the image appears to be a image/${found.format} image`;
  });
}

/** No picture has more bytes than Bedrock takes. */
export function pictureBytes({ body }: Asked): string | undefined {
  return firstOf(picturesOf(body), ({ picture, place }) => {
    const { length } = bytesOf(picture);
    return length > maxBytes
      ? `${modelSays}${place}: image exceeds 3.75 MB maximum: ${length} bytes`
      : undefined;
  });
}

/** There are not too many pictures. */
export function pictureCount({ body, model }: Asked): string | undefined {
  if (model.vendor === 'anthropic') {
    return picturesOf(body).length > maxOfClaude
      ? `${modelSays}messages: at most ${maxOfClaude} images may be sent`
      : undefined;
  }
  return firstOf(body.messages ?? [], (message) =>
    picturesOf({ messages: [message] }).length > maxInMessage
      ? `The number of images in a message exceeds the maximum of ${maxInMessage}.`
      : undefined,
  );
}

/** Pictures are not too large: many of them have to be smaller. */
export function pictureSides({ body }: Asked): string | undefined {
  const all = picturesOf(body);
  const limit = all.length > maxInMessage ? maxSideOfMany : maxSide;
  return firstOf(all, ({ picture, place }) => {
    const found = pictureOf(bytesOf(picture));
    const side = Math.max(found?.width ?? 0, found?.height ?? 0);
    return side > limit
      ? `${modelSays}${place}: At least one of the image dimensions exceed max allowed size${limit === maxSideOfMany ? ' for many-image requests' : ''}: ${limit} pixels`
      : undefined;
  });
}

function bytesOf({ source }: WireMedia): Buffer {
  return Buffer.from(source?.bytes ?? '', 'base64');
}
