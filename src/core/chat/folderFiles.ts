import { lstat } from 'node:fs/promises';
import { confinedTarget } from '../files/confinedFile';
import type { ContextItem } from './context';

/** The most files of one folder that go along; more are hardly meant, and are said. */
export const MAX_FOLDER_FILES = 200;

/** A file that was found in a folder. */
export interface FolderFile {
  /** Where it is, with `/` between the names. */
  readonly path: string;
  /** In bytes. */
  size(): Promise<number>;
  /** The part of it that goes along; throws why it cannot. */
  read(): Promise<ContextItem>;
}

/** The files of a folder that go along, and what does not. */
export interface FolderFiles {
  readonly items: readonly ContextItem[];
  /** Files that were left out unread, since their names are those of secrets. */
  readonly secret: readonly string[];
  /** Files that could not be read, with what was thrown. */
  readonly failed: readonly { readonly path: string; readonly error: unknown }[];
  /** Whether there were more files than go along, in number. */
  readonly moreFiles: boolean;
  /** Whether there was more in the files than goes along. */
  readonly moreBytes: boolean;
}

/**
 * Reads the files of a folder in the order of their paths, of at most so many bytes together: none whose name is that
 * of a file of secrets, and nothing that lies elsewhere. What fails is told and keeps nobody else from going along.
 */
export async function readFolderFiles(
  found: readonly FolderFile[],
  maxBytes: number,
  maxFiles = MAX_FOLDER_FILES,
): Promise<FolderFiles> {
  const sorted = found.toSorted((a, b) => a.path.localeCompare(b.path));
  const secret = sorted.filter(({ path }) => mayHoldSecrets(path)).map(({ path }) => path);
  const open = sorted.filter(({ path }) => !mayHoldSecrets(path));
  const files = open.slice(0, maxFiles);
  const read = { items: [] as ContextItem[], secret, failed: [] as { path: string; error: unknown }[] };
  let room = maxBytes;
  for (const file of files) {
    try {
      room -= await file.size();
      if (room < 0) {
        break;
      }
      read.items.push(await file.read());
    } catch (error) {
      read.failed.push({ path: file.path, error });
    }
  }
  return { ...read, moreFiles: open.length > files.length, moreBytes: room < 0 };
}

/** The size in bytes of a file below `folder`. @throws PathRefusedError where a link leads to it, or out of the folder */
export async function confinedSize(folder: string, path: string): Promise<number> {
  return (await lstat(await confinedTarget(folder, path))).size;
}

/** Folders in which tools keep what they sign in with. */
const SECRET_FOLDER =
  /(?:^|[/\\])(?:\.(?:aws|azure|docker|gnupg|kube|ssh)|\.config[/\\](?:gcloud|gh|op))[/\\]/i;

/* Names that tools give to files of secrets, and the kinds of files that hold private keys. */
const SECRET_NAMES: readonly RegExp[] = [
  /^\.env(?:rc|\..*)?$/i,
  /\.env(?:\.(?:local|development|test|staging|production|bak))?$/i,
  /^id_(?:rsa|dsa|ecdsa|ed25519)/i,
  /\.(?:pem|key|p12|pfx|p8|ppk|jks|keystore|kdbx|tfstate|tfvars)(?:\.(?:bak|backup|old|orig|json|\d+))?$/i,
  /^\.?(?:aws[-_])?(?:credentials?|secrets?)(?:(?:\.[\w-]+)?\.(?:json|ya?ml|csv|ini|txt|toml|xml|bak))?$/i,
  /^(?:client[-_]secret|service[-_]?account|application_default_credentials)[\w.-]*\.json$/i,
  /^(?:auth\.json|kubeconfig|\.vault-token|\.my\.cnf|\.yarnrc\.yml)$/i,
  /(?:accesskeys?|rootkey|_credentials)\.csv$/i,
  /^[._](?:netrc|npmrc|pypirc|pgpass|htpasswd|dockercfg|git-credentials|s3cfg|boto)$/i,
];

/** Samples of such files, which are made to be passed on. */
const SAMPLE = /\.(?:example|sample|template|dist|pub)$/i;

/** Whether a file is, by its name or its folder's, one in which secrets are kept. */
export function mayHoldSecrets(path: string): boolean {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  if (SECRET_FOLDER.test(path)) {
    return true;
  }
  return !SAMPLE.test(name) && SECRET_NAMES.some((pattern) => pattern.test(name));
}
