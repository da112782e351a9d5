import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EngineFolder } from './engineFolders';

/** A file that was dropped: its name and its bytes in Base64. */
export interface DroppedFile {
  readonly name: string;
  readonly data: string;
}

/**
 * Copies of files that were dropped on the editor, which gets their contents and not their paths. They are there as
 * long as their data is open; a folder of a window that ended without a word is removed like the engine's own.
 */
export class DroppedFiles {
  private folder: EngineFolder | undefined;

  /** `directory`: where the engine keeps its folders, named by process, too. */
  constructor(private readonly directory: string) {}

  /** Writes copies; resolves with their paths. The ones before them go. */
  async keep(files: readonly DroppedFile[]): Promise<string[]> {
    await this.clear();
    const folder = new EngineFolder(this.directory, { suffix: '-dropped' });
    this.folder = folder;
    await folder.create();
    return Promise.all(
      files.map(async ({ name, data }, index) => {
        // A folder for each: two can have one name.
        const place = join(folder.path, String(index));
        await mkdir(place, { recursive: true, mode: 0o700 });
        const path = join(place, basename(name.replaceAll('\\', '/')));
        await writeFile(path, Buffer.from(data, 'base64'), { mode: 0o600 });
        return path;
      }),
    );
  }

  /** Removes the copies. */
  async clear(): Promise<void> {
    await this.release()();
  }

  /** Hands over the copies that there are now, and not those of later drops; what is returned removes them. */
  release(): () => Promise<void> {
    const { folder } = this;
    this.folder = undefined;
    return async () => folder?.remove();
  }
}
