import { join } from 'node:path';
import * as vscode from 'vscode';
import type { BedrockObserver } from '../../core/bedrock/observer';
import type { AccountQuotas } from '../../core/bedrock/quotas/accountQuotas';
import type { Pricer } from '../../core/bedrock/pricing';
import type { CredentialSource } from '../../core/aws/credentials/credentialSource';
import { effectiveRegion } from '../../core/aws/credentials/region';
import type { ProxySettings } from '../../core/doctor/proxyRules';
import { quotaMeans } from '../../core/doctor/quotaMeans';
import { diagnosedSettings, writtenFolders, type Subject } from '../../core/doctor/subject';
import { credentialSettings } from '../../core/settings/settingGroups';
import type { MetricsFilter, MetricsSummary } from '../../protocol/metrics';
import type { Settings } from '../platform/settings';
import type { Storage } from '../platform/storage';
import { showInformation } from '../platform/notify';
import { readBounded } from '../../core/files/boundedFile';

/** The extension's parts for a diagnosis. */
export interface DiagnosedParts {
  readonly settings: Settings;
  readonly credentials: Pick<CredentialSource, 'resolve' | 'forget'>;
  readonly storage: Pick<Storage, 'metricsDirectory' | 'logPath'>;
  readonly observer: BedrockObserver;
  readonly price: Pricer;
  readonly quotas: AccountQuotas;
  /** The record of all calls. */
  readonly summary: (filter: MetricsFilter) => Promise<MetricsSummary>;
}

/** This window's settings, credentials and folders, as they are now. */
export async function diagnosedNow(parts: DiagnosedParts): Promise<Subject> {
  const { settings, credentials, storage, observer, price, quotas, summary } = parts;
  // What was fetched before may be what is wrong.
  credentials.forget();
  const chosen = credentialSettings(settings);
  return {
    settings: diagnosedSettings(settings),
    ignoredSettings: await ignoredSettings(settings.outOfWorkspace),
    proxy: proxySettings(),
    credentials: () => credentials.resolve(),
    region: () => effectiveRegion(chosen),
    storage: writtenFolders(storage.metricsDirectory, storage.logPath),
    mayCall,
    observer,
    price,
    quotas: quotaMeans(quotas, summary),
  };
}

function proxySettings(): ProxySettings {
  const http = vscode.workspace.getConfiguration('http');
  return {
    proxy: http.get<string>('proxy')?.trim() ?? '',
    noProxy: http.get<string[]>('noProxy') ?? [],
    support: http.get<string>('proxySupport') ?? 'override',
    env: process.env,
  };
}

/** Settings of a workspace have some pages; a larger file is not looked through. */
const MAX_SETTINGS_BYTES = 256 * 1024;

/* VS Code does not even tell that it left them out, so the files themselves are looked at. */
async function ignoredSettings(names: readonly string[]): Promise<readonly string[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const texts = await Promise.all(
    folders.map(async ({ uri: { fsPath: folder } }) => {
      const file = join(folder, '.vscode', 'settings.json');
      return (await readBounded(folder, file, MAX_SETTINGS_BYTES).catch(() => undefined)) ?? '';
    }),
  );
  const active = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => !line.trimStart().startsWith('//'))
    .join('\n');
  return names.filter((name) => active.includes(`"${name}"`));
}

async function mayCall(modelLabel: string): Promise<boolean> {
  const call = vscode.l10n.t('Call the Model');
  const skip: vscode.MessageItem = {
    title: vscode.l10n.t({ message: 'Skip', comment: ['Verb on a button'] }),
    isCloseAffordance: true,
  };
  const answer = await showInformation<vscode.MessageItem>(
    vscode.l10n.t('May {0} be called to see whether it answers?', modelLabel),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Two small calls are made, of about 100 tokens in all: a fraction of a cent, billed by AWS. They contain nothing of yours.',
      ),
    },
    { title: call },
    skip,
  );
  return answer?.title === call;
}
