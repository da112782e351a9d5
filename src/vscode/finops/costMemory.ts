import { basename } from 'node:path';
import * as v from 'valibot';
import type * as vscode from 'vscode';

const rememberedSchema = v.object({
  paths: v.array(v.string()),
  /** Names of files that were dropped: their copies are gone with the window. */
  dropped: v.array(v.string()),
});
/** The data that an editor had open. */
export type Remembered = v.InferOutput<typeof rememberedSchema>;

const KEY = 'finops.open';

/** Remembers for this workspace what the editor has open, so that it opens again as it was when the window reloads. */
export class CostMemory {
  constructor(private readonly memento: vscode.Memento) {}

  /** The data that was open last; undefined where nothing was. */
  get last(): Remembered | undefined {
    const parsed = v.safeParse(rememberedSchema, this.memento.get(KEY), { abortEarly: true });
    return parsed.success ? parsed.output : undefined;
  }

  async opened(paths: readonly string[]): Promise<void> {
    await this.memento.update(KEY, { paths, dropped: [] });
  }

  async dropped(paths: readonly string[]): Promise<void> {
    await this.memento.update(KEY, { paths: [], dropped: paths.map((path) => basename(path)) });
  }
}
