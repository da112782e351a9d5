import { classifyError, isAboutCredentials } from '../../aws/errors';
import { FinopsError, finopsError } from '../finopsError';

/** A refusal or failure of AWS, in words for the user; `doing` says what was being done. */
export function fromAws(error: unknown, doing: string): FinopsError {
  if (error instanceof FinopsError) {
    return error;
  }
  const { reason, detail } = classifyError(error);
  const options = { cause: error };
  const said = detail.message.replace(/\.$/, '');
  if (reason === 'credentialsMissing') {
    const message = `Nobody is signed in to AWS (${said}). Sign in with “Bedrock: Sign In…” and ask again.`;
    return finopsError('account', message, {}, options);
  }
  if (isAboutCredentials(reason)) {
    const message = `AWS does not accept the sign-in for ${doing}: ${said}. Sign in with “Bedrock: Sign In…” and ask again.`;
    return finopsError('account', message, {}, options);
  }
  switch (reason) {
    case 'accessDenied':
    case 'modelAccessNotGranted': {
      const message = `AWS does not allow ${doing}: ${said}. The policy that it takes is in the extension’s documentation, docs/athena.md.`;
      return finopsError('account', message, {}, options);
    }
    case 'throttled': {
      const message = `Athena has too much to do for ${doing}: ${said}. Ask again in a minute.`;
      return finopsError('service', message, {}, options);
    }
    case 'network':
    case 'dns':
    case 'proxy':
    case 'tls': {
      const message = `Athena cannot be reached for ${doing}: ${said}. Check the network, the region and the setting athena.endpoint.`;
      return finopsError('service', message, {}, options);
    }
    default:
      return finopsError('service', `Athena failed at ${doing}: ${said}.`, {}, options);
  }
}
