import { randomBytes } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { lstat, open, readlink, realpath, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';

/*
 * The rule on paths that a workspace can name or prepare. A stranger's repository may hold links, and a link may lead
 * to any file of the user: to one that is then overwritten, or read and sent to a model. So a path is used only where
 * it lies below a folder that the user has opened, and where nothing below that folder is a link: no file, no folder
 * in the middle, whether it leads anywhere or not. The folder itself may be reached through links, which are the
 * user's own. Files outside of it are none of the workspace's business: who picks one in a dialog means that one.
 */

/** Why a path is not used. */
export type PathRefusal = 'outside' | 'link' | 'notFile';

const reasons: Readonly<Record<PathRefusal, (path: string, folder: string) => string>> = {
  outside: (path, folder) =>
    l10n.t('{0} is outside of {1}, and nothing is used from there. Choose a path inside.', path, folder),
  link: (path) =>
    l10n.t(
      '{0} is a link, and links are not followed here, since they may lead to any file on this machine. Remove the link, or put what it leads to in its place.',
      path,
    ),
  notFile: (path) => l10n.t('{0} is no regular file. Remove it, or choose another name.', path),
};

/** A path leads, or may lead, out of the folder that it has to stay in; the message names it and what to do. */
export class PathRefusedError extends Error {
  override readonly name = 'PathRefusedError';

  constructor(
    readonly reason: PathRefusal,
    /** The refused path: the path, or the link on the way to it. */
    readonly path: string,
    folder: string,
  ) {
    super(reasons[reason](path, folder));
  }
}

/**
 * The real path of a file or folder that lies below `folder` without a link on the way; it need not be there, its
 * parent must. @throws PathRefusedError; the file system's error when its parent is not there
 */
export async function confinedPath(folder: string, path: string): Promise<string> {
  const realFolder = await realpath(folder);
  const names = [folder, realFolder].map((from) => inside(from, path)).find((found) => found !== undefined);
  if (names === undefined) {
    throw new PathRefusedError('outside', path, folder);
  }
  let [real, shown] = [realFolder, folder];
  for (const [index, name] of names.entries()) {
    [real, shown] = [join(real, name), join(shown, name)];
    const stats = await statsOf(real, index === names.length - 1);
    if (stats?.isSymbolicLink() === true) {
      throw new PathRefusedError('link', shown, folder);
    }
  }
  return real;
}

/**
 * The real path of a file that may be read or written: as `confinedPath`, and what is there, if anything, is a file.
 * @throws PathRefusedError; the file system's error when its folder is not there
 */
export async function confinedTarget(folder: string, path: string): Promise<string> {
  const target = await confinedPath(folder, path);
  const stats = await statsOf(target, true);
  if (stats?.isFile() === false) {
    throw new PathRefusedError('notFile', path, folder);
  }
  return target;
}

/** Opens a file below `folder` for reading, and closes it. @throws PathRefusedError; the file system's error; what `read` throws */
export async function withConfinedFile<T>(
  folder: string,
  path: string,
  read: (file: FileHandle) => Promise<T>,
): Promise<T> {
  return inFolder(folder, path, async (place) => {
    // A pipe that took the file's place would never end, but for O_NONBLOCK.
    const file = await open(place, constants.O_RDONLY | flag('O_NOFOLLOW') | flag('O_NONBLOCK'));
    try {
      const opened = await file.stat({ bigint: true });
      const now = await lstat(await confinedTarget(folder, path), { bigint: true });
      if (opened.dev !== now.dev || opened.ino !== now.ino) {
        throw new PathRefusedError('link', path, folder);
      }
      return await read(file);
    } finally {
      await file.close();
    }
  });
}

/**
 * Writes a file below `folder`; it is there whole, or as it was before. What other names the old file has keep it.
 * @throws PathRefusedError; the file system's error
 */
export async function writeConfined(folder: string, path: string, data: string | Uint8Array): Promise<void> {
  await inFolder(folder, path, async (place) => {
    const mode = Number((await statsOf(place, true))?.mode ?? 0o666n) & 0o777;
    // Nobody knows the name before, and so nobody can have put a link there.
    const temporary = join(dirname(place), `.${basename(place)}.${randomBytes(12).toString('hex')}.tmp`);
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | flag('O_NOFOLLOW');
    const file = await open(temporary, flags, mode);
    try {
      await writeWhole(file, data);
      await confinedTarget(folder, path);
      await rename(temporary, place);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
}

/**
 * Acts on a file in the folder that it is in now, whatever takes that folder's place meanwhile: on Linux by a path
 * that leads to the open folder itself. Elsewhere a program that swaps folders at the right moment could still lead
 * astray, which no repository can do that merely lies there.
 */
async function inFolder<T>(folder: string, path: string, act: (place: string) => Promise<T>): Promise<T> {
  const target = await confinedTarget(folder, path);
  if (process.platform !== 'linux') {
    return act(target);
  }
  const parent = await open(
    dirname(target),
    constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW,
  );
  try {
    const held = `/proc/self/fd/${parent.fd}`;
    if ((await readlink(held)) !== dirname(target)) {
      throw new PathRefusedError('link', path, folder);
    }
    return await act(join(held, basename(target)));
  } catch (error) {
    // What went wrong is told of the folder by its name.
    if (error instanceof Error) {
      error.message = error.message.replaceAll(`/proc/self/fd/${parent.fd}`, dirname(target));
    }
    throw error;
  } finally {
    await parent.close();
  }
}

async function writeWhole(file: FileHandle, data: string | Uint8Array): Promise<void> {
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The names on the way from a folder to a path inside of it; undefined where it is not inside. */
function inside(folder: string, path: string): string[] | undefined {
  const way = relative(folder, resolve(folder, path));
  if (way === '' || isAbsolute(way)) {
    return undefined;
  }
  const names = way.split(sep);
  return names[0] === '..' ? undefined : names;
}

async function statsOf(path: string, mayBeMissing: boolean): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (mayBeMissing && (error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

/** Not every system has these. */
function flag(name: 'O_NOFOLLOW' | 'O_NONBLOCK'): number {
  return (constants as Partial<Record<string, number>>)[name] ?? 0;
}
