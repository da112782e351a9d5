import { BedrockEmulator, type BedrockEmulatorOptions } from './server';

export { answer, blockedTopic, fail, failMid, streamExceptionNames, throttle } from './behaviors';
export type { AnswerOptions, Behavior, Fault, Match, StreamExceptionName } from './behaviors';
export { accountId, applicationProfileArn, applicationProfileId, profilesIn } from './catalog';
export { brokenRule } from './converseRules';
export type { RuleOptions } from './rule';
export { directiveHelp } from './directives';
export type { DirectiveHelp } from './directives';
export { serviceErrorNames } from './errors';
export type { ServiceErrorName } from './errors';
export { addUnheardModel, foundationModels, strictTraits } from './models';
export type { FoundationModel, ModelTraits } from './models';
export type { Operation, ReceivedRequest } from './requestLog';
export { defaultKeys } from './server';
export type { BedrockEmulator, BedrockEmulatorOptions, JobCall, JobCalls } from './server';
export type { KeyPair } from './signature';
export type { ConverseBody } from './wire';

/** Starts a Bedrock emulator on loopback; rejects when its port is taken. */
export function startBedrockEmulator(options: BedrockEmulatorOptions = {}): Promise<BedrockEmulator> {
  return BedrockEmulator.start(options);
}
