import type { CredentialSettings } from '../aws/credentials/credentialSource';
import type { ConnectionSettings } from '../bedrock/connection';
import type { OwnModels } from '../bedrock/models/ownModels';
import type { PublicList } from '../bedrock/models/publicListStore';
import type { ModelParameters } from '../bedrock/parameters';
import type { ToolLimits } from '../chat/chatServices';
import type { ChatSettings } from '../chat/question';
import type { SettingName, SettingSource } from './settingValues';

/** The settings besides the account's that decide how Bedrock is reached; a change of one makes new clients. */
export const connectionSettingNames = [
  'endpoint',
  'controlEndpoint',
  'mantleEndpoint',
  'retry.maxAttempts',
  'retry.baseDelayMs',
] as const satisfies readonly SettingName[];

/** The settings as the connection wants them. */
export function connectionSettings(settings: SettingSource): ConnectionSettings {
  return {
    endpoint: settings.get('endpoint'),
    controlEndpoint: settings.get('controlEndpoint'),
    mantleEndpoint: settings.get('mantleEndpoint'),
    retryMaxAttempts: settings.get('retry.maxAttempts'),
    retryBaseDelayMs: settings.get('retry.baseDelayMs'),
  };
}

/** The settings as asking wants them. */
export function chatSettings(settings: SettingSource): ChatSettings {
  return {
    model: settings.get('model'),
    systemPrompt: settings.get('systemPrompt'),
    parameters: modelParameters(settings),
    fallbackModel: settings.get('fallbackModel'),
    answerCacheMs: settings.get('storedAnswers.minutes') * 60_000,
    historyMaxTurns: settings.get('history.maxTurns'),
    sortTools: settings.get('tools.sorted'),
    timeouts: { idleMs: settings.get('timeouts.idleMs'), totalMs: settings.get('timeouts.totalMs') },
  };
}

/** What the settings say of models, and a list that the user had read. */
export function ownModels(settings: SettingSource, listed: PublicList): OwnModels {
  return { profileModels: settings.get('profileModels'), modelLimits: settings.get('modelLimits'), listed };
}

/** How far the settings let models go with tools. */
export function toolLimits(settings: SettingSource): ToolLimits {
  return {
    get maxRounds() {
      return settings.get('tools.maxRounds');
    },
  };
}

/** The settings' parameters of a model; what is left empty is not sent. */
function modelParameters(settings: SettingSource): ModelParameters {
  const caching = settings.get('promptCaching');
  return {
    maxTokens: settings.get('maxTokens') ?? undefined,
    temperature: settings.get('temperature') ?? undefined,
    stopSequences: settings.get('stopSequences'),
    reasoning: reasoningWish(settings),
    guardrail: guardrailChoice(settings),
    requestMetadata: settings.get('requestMetadata'),
    serviceTier: settings.get('serviceTier') || undefined,
    latency: settings.get('latency') || undefined,
    caching: caching === 'off' ? undefined : caching,
  };
}

function reasoningWish(settings: SettingSource): ModelParameters['reasoning'] {
  const tokens = settings.get('reasoning.budgetTokens');
  if (tokens !== null) {
    return { type: 'budget', tokens };
  }
  const level = settings.get('reasoning.effort');
  return level === '' ? undefined : { type: 'effort', level };
}

function guardrailChoice(settings: SettingSource): ModelParameters['guardrail'] {
  const id = settings.get('guardrail.id');
  const version = settings.get('guardrail.version') || 'DRAFT';
  return id === '' ? undefined : { id, version, trace: settings.get('guardrail.trace') };
}

/** The settings that choose credentials and region, as they are chosen by. */
export function credentialSettings(
  settings: SettingSource,
): CredentialSettings & { readonly region: string } {
  return {
    source: settings.get('credentials.source'),
    profile: settings.get('profile'),
    region: settings.get('region'),
  };
}
