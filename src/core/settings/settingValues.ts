import type { ModelLimits } from '../bedrock/models/modelChoice';
import type { Effort } from '../bedrock/parameters';
import type { MoneyCap } from '../spending/moneyCap';

/** Every setting of the extension with its type; names as in package.json, without the prefix. */
export interface SettingValues {
  readonly 'credentials.source': 'auto' | 'keys' | 'profile' | 'default';
  readonly profile: string;
  readonly region: string;
  readonly endpoint: string;
  readonly controlEndpoint: string;
  readonly mantleEndpoint: string;
  readonly 'sts.endpoint': string;
  readonly 's3.endpoint': string;
  readonly 'serviceQuotas.endpoint': string;
  readonly 'pricing.endpoint': string;
  /** Empty: no public list is read. */
  readonly 'modelList.url': string;
  readonly model: string;
  /** By ARN. */
  readonly profileModels: Readonly<Record<string, string>>;
  readonly modelLimits: Readonly<Record<string, ModelLimits>>;
  readonly systemPrompt: string;
  readonly maxTokens: number | null;
  readonly temperature: number | null;
  readonly stopSequences: readonly string[];
  readonly 'reasoning.effort': '' | Effort;
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
  readonly 'tools.sorted': boolean;
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

/** Where settings are read: VS Code's, or a file's. Each value fits the setting's declaration in package.json. */
export interface SettingSource {
  get<K extends SettingName>(name: K): SettingValues[K];
}
