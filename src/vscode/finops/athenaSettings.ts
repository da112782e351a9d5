import * as vscode from 'vscode';
import type { AthenaSettings } from '../../core/finops/athena/connection';
import type { Settings } from '../platform/settings';

const names = ['athena.database', 'athena.table', 'athena.workgroup'] as const;

/** Patterns of what may be typed: names in Glue and of workgroups, and a place in S3 (Athena API Reference, patterns). */
const NAME = /^[\w.-]{1,128}$/;
const PLACE = /^s3:\/\/[a-z0-9.-]{3,63}\/\S*$/;

/**
 * The settings of Athena; what is missing is asked for and stored. Undefined when the user gives up. The limit of
 * what is scanned is what it is set to when it is read.
 */
export async function athenaSettings(settings: Settings): Promise<AthenaSettings | undefined> {
  const questions = {
    'athena.database': {
      prompt: vscode.l10n.t('The database in Athena that has the table of cost data.'),
      value: '',
    },
    'athena.table': {
      prompt: vscode.l10n.t('The table of cost data: a Cost and Usage Report or a FOCUS export.'),
      value: '',
    },
    'athena.workgroup': {
      prompt: vscode.l10n.t('The workgroup that queries run in. Its own limits hold, too.'),
      value: 'primary',
    },
  };
  const missing = names.filter((name) => settings.get(name) === '');
  for (const [at, name] of missing.entries()) {
    const { prompt, value } = questions[name];
    const title = vscode.l10n.t('Query Cost Data in Athena ({0} of {1})', at + 1, missing.length);
    const typed = await ask({ title, prompt, value }, NAME, vscode.l10n.t('Type a name, such as billing.'));
    if (typed === undefined) {
      return undefined;
    }
    await settings.set(name, typed);
  }
  return {
    database: settings.get('athena.database'),
    table: settings.get('athena.table'),
    workgroup: settings.get('athena.workgroup'),
    outputLocation: settings.get('athena.outputLocation'),
    endpoint: settings.get('athena.endpoint'),
    get maxScannedBytes() {
      return settings.get('athena.maxScannedBytes');
    },
    retryMaxAttempts: settings.get('retry.maxAttempts'),
    retryBaseDelayMs: settings.get('retry.baseDelayMs'),
  };
}

/** Asks where results are written, and stores it. */
export async function askOutputLocation(settings: Settings): Promise<string | undefined> {
  const typed = await ask(
    {
      title: vscode.l10n.t('Query Cost Data in Athena: where results go'),
      prompt: vscode.l10n.t('A folder in S3 that Athena writes results to: the workgroup has none.'),
      value: '',
      placeHolder: 's3://bucket/folder/',
    },
    PLACE,
    vscode.l10n.t('Type a folder in S3, such as s3://bucket/folder/.'),
  );
  if (typed !== undefined) {
    await settings.set('athena.outputLocation', typed);
  }
  return typed;
}

async function ask(
  options: vscode.InputBoxOptions,
  pattern: RegExp,
  otherwise: string,
): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    ...options,
    ignoreFocusOut: true,
    validateInput: (text) => (pattern.test(text.trim()) ? undefined : otherwise),
  });
  return typed?.trim();
}
