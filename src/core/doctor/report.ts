import * as l10n from '@vscode/l10n';
import type { CheckResult, CheckStatus } from '../../protocol/doctor';
import { quoted } from './joined';

/** Where the checks were made, for whoever reads the report elsewhere. */
export interface ReportFacts {
  readonly extensionVersion: string;
  /** Undefined outside of VS Code. */
  readonly vscodeVersion: string | undefined;
  readonly platform: string;
  /** E.g. `ssh-remote`; empty on this machine. */
  readonly remote: string;
  readonly at: Date;
  /** The user's home folder, which is not told. */
  readonly home: string;
}

function statusText(status: CheckStatus): string {
  switch (status) {
    case 'ok':
      return l10n.t({ message: 'OK', comment: ['How a check ended, behind its name and a colon'] });
    case 'warning':
      return l10n.t({ message: 'WARNING', comment: ['How a check ended, behind its name and a colon'] });
    case 'failed':
      return l10n.t({ message: 'FAILED', comment: ['How a check ended, behind its name and a colon'] });
    case 'skipped':
      return l10n.t({ message: 'skipped', comment: ['How a check ended, behind its name and a colon'] });
  }
}

/** The report as Markdown to send to others: without secrets, with account numbers and names masked. */
export function reportMarkdown(
  results: readonly CheckResult[],
  facts: ReportFacts,
  redact: (text: string) => string,
): string {
  const lines = results.flatMap(({ title, status, tried, result, fix }) => [
    `- **${title}: ${statusText(status)}.** ${result}`,
    ...(tried === '' ? [] : [`  - ${l10n.t('Tried: {0}', tried)}`]),
    ...(fix === '' ? [] : [`  - ${l10n.t('To do: {0}', fix)}`]),
  ]);
  const where = facts.remote === '' ? '' : `, ${facts.remote}`;
  const editor = facts.vscodeVersion === undefined ? '' : ` · VS Code ${facts.vscodeVersion}`;
  const text = [
    `# ${l10n.t('Bedrock Chat: connection')}`,
    '',
    `${facts.at.toISOString()} · Bedrock Chat ${facts.extensionVersion}${editor} · ${facts.platform}${where}`,
    '',
    ...lines,
    '',
  ].join('\n');
  return masked(redact(text), facts.home);
}

/** How it stands, in a sentence. */
export function summaryOf(results: readonly CheckResult[]): string {
  const failed = results.filter(({ status }) => status === 'failed');
  const warnings = results.filter(({ status }) => status === 'warning').length;
  const also =
    warnings === 1 ? l10n.t('One thing is worth a look.') : l10n.t('{0} things are worth a look.', warnings);
  return [foundText(results, failed), ...(warnings === 0 ? [] : [also])].join(' ');
}

function foundText(results: readonly CheckResult[], failed: readonly CheckResult[]): string {
  const [first, ...more] = failed.map(({ title }) => quoted(title));
  if (first === undefined) {
    return results.some(({ cancelled }) => cancelled)
      ? l10n.t('Cancelled before all was checked.')
      : l10n.t('Nothing is wrong.');
  }
  return more.length === 0
    ? l10n.t('Found what is wrong: {0}.', first)
    : l10n.t({
        message: 'Found what is wrong: {0} and {1}.',
        args: [first, more.join(', ')],
        comment: ['The names of the checks that failed; {1} may be several with commas between them.'],
      });
}

/** A name at the end of an ARN; a word after it that begins with a capital belongs to it, as in `Ada Lovelace`. */
const NAME = String.raw`[^\s):;,]+(?: \p{Lu}[^\s):;,]*)*`;

/* Account numbers keep their last four digits, by which their owners know them; names of sessions are people's. */
function masked(text: string, home: string): string {
  const withoutHome = home.length > 3 ? text.replaceAll(home, '~') : text;
  return withoutHome
    .replace(new RegExp(`(:assumed-role/[^/\\s]+/)${NAME}`, 'gu'), '$1***')
    .replace(new RegExp(`(:(?:user|federated-user)/)${NAME}`, 'gu'), '$1***')
    .replace(/(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+/g, '***')
    .replace(/(?<=%[0-9A-Fa-f]{2})\d{8}(\d{4})(?!\d)/g, '********$1')
    .replace(/(?<!\d)(?:\d{8}|\d{4}([-\s.])\d{4}\1)(\d{4})(?!\d)/g, '********$2');
}
