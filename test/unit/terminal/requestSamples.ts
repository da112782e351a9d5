import { samplePng } from '../../world/bedrock';

/** A picture as the JSON of a request has it. */
export function samplePicture(): object {
  return { format: 'png', source: { bytes: Buffer.from(samplePng()).toString('base64') } };
}

/** What a tool takes, with a name that no model takes. */
export const schema = { type: 'object', properties: { 'city name': { type: 'string' } } };
