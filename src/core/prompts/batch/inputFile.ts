import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

const NAME = 'batch.jsonl';

/**
 * The prompts of a run's batch job, kept beside its journal until there is a job: who takes the run up sends the same,
 * whatever has become of the prompt file. All methods reject with the file system's error.
 */
export class InputFile {
  constructor(private readonly folder: string) {}

  async write(body: Buffer | string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFileAtomic(join(this.folder, NAME), body, { mode: 0o600 });
  }

  read(): Promise<Buffer> {
    return readFile(join(this.folder, NAME));
  }

  /** With what a window left that was killed while it wrote it. */
  async remove(): Promise<void> {
    const inputs = (await readdir(this.folder)).filter((name) => name.startsWith(NAME));
    await Promise.all(inputs.map((name) => rm(join(this.folder, name), { force: true })));
  }
}
