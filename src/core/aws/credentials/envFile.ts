import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import * as l10n from '@vscode/l10n';
import { readBounded } from '../../files/boundedFile';
import { isRegionId } from './regionId';
import type { StoredCredentials } from './storedCredentials';

/** The AWS settings of an environment file. */
export interface EnvFileContents {
  readonly credentials: StoredCredentials;
  readonly region?: string;
}

/** An environment file without usable credentials. Neither the message nor the fields hold a value of the file. */
export class EnvFileError extends Error {
  override readonly name = 'EnvFileError';
  /** Variables that are absent or empty. */
  readonly missing: readonly string[];

  constructor(message: string, missing: readonly string[]) {
    super(message);
    this.missing = missing;
  }
}

/** An environment file is a page of text; what is larger is none, and is not read. */
const MAX_BYTES = 1024 * 1024;

/**
 * The text of a file that the user picked, through links too, which are the user's own. @throws PathRefusedError for a
 * device or a pipe; EnvFileError for a file of more than a megabyte; the file system's error
 */
export async function readEnvFile(path: string): Promise<string> {
  const target = await realpath(path);
  const text = await readBounded(dirname(target), target, MAX_BYTES);
  if (text === undefined) {
    throw new EnvFileError(l10n.t('The file is larger than a megabyte, which no environment file is.'), []);
  }
  return text;
}

/**
 * Reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN (or AWS_BEARER_TOKEN_BEDROCK alone) and
 * AWS_REGION (or AWS_DEFAULT_REGION) from the text of a `.env` file.
 * @throws EnvFileError which names the variables that are missing.
 */
export function parseEnvFile(text: string): EnvFileContents {
  // A byte order mark would become part of the first name.
  const variables = parseEnv(text.replace(/^\uFEFF/, ''));
  const value = (name: string): string => variables[name]?.trim() ?? '';
  const region = value('AWS_REGION') || value('AWS_DEFAULT_REGION');
  const rest = isRegionId(region) ? { region } : {};

  const accessKeyId = value('AWS_ACCESS_KEY_ID');
  const secretAccessKey = value('AWS_SECRET_ACCESS_KEY');
  const apiKey = value('AWS_BEARER_TOKEN_BEDROCK');
  if (accessKeyId === '' && secretAccessKey === '' && apiKey !== '') {
    return { credentials: { kind: 'apiKey', apiKey }, ...rest };
  }
  const sessionToken = value('AWS_SESSION_TOKEN');
  const missing = [
    ...(accessKeyId === '' ? ['AWS_ACCESS_KEY_ID'] : []),
    ...(secretAccessKey === '' ? ['AWS_SECRET_ACCESS_KEY'] : []),
    // Keys of this kind are refused without the token that came with them.
    ...(accessKeyId.startsWith('ASIA') && sessionToken === '' ? ['AWS_SESSION_TOKEN'] : []),
  ];
  if (missing.length > 0) {
    throw new EnvFileError(l10n.t('The file does not set {0}.', missing.join(', ')), missing);
  }
  return {
    credentials: {
      kind: 'keys',
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === '' ? {} : { sessionToken }),
    },
    ...rest,
  };
}
