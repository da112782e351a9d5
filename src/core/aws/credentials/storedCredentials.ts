import * as v from 'valibot';
import type { Disposable } from '../../util/disposable';

/** The one key in VS Code's SecretStorage under which everything secret is kept, as one JSON value. */
export const STORED_CREDENTIALS_KEY = 'bedrockChat.credentials';

const storedCredentialsSchema = v.variant('kind', [
  v.object({
    kind: v.literal('keys'),
    accessKeyId: v.pipe(v.string(), v.nonEmpty()),
    secretAccessKey: v.pipe(v.string(), v.nonEmpty()),
    sessionToken: v.optional(v.pipe(v.string(), v.nonEmpty())),
  }),
  v.object({ kind: v.literal('apiKey'), apiKey: v.pipe(v.string(), v.nonEmpty()) }),
]);

/** Credentials that a user typed or imported: access keys, temporary when there is a session token, or a Bedrock API key. */
export type StoredCredentials = v.InferOutput<typeof storedCredentialsSchema>;

/** Where secrets are kept. One store serves all windows: a change in one is told in all. */
export interface SecretStore {
  /** The stored credentials; undefined when there are none, or none that can be read. */
  get(): Promise<StoredCredentials | undefined>;
  set(credentials: StoredCredentials): Promise<void>;
  clear(): Promise<void>;
  readonly onDidChange: (listener: () => void) => Disposable;
}

/** The JSON text that {@link parseStoredCredentials} reads. */
export function serializeStoredCredentials(credentials: StoredCredentials): string {
  return JSON.stringify(v.parse(storedCredentialsSchema, credentials));
}

/**
 * Reads what was stored. A value that cannot be read counts as none and is reported by `onDamaged`, whose
 * text names the faulty fields and never their content.
 */
export function parseStoredCredentials(
  text: string | undefined,
  onDamaged: (problem: string) => void,
): StoredCredentials | undefined {
  if (text === undefined) {
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text.
    onDamaged('The stored credentials are not JSON.');
    return undefined;
  }
  const result = v.safeParse(storedCredentialsSchema, value);
  if (result.success) {
    return result.output;
  }
  const fields = result.issues.map((issue) => v.getDotPath(issue) ?? 'the value itself').join(', ');
  onDamaged(`The stored credentials are damaged: ${fields}.`);
  return undefined;
}

/** The values in it that must never be seen. */
export function secretsIn(credentials: StoredCredentials): string[] {
  switch (credentials.kind) {
    case 'apiKey':
      return [credentials.apiKey];
    case 'keys':
      return credentials.sessionToken === undefined
        ? [credentials.secretAccessKey]
        : [credentials.secretAccessKey, credentials.sessionToken];
  }
}
