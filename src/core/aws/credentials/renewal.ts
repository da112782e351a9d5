import type { AwsCredentialIdentity, InitializeMiddleware, MiddlewareStack } from '@smithy/types';
import { classifyError } from '../errors';
import { callBeingRetried } from '../retry';

/** A client of the SDK, as far as the credentials that it keeps are concerned. */
export interface RenewableClient<Input extends object, Output extends object> {
  readonly middlewareStack: Pick<MiddlewareStack<Input, Output>, 'add'>;
  readonly config: object;
}

/** How a client gets credentials; it asks for new ones only when those that it has say that they end, or it is told to. */
type KeptProvider = (options: { readonly forceRefresh: boolean }) => Promise<AwsCredentialIdentity>;

/**
 * Lets a call that AWS refuses for its credentials be made once more where their source has others by now: keys in a
 * file do not say when they end, and other tools renew them there.
 */
export function withRenewal<T, Input extends object, Output extends object>(
  client: T & RenewableClient<Input, Output>,
): T {
  const middleware: InitializeMiddleware<Input, Output> = (next) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      const provider: unknown = Reflect.get(client.config, 'credentials');
      if (!isRefusedCredential(error) || typeof provider !== 'function') {
        throw error;
      }
      if (!(await isRenewed(provider as KeptProvider))) {
        throw error;
      }
      callBeingRetried()?.onRenewal?.();
      return next(args);
    }
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'renewCredentials' });
  return client;
}

/** Said by AWS, not by who was to give them. */
function isRefusedCredential(error: unknown): boolean {
  const { reason, detail } = classifyError(error);
  return (
    (reason === 'credentialsExpired' || reason === 'credentialsWrong') && (detail.httpStatus ?? 0) >= 400
  );
}

async function isRenewed(provider: KeptProvider): Promise<boolean> {
  const before = await provider({ forceRefresh: false });
  const now = await provider({ forceRefresh: true });
  return before.accessKeyId !== now.accessKeyId || before.sessionToken !== now.sessionToken;
}
