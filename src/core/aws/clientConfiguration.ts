import { BoundedHttpHandler, type HttpBounds } from './boundedHttp';
import { ObservedRetryStrategy, type RetryOptions } from './retryStrategy';
import { clientAuth, type ActiveCredentials, type ClientAuth } from './credentials/activeCredentials';
import { withCleanFailures, type CleanableClient } from './credentials/cleanFailures';
import { withRenewal, type RenewableClient } from './credentials/renewal';

/** Whom a client asks, as whom, and how patiently. */
export interface ClientOptions {
  readonly region: string;
  readonly credentials: ActiveCredentials;
  /** A URL in place of AWS's own; empty for AWS's own. */
  readonly endpoint?: string | undefined;
  /** Retries as the settings have them, which are told of. The SDK's own unless given. */
  readonly retry?: RetryOptions;
  /** Attempts in all of the SDK's own retries. */
  readonly maxAttempts?: number;
  readonly bounds?: HttpBounds;
}

/** What every client of the SDK is made from, whatever its service. */
export interface ClientConfiguration extends ClientAuth {
  readonly region: string;
  readonly requestHandler: BoundedHttpHandler;
  readonly customUserAgent: string;
  readonly endpoint?: string;
  readonly retryStrategy?: ObservedRetryStrategy;
  readonly maxAttempts?: number;
}

/** The one configuration: HTTP/1.1 with bounds, as VS Code's proxy support wants it, our retries, and a named scheme. */
export function clientConfiguration(options: ClientOptions): ClientConfiguration {
  const { region, credentials, endpoint = '', retry, maxAttempts, bounds } = options;
  return {
    region,
    requestHandler: new BoundedHttpHandler(bounds),
    customUserAgent: 'bedrock-chat-vscode',
    ...clientAuth(credentials),
    ...(endpoint !== '' && { endpoint }),
    ...(retry !== undefined && { retryStrategy: new ObservedRetryStrategy(retry) }),
    ...(maxAttempts !== undefined && { maxAttempts }),
  };
}

/** Makes a client whose failures hold no secret, and that heeds credentials that were renewed. */
export function openClient<T, Input extends object, Output extends object>(
  options: ClientOptions,
  make: (
    configuration: ClientConfiguration,
  ) => T & CleanableClient<Input, Output> & RenewableClient<Input, Output>,
): T {
  const client = make(clientConfiguration(options));
  return withCleanFailures(
    options.credentials.kind === 'aws' ? withRenewal(client) : client,
    options.credentials,
  );
}
