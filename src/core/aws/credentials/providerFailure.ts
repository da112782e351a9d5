import * as l10n from '@vscode/l10n';
import { BedrockError, classifyError } from '../errors';
import { REDACTED, redactShapes, type Redact } from '../../logging/redaction';
import { cleanError } from '../../logging/secrets/cleanError';

/**
 * The failure while credentials were fetched. The SDK's providers flatten the failures of SSO, of a
 * credential process and of the network into one error class and keep only the text of what happened, so
 * the text is all there is to tell them apart by.
 */
export function classifyProviderFailure(error: unknown, redact: Redact = redactShapes): BedrockError {
  if (error instanceof Error && error.message.startsWith(COMMAND_FAILED)) {
    error.message = withoutCommandLine(error.message, redact);
    error.stack = `${error.name}: ${error.message}`;
  }
  const classified = classifyError(cleanError(error, redact));
  if (classified.reason !== 'credentialsMissing' || !(error instanceof Error)) {
    return classified;
  }
  const { message } = classified.detail;
  const detail = { ...classified.detail, message };

  const systemCode =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b/.exec(message)?.[1];
  if (systemCode !== undefined) {
    const { reason } = classifyError(Object.assign(new Error(message), { code: systemCode }));
    return new BedrockError(reason, { ...detail, code: systemCode }, error);
  }
  // The SSO portal's answers to a token it no longer accepts, and to a role that is not the user's.
  if (/^UnauthorizedException\b|token.*(not found or invalid|has expired)|expired/i.test(message)) {
    return new BedrockError('credentialsExpired', detail, error);
  }
  if (/^ForbiddenException\b/.test(message)) {
    return new BedrockError('accessDenied', { ...detail, code: 'ForbiddenException' }, error);
  }
  return new BedrockError('credentialsMissing', detail, error);
}

/* How Node begins to tell of a command that failed. */
const COMMAND_FAILED = 'Command failed: ';

/*
 * A failed credential process is reported with its whole command line, which may hold secrets. What it printed helps,
 * but it deals in secrets of any form: of what it printed, only what reads like words is told.
 */
function withoutCommandLine(message: string, redact: Redact): string {
  const lines = redact(message.slice(message.search(/\n|$/))).split('\n');
  const printed = lines.map(wordsOnly).join(' ').trim();
  return printed === ''
    ? l10n.t('The credential process of this profile failed and said nothing.')
    : l10n.t('The credential process of this profile failed: {0}', printed);
}

/** Leaves out what may be a password or a token: long, or of letters and digits or symbols in one. */
function wordsOnly(line: string): string {
  const plain =
    /^["'([]*(?:[A-Za-z][a-z]{0,15}|[A-Z]{1,15}|\d{1,6}|[a-z]{1,15}(?:[-_./:][a-z]{1,15}){0,6})["')\].,:;!?]*$/;
  const isPlain = (word: string) => plain.test(word) || !/[A-Za-z0-9]/.test(word.replaceAll(REDACTED, ''));
  return line
    .split(/\s+/)
    .map((word) => (isPlain(word) ? word : REDACTED))
    .join(' ');
}
