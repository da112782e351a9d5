import type * as vscode from 'vscode';
import * as v from 'valibot';

const KEY = 'models.recent';
const MOST = 5;
const idsSchema = v.array(v.string());

/** The models that were chosen last, in all windows. */
export class RecentModels {
  constructor(private readonly state: vscode.Memento) {}

  /** Their ids, the latest first. */
  get ids(): readonly string[] {
    const kept = v.safeParse(idsSchema, this.state.get(KEY), { abortEarly: true });
    return kept.success ? kept.output : [];
  }

  async add(id: string): Promise<void> {
    await this.state.update(KEY, [id, ...this.ids.filter((other) => other !== id)].slice(0, MOST));
  }
}
