export {
  gives,
  modelSummary,
  profileSummary,
  type ControlHandler,
  type ControlReply,
  type ControlRequest,
} from './control';
export { judge } from './judge';
export { askedIds, askedModel } from './models';
export * from './replies';
export * from './samplePictures';
export { startWorldBedrock, type WorldBedrock, type WorldRequest } from './server';
export { Signatures, signatureOf } from './signatures';
export type { WorldKeys } from './signed';
export type { ConverseBody, WireBlock, WireMessage, WireTool } from './wire';
