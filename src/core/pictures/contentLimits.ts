/*
 * The Converse API's limits by the comments of the SDK's types (ImageBlock, DocumentBlock), and Anthropic's page on
 * vision: 8,000 pixels a side, 2,000 where a request has more than 20 pictures, and 100 pictures.
 */

/** Pixels of a picture's side. */
export const MAX_SIDE = 8_000;
/** The same where a request has more than {@link MANY} pictures. */
export const MAX_SIDE_OF_MANY = 2_000;
/** So many pictures may be as large as a single one. */
export const MANY = 20;
/** Pictures of one request. */
export const MAX_PICTURES = 100;
export const MAX_PICTURE_BYTES = 3_750_000;
/** Documents of one message. */
export const MAX_DOCUMENTS = 5;
export const MAX_DOCUMENT_BYTES = 4_500_000;
