import { basename } from 'node:path';
import * as v from 'valibot';
import type * as vscode from 'vscode';
import { columnMappingSchema, type ColumnMapping } from '../../protocol/finops';

const rememberedSchema = v.object({
  paths: v.array(v.string()),
  mapping: v.optional(columnMappingSchema),
  /** Names of files that were dropped: their copies are gone with the window. */
  dropped: v.array(v.string()),
});
/** The data that an editor had open. */
export type Remembered = v.InferOutput<typeof rememberedSchema>;

const KEY = 'finops.open';

/** Remembers for this workspace what the editor has open, so that it opens again as it was when the window reloads. */
export class CostMemory {
  private known: ColumnMapping | undefined;

  constructor(private readonly memento: vscode.Memento) {}

  /** The data that was open last; undefined where nothing was. */
  get last(): Remembered | undefined {
    const parsed = v.safeParse(rememberedSchema, this.memento.get(KEY), { abortEarly: true });
    return parsed.success ? parsed.output : undefined;
  }

  async opened(paths: readonly string[]): Promise<void> {
    this.known = undefined;
    await this.memento.update(KEY, { paths, dropped: [] });
  }

  async dropped(paths: readonly string[]): Promise<void> {
    this.known = undefined;
    await this.memento.update(KEY, { paths: [], dropped: paths.map((path) => basename(path)) });
  }

  /** The next files are those of before: it is known which of their columns is what. */
  answerFor(mapping: ColumnMapping | undefined): void {
    this.known = mapping;
  }

  /** Which column is what in the files that are open: as it is known, else as the user says, which is kept. */
  async mapping(ask: () => Promise<ColumnMapping | undefined>): Promise<ColumnMapping | undefined> {
    const { known, last } = this;
    this.known = undefined;
    if (known !== undefined) {
      return known;
    }
    const mapping = await ask();
    if (last !== undefined && mapping !== undefined) {
      await this.memento.update(KEY, { ...last, mapping });
    }
    return mapping;
  }
}
