import type { CheckResult, CheckStatus } from '../../protocol/doctor';

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

const words: Readonly<Record<CheckStatus, string>> = {
  ok: 'OK',
  warning: 'WARNING',
  failed: 'FAILED',
  skipped: 'skipped',
};

/** The report as Markdown to send to others: without secrets, with account numbers and names masked. */
export function reportMarkdown(
  results: readonly CheckResult[],
  facts: ReportFacts,
  redact: (text: string) => string,
): string {
  const lines = results.flatMap(({ title, status, tried, result, fix }) => [
    `- **${title}: ${words[status]}.** ${result}`,
    ...(tried === '' ? [] : [`  - Tried: ${tried}`]),
    ...(fix === '' ? [] : [`  - To do: ${fix}`]),
  ]);
  const where = facts.remote === '' ? '' : `, ${facts.remote}`;
  const editor = facts.vscodeVersion === undefined ? '' : ` · VS Code ${facts.vscodeVersion}`;
  const text = [
    '# Bedrock Chat: connection',
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
    warnings === 0
      ? ''
      : warnings === 1
        ? ' One thing is worth a look.'
        : ` ${warnings} things are worth a look.`;
  const [first, ...more] = failed;
  if (first === undefined) {
    const cancelled = results.some(({ result }) => result === 'Not tried: cancelled.');
    return cancelled ? `Cancelled before all was checked.${also}` : `Nothing is wrong.${also}`;
  }
  const rest = more.length === 0 ? '' : ` and ${more.map(({ title }) => `“${title}”`).join(', ')}`;
  return `Found what is wrong: “${first.title}”${rest}.${also}`;
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
