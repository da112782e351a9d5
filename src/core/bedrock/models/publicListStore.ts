import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { entryOf } from '../../util/entryOf';
import { readJsonAs } from '../../util/readAs';
import { catalogFileSchema, type CatalogFile, type ModelFigures } from './modelFigures';

/** As many figures as hundreds of models have. */
const MAX_BYTES = 4 * 1024 * 1024;

/** What is known beside AWS's lists and the shipped catalog, of one model by its id without a geography. */
export interface PublicList {
  /** `YYYY-MM-DD`: when it was read; undefined where it never was. */
  readonly asOf: string | undefined;
  /** Its host; undefined where it never was. */
  readonly source: string | undefined;
  figures(modelId: string): ModelFigures | undefined;
}

/**
 * Keeps what a public list of models said, where the user had it read: a catalog in a file, which other windows see
 * at once. One that cannot be read counts as none.
 */
export class PublicListStore implements PublicList {
  private readonly path: string;
  private known: { readonly at: string; readonly file: CatalogFile | undefined } | undefined;

  /** `folder` is that of what is kept of models. */
  constructor(folder: string) {
    this.path = join(folder, 'public.json');
  }

  get asOf(): string | undefined {
    return this.read()?.asOf;
  }

  get source(): string | undefined {
    return Object.keys(this.read()?.sources ?? {})[0];
  }

  figures(modelId: string): ModelFigures | undefined {
    const file = this.read();
    return file === undefined ? undefined : entryOf(file.models, modelId);
  }

  /** @throws the file system's error. */
  async write(file: CatalogFile): Promise<void> {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    await writeFileAtomic(this.path, JSON.stringify(v.parse(catalogFileSchema, file)), { mode: 0o600 });
  }

  /** Reads the file when it is another than before. */
  private read(): CatalogFile | undefined {
    const at = this.stamp();
    if (at !== this.known?.at) {
      this.known = { at, file: at === '' ? undefined : this.readFile() };
    }
    return this.known.file;
  }

  /** Empty where there is nothing to read. */
  private stamp(): string {
    try {
      const stats = statSync(this.path);
      return stats.isFile() && stats.size <= MAX_BYTES ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : '';
    } catch {
      return '';
    }
  }

  private readFile(): CatalogFile | undefined {
    try {
      return readJsonAs(catalogFileSchema, readFileSync(this.path, 'utf8'));
    } catch {
      return undefined;
    }
  }
}
