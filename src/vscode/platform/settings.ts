import * as vscode from 'vscode';
import type { ConnectionSettings } from '../../core/bedrock/connection';
import type { ModelParameters } from '../../core/bedrock/parameters';
import type { ChatSettings } from '../../core/chat/question';
import type { MoneyCap } from '../../core/spending/moneyCap';
import type { CredentialSettings } from '../../core/aws/credentials/credentialSource';
import { SettingReader } from '../../core/settings/settingReader';
import { settingRules } from '../../core/settings/settingRule';
import type { Disposable } from '../../core/util/disposable';
import { warnOfSetting } from './invalidSettings';

/** Every setting of the extension with its type; names as in package.json, without the prefix. */
export interface SettingValues {
  readonly 'credentials.source': 'auto' | 'keys' | 'profile' | 'default';
  readonly profile: string;
  readonly region: string;
  readonly endpoint: string;
  readonly controlEndpoint: string;
  readonly 'sts.endpoint': string;
  readonly 's3.endpoint': string;
  readonly 'serviceQuotas.endpoint': string;
  readonly 'pricing.endpoint': string;
  readonly model: string;
  readonly systemPrompt: string;
  readonly maxTokens: number | null;
  readonly temperature: number | null;
  readonly stopSequences: readonly string[];
  readonly 'reasoning.effort': '' | 'low' | 'medium' | 'high';
  readonly 'reasoning.budgetTokens': number | null;
  readonly promptCaching: 'off' | '5m' | '1h';
  readonly 'guardrail.id': string;
  readonly 'guardrail.version': string;
  readonly 'guardrail.trace': boolean;
  readonly requestMetadata: Readonly<Record<string, string>>;
  readonly serviceTier: '' | 'default' | 'flex' | 'priority' | 'reserved';
  readonly latency: '' | 'standard' | 'optimized';
  readonly fallbackModel: string;
  readonly 'storedAnswers.minutes': number;
  readonly 'history.maxTurns': number;
  readonly 'tools.maxRounds': number;
  readonly 'retry.maxAttempts': number;
  readonly 'retry.baseDelayMs': number;
  readonly 'timeouts.idleMs': number;
  readonly 'timeouts.totalMs': number;
  readonly 'dashboard.refreshSeconds': number;
  readonly 'dashboard.logLines': number;
  readonly 'statusBar.enabled': boolean;
  readonly 'budget.dailyUsd': MoneyCap;
  readonly 'budget.monthlyUsd': MoneyCap;
  /** By the id of a model or of a profile; whatever the user wrote. */
  readonly prices: unknown;
  readonly 'metrics.retentionDays': number;
  readonly 'athena.database': string;
  readonly 'athena.table': string;
  readonly 'athena.workgroup': string;
  readonly 'athena.outputLocation': string;
  readonly 'athena.maxScannedBytes': number;
  readonly 'athena.endpoint': string;
  readonly 'prompts.retries': number;
  readonly 'prompts.retryDelaySeconds': number;
  readonly 'prompts.concurrency': number;
  readonly 'prompts.budgetUsd': MoneyCap;
  readonly 'prompts.batch.s3Uri': string;
  readonly 'prompts.batch.roleArn': string;
  readonly 'finops.dynamodbTable': string;
  readonly 'dynamodb.endpoint': string;
  readonly 'log.maxBytes': number;
  readonly 'log.backups': number;
}

/** The name of a setting. */
export type SettingName = keyof SettingValues;

const SECTION = 'bedrockChat';

/** Reads and writes the extension's settings; types, ranges and defaults are those of package.json. */
export class Settings {
  private readonly reader: SettingReader;

  /** `manifest` is the extension's package.json, as VS Code has it. */
  constructor(manifest: unknown) {
    this.reader = new SettingReader(settingRules(manifest), (invalid) => void warnOfSetting(invalid));
  }

  get<K extends SettingName>(name: K): SettingValues[K] {
    const value: unknown = vscode.workspace.getConfiguration(SECTION).get(name);
    return this.reader.read(name, plain(value)) as SettingValues[K];
  }

  /** The settings that VS Code takes from no workspace, with their prefix. */
  get outOfWorkspace(): readonly string[] {
    return this.reader.outOfWorkspace.map((name) => `${SECTION}.${name}`);
  }

  /** Writes for all workspaces; undefined goes back to the default. */
  async set<K extends SettingName>(name: K, value: SettingValues[K] | undefined): Promise<void> {
    await vscode.workspace.getConfiguration(SECTION).update(name, value, vscode.ConfigurationTarget.Global);
  }

  /** Tells when any of these settings changed. */
  onDidChange(names: readonly SettingName[], listener: () => void): Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (names.some((name) => event.affectsConfiguration(`${SECTION}.${name}`))) {
        listener();
      }
    });
  }
}

/** The value itself: VS Code hands out lists and objects behind proxies, which cannot be cloned or serialized. */
function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : value;
}

/** The settings besides the account's that decide how Bedrock is reached; a change of one makes new clients. */
export const connectionSettingNames = [
  'endpoint',
  'controlEndpoint',
  'retry.maxAttempts',
  'retry.baseDelayMs',
] as const satisfies readonly SettingName[];

/** The settings as the connection wants them. */
export function connectionSettings(settings: Settings): ConnectionSettings {
  return {
    endpoint: settings.get('endpoint'),
    controlEndpoint: settings.get('controlEndpoint'),
    retryMaxAttempts: settings.get('retry.maxAttempts'),
    retryBaseDelayMs: settings.get('retry.baseDelayMs'),
  };
}

/** The settings as asking wants them. */
export function chatSettings(settings: Settings): ChatSettings {
  return {
    model: settings.get('model'),
    systemPrompt: settings.get('systemPrompt'),
    parameters: modelParameters(settings),
    fallbackModel: settings.get('fallbackModel'),
    answerCacheMs: settings.get('storedAnswers.minutes') * 60_000,
    historyMaxTurns: settings.get('history.maxTurns'),
    timeouts: { idleMs: settings.get('timeouts.idleMs'), totalMs: settings.get('timeouts.totalMs') },
  };
}

/** The settings' parameters of a model; what is left empty is not sent. */
function modelParameters(settings: Settings): ModelParameters {
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

function reasoningWish(settings: Settings): ModelParameters['reasoning'] {
  const tokens = settings.get('reasoning.budgetTokens');
  if (tokens !== null) {
    return { type: 'budget', tokens };
  }
  const level = settings.get('reasoning.effort');
  return level === '' ? undefined : { type: 'effort', level };
}

function guardrailChoice(settings: Settings): ModelParameters['guardrail'] {
  const id = settings.get('guardrail.id');
  const version = settings.get('guardrail.version') || 'DRAFT';
  return id === '' ? undefined : { id, version, trace: settings.get('guardrail.trace') };
}

/** The settings that choose credentials and region, as they are chosen by. */
export function credentialSettings(settings: Settings): CredentialSettings & { readonly region: string } {
  return {
    source: settings.get('credentials.source'),
    profile: settings.get('profile'),
    region: settings.get('region'),
  };
}
