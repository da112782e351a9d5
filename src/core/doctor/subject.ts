import { dirname, join } from 'node:path';
import type { SettingSource } from '../settings/settingValues';
import type { BedrockObserver } from '../bedrock/observer';
import type { Pricer } from '../bedrock/pricing';
import type { ActiveCredentials } from '../aws/credentials/activeCredentials';
import type { CredentialSettings } from '../aws/credentials/credentialSource';
import type { EffectiveRegion } from '../aws/credentials/region';
import type { QuotaMeans } from './quotaMeans';
import type { ProxySettings } from './proxyRules';

/** The settings that decide whether a question reaches a model. */
export interface DiagnosedSettings extends CredentialSettings {
  readonly endpoint: string;
  readonly controlEndpoint: string;
  readonly mantleEndpoint: string;
  readonly stsEndpoint: string;
  /** A model id, profile id or ARN; empty for the one chosen automatically. */
  readonly model: string;
}

/** Content of a folder of ours; not shown as it stands here. */
export type Stored = 'record of calls' | 'log';

/** The subject of a diagnosis, and the means to do so. Everything is asked anew for each run. */
export interface Subject {
  readonly settings: DiagnosedSettings;
  /** Full names of settings that the workspace sets and VS Code does not take from it. */
  readonly ignoredSettings: readonly string[];
  readonly proxy: ProxySettings;
  readonly credentials: () => Promise<ActiveCredentials>;
  readonly region: () => Promise<EffectiveRegion>;
  /** Folders that are written to, and what is kept there. */
  readonly storage: readonly { readonly what: Stored; readonly folder: string }[];
  /** Whether a model may be called, which costs a little; the signal ends the asking. */
  readonly mayCall: (modelLabel: string, signal: AbortSignal) => Promise<boolean>;
  /** Told of the calls to the model, so that they are on record like all others. */
  readonly observer: BedrockObserver;
  readonly price: Pricer;
  /** Without them, quotas are not looked at. */
  readonly quotas?: QuotaMeans;
  /** `process.platform` unless given. */
  readonly platform?: NodeJS.Platform;
  /** This machine's clock, milliseconds since 1970. */
  readonly now?: () => number;
  /** How long a server may take to answer, milliseconds; 8,000 unless given. */
  readonly probeMs?: number;
  /** Finds the addresses of a host name; the system's own unless given. */
  readonly lookup?: (host: string) => Promise<readonly string[]>;
}

/** The settings of a diagnosis, as they are now. */
export function diagnosedSettings(settings: SettingSource): DiagnosedSettings {
  return {
    source: settings.get('credentials.source'),
    profile: settings.get('profile'),
    endpoint: settings.get('endpoint'),
    controlEndpoint: settings.get('controlEndpoint'),
    mantleEndpoint: settings.get('mantleEndpoint'),
    stsEndpoint: settings.get('sts.endpoint'),
    model: settings.get('model'),
  };
}

/** The folders of a storage that are written to with each call. */
export function writtenFolders(metricsDirectory: string, logPath: string): Subject['storage'] {
  return [
    { what: 'record of calls', folder: join(metricsDirectory, 'journal') },
    { what: 'log', folder: dirname(logPath) },
  ];
}
