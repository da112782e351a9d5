import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** Extensions that Windows takes for programs where PATHEXT does not say. */
const WINDOWS_ENDINGS = '.COM;.EXE;.BAT;.CMD';

/**
 * The absolute path of a program that the user installed: the first of that name on the PATH. Whoever starts a program
 * by its name alone may start one of that name in the folder that is open, which is a stranger's; so entries of the
 * PATH that depend on the folder do not count. Undefined where there is none.
 */
export async function findProgram(
  name: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  const endings =
    process.platform === 'win32' ? (environment['PATHEXT'] ?? WINDOWS_ENDINGS).split(';') : [''];
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  for (const folder of folders) {
    for (const ending of endings) {
      const path = join(folder, name + ending);
      if (await isProgram(path)) {
        return path;
      }
    }
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
