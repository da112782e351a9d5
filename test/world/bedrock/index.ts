export {
  gives,
  modelSummary,
  profileSummary,
  type ControlHandler,
  type ControlReply,
  type ControlRequest,
} from './control';
export * from './replies';
export { startWorldBedrock, type WorldBedrock, type WorldRequest } from './server';
export { signatureOf } from './signatures';
export type { WorldKeys } from './signed';
export type { ConverseBody, WireBlock, WireMessage, WireTool } from './wire';
