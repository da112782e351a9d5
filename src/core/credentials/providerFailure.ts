import { BedrockError, classifyError } from '../bedrock/errors';

/**
 * What went wrong while credentials were fetched. The SDK's providers flatten the failures of SSO, of a
 * credential process and of the network into one error class and keep only the text of what happened, so
 * the text is all there is to tell them apart by.
 */
export function classifyProviderFailure(error: unknown): BedrockError {
  const classified = classifyError(error);
  if (classified.reason !== 'credentialsMissing' || !(error instanceof Error)) return classified;
  const message = withoutCommandLine(error.message);
  const detail = { ...classified.detail, message };

  const systemCode =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b/.exec(message)?.[1];
  if (systemCode !== undefined) {
    const { reason } = classifyError(Object.assign(new Error(message), { code: systemCode }));
    return new BedrockError(reason, { ...detail, code: systemCode }, error);
  }
  // The SSO portal's answers to a token it no longer accepts, and to a role that is not the person's.
  if (/^UnauthorizedException\b|token.*(not found or invalid|has expired)|expired/i.test(message)) {
    return new BedrockError('credentialsExpired', detail, error);
  }
  if (/^ForbiddenException\b/.test(message)) {
    return new BedrockError('accessDenied', { ...detail, code: 'ForbiddenException' }, error);
  }
  return new BedrockError('credentialsMissing', detail, error);
}

/* A failed credential process is reported with its whole command line, which may hold secrets; what it printed helps. */
function withoutCommandLine(message: string): string {
  if (!message.startsWith('Command failed: ')) return message;
  const printed = message.split('\n').slice(1).join(' ').trim();
  return printed === ''
    ? 'The credential process of this profile failed and said nothing.'
    : `The credential process of this profile failed: ${printed}`;
}
