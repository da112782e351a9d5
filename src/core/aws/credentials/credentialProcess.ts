import { exec } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import type { AwsCredentialIdentity } from '@smithy/types';
import * as v from 'valibot';
import { REDACTED, type Redact } from '../../logging/redaction';
import { readJsonAs } from '../../util/readAs';
import { BedrockError } from '../errors';
import { findProgram } from './program';

/* Long enough for one that signs on somewhere. */
const TIMEOUT_MS = 120_000;
const MAX_OUTPUT_BYTES = 256 * 1024;
/** Characters of what a process printed that are told. */
const MAX_TOLD = 300;

/** What a process prints ("Sourcing credentials with an external process", AWS SDKs and Tools Reference Guide). */
const outputSchema = v.object({
  Version: v.literal(1),
  AccessKeyId: v.pipe(v.string(), v.nonEmpty()),
  SecretAccessKey: v.pipe(v.string(), v.nonEmpty()),
  SessionToken: v.optional(v.string()),
  Expiration: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => new Date(text)),
      v.date(),
    ),
  ),
  AccountId: v.optional(v.string()),
});

/** How a program ended; the code is undefined where it was not begun, or ended by a signal. */
interface Ended {
  readonly code: number | string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the credential process of a profile, as the SDK does, which does not tell what it printed when that was no
 * credentials.
 * @throws BedrockError `credentialProcessFailed`, in words that name the profile
 */
export async function runCredentialProcess(
  profile: string,
  command: string,
  redact: Redact,
): Promise<AwsCredentialIdentity> {
  const { code, stdout, stderr } = await run(command);
  if (code !== 0) {
    const program = programOf(command);
    throw isNotFound(code, stderr) && !(await isThere(program))
      ? missingProgram(profile, program)
      : processFailure(profile, redact(`${stderr}\n${stdout}`));
  }
  const output = readJsonAs(outputSchema, stdout);
  if (output === undefined) {
    throw noCredentials(profile, redact(stdout));
  }
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = output;
  if (Expiration !== undefined && Expiration.getTime() < Date.now()) {
    const message = l10n.t(
      'The credential process of profile “{0}” printed credentials that have ended. Renew them where it takes them from, then try again.',
      profile,
    );
    throw failure(message);
  }
  return Object.assign(
    {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      ...(SessionToken === undefined || SessionToken === '' ? {} : { sessionToken: SessionToken }),
      ...(Expiration === undefined ? {} : { expiration: Expiration }),
      ...(AccountId === undefined ? {} : { accountId: AccountId }),
    },
    // As the SDK marks where credentials come from.
    { $source: { CREDENTIALS_PROCESS: 'w' } },
  );
}

/** The failure of a process that ended with this on its output. Its command line may hold secrets, and is not told. */
export function processFailure(profile: string, printed: string): BedrockError {
  const words = wordsOnly(printed);
  return failure(
    words === ''
      ? l10n.t(
          'The credential process of profile “{0}” failed and said nothing. Run it in a terminal to see why.',
          profile,
        )
      : l10n.t(
          'The credential process of profile “{0}” failed and said “{1}”. Do what it asks for, then try again.',
          profile,
          words,
        ),
  );
}

function missingProgram(profile: string, program: string): BedrockError {
  return failure(
    l10n.t(
      'The credential process of profile “{0}” is the program {1}, which cannot be found or started. Install it, or correct credential_process in the AWS config files.',
      profile,
      program,
    ),
  );
}

function noCredentials(profile: string, printed: string): BedrockError {
  // What was to be credentials may hold some.
  const words = /[{}]|secret/i.test(printed) ? '' : wordsOnly(printed);
  return failure(
    words === ''
      ? l10n.t(
          'The credential process of profile “{0}” printed no credentials: it has to print JSON with Version 1, AccessKeyId and SecretAccessKey. Run it in a terminal to see what it prints.',
          profile,
        )
      : l10n.t(
          'The credential process of profile “{0}” printed no credentials as JSON, but “{1}”. Do what it asks for, then try again.',
          profile,
          words,
        ),
  );
}

function failure(message: string): BedrockError {
  return new BedrockError('credentialProcessFailed', { code: 'CredentialProcessFailed', message });
}

function run(command: string): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true };
    exec(command, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? undefined), stdout, stderr });
    });
  });
}

/* 127 is a shell's word for a program that is not there, 126 for one that cannot be run; cmd.exe has 9009 and words. */
function isNotFound(code: Ended['code'], stderr: string): boolean {
  return (
    code === 127 ||
    code === 126 ||
    code === 9009 ||
    (process.platform === 'win32' && /is not recognized|cannot find the path/i.test(stderr))
  );
}

/** The first word of a command line, which names the program; what follows it may be secret. */
function programOf(command: string): string {
  const [, quoted, bare] = /^\s*(?:"([^"]*)"|(\S+))/.exec(command) ?? [];
  return quoted ?? bare ?? '';
}

async function isThere(program: string): Promise<boolean> {
  if (!/[\\/]/.test(program)) {
    return (await findProgram(program)) !== undefined;
  }
  return access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * What was printed, in one line, without what may be a password or a token: long, or of letters and digits or symbols
 * in one. A process deals in secrets of any form: only what reads like words is told.
 */
function wordsOnly(printed: string): string {
  const plain =
    /^["'`([<]*(?:[A-Za-z][a-z]{0,15}|[A-Z]{1,15}|\d{1,6}|-{0,2}[a-z]{1,15}(?:(?:[-_./:]|:\/\/)[a-z]{1,15}){0,6}\/?)["'`)\]>.,:;!?]*$/;
  const isPlain = (word: string) => plain.test(word) || !/[A-Za-z0-9]/.test(word.replaceAll(REDACTED, ''));
  const words = printed.split(/\s+/).filter((word) => word !== '');
  const told = words.map((word) => (isPlain(word) ? word : REDACTED)).join(' ');
  return told.length > MAX_TOLD ? `${told.slice(0, MAX_TOLD)}…` : told;
}
