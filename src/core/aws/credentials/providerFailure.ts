import * as l10n from '@vscode/l10n';
import { BedrockError, classifyError } from '../errors';
import { redactShapes, type Redact } from '../../logging/redaction';
import { cleanError } from '../../logging/secrets/cleanError';
import { processFailure } from './credentialProcess';
import { listProfiles, sourceOf } from './profiles';
import { configuredFault, loginFailure, mfaFailure } from './profileFailure';

/** What is known of whoever was to give credentials. */
interface ProviderContext {
  readonly redact?: Redact | undefined;
  /** The profile that was used; undefined where none was. */
  readonly profile?: string | undefined;
}

/**
 * The failure while credentials were fetched, with the profile and the step that failed. The SDK's providers flatten
 * the failures of SSO, of a credential process and of the network into one error class and keep only the text of what
 * happened, so that and the config files are all there is to tell them apart by.
 */
export async function providerFailure(
  error: unknown,
  { redact = redactShapes, profile }: ProviderContext,
): Promise<BedrockError> {
  if (error instanceof BedrockError) {
    return error.reason === 'mfaNeeded' && profile !== undefined ? mfaFailure(profile, error) : error;
  }
  const text = error instanceof Error ? error.message : '';
  if (text.startsWith(COMMAND_FAILED)) {
    const source = sourceOf(profile ?? '', await listProfiles(), ['process']);
    return processFailure(source?.name ?? profile ?? '', redact(text.slice(text.search(/\n|$/))));
  }
  const classified = classifyProviderFailure(error, redact);
  const file = process.env['AWS_WEB_IDENTITY_TOKEN_FILE'] ?? '';
  if (profile === undefined && file !== '' && isNoFile(error)) {
    const message = l10n.t(
      'AWS_WEB_IDENTITY_TOKEN_FILE names the file {0}, which cannot be read. Correct the variable, or sign in in another way.',
      file,
    );
    return new BedrockError('profileUnusable', { code: 'TokenFileMissing', message }, classified);
  }
  return profile === undefined ? classified : ofProfile(profile, classified, text);
}

function isNoFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES');
}

/* How Node begins to tell of a command that failed, its command line, which may hold secrets, and what it printed. */
const COMMAND_FAILED = 'Command failed: ';

async function ofProfile(profile: string, classified: BedrockError, text: string): Promise<BedrockError> {
  const { reason, detail } = classified;
  if (/multi-factor authentication/i.test(text)) {
    return mfaFailure(profile, classified);
  }
  if (reason === 'credentialsExpired' || /\/login\/cache\//.test(text.replaceAll('\\', '/'))) {
    return (await loginFailure(profile, classified)) ?? classified;
  }
  if (reason !== 'credentialsMissing' && reason !== 'unknown') {
    return classified;
  }
  const message = l10n.t('Profile “{0}” gives no credentials: {1}', profile, detail.message);
  return (
    (await configuredFault(profile, classified)) ??
    new BedrockError('profileUnusable', { ...detail, message }, classified)
  );
}

/** The class of a provider's failure by its text. */
export function classifyProviderFailure(error: unknown, redact: Redact = redactShapes): BedrockError {
  const classified = classifyError(cleanError(error, redact));
  if (classified.reason !== 'credentialsMissing' || !(error instanceof Error)) {
    return classified;
  }
  const { detail } = classified;
  const { message } = detail;
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
  return classified;
}
