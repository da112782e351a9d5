import * as v from 'valibot';

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);
const pixels = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Requests to the worker that scales pictures. */
export const pictureRequestSchema = v.object({
  id: v.number(),
  method: v.literal('scale'),
  bytes,
  /** Of either side, in pixels. */
  maxSide: pixels,
  maxBytes: pixels,
});
export type PictureRequest = v.InferOutput<typeof pictureRequestSchema>;

const scaledSchema = v.object({
  format: v.picklist(['png', 'jpeg']),
  bytes,
  width: pixels,
  height: pixels,
});
/** A picture that was scaled. */
export type ScaledPicture = v.InferOutput<typeof scaledSchema>;

/** The answer to each request. */
export const pictureResultSchemas = { scale: scaledSchema };
/** The same as types. */
export interface PictureResults {
  readonly scale: ScaledPicture;
}
