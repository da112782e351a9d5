import type { Feedback, Invocation } from '../../../protocol/invocation';
import type { MetricsReply } from '../../../protocol/metricsWorker';
import type { JournalEntry } from '../../../protocol/journal';
import type { Columns } from './columns';
import { identityOf } from './durable';
import { JournalFolder } from './journalFolder';
import type { MetricsFiles } from './metricsFiles';
import { readSnapshot } from './snapshot';
import type { Snapshot } from './snapshot';

/** Tells the window something: what to log, or that a database was damaged. */
export type Notify = (reply: Exclude<MetricsReply, { type: 'result' | 'error' }>) => void;

/** The snapshot and every line that is not in it yet: all rows, each once. */
export class LiveRows {
  readonly journal: JournalFolder;
  /** Of the database that {@link snapshot} was read from. */
  identity: string | undefined;
  /** Rows before this number are in the database, those from it on only in journals. */
  foldedCount = 0;
  /** What was said of calls since the snapshot, by the id of the call. */
  readonly feedback = new Map<string, { readonly line: string; readonly value: Feedback | null }>();
  private current: Snapshot | undefined;

  constructor(
    private readonly files: MetricsFiles,
    private readonly wasmPath: string,
    private readonly notify: Notify,
  ) {
    this.journal = new JournalFolder(files.journal, files.aside);
  }

  get snapshot(): Snapshot {
    if (!this.current) throw new Error('Nothing has been read yet.');
    return this.current;
  }

  get columns(): Columns {
    return this.snapshot.columns;
  }

  /** Forgets everything; the next {@link refresh} reads it again. */
  reset(): void {
    this.identity = undefined;
    this.current = undefined;
  }

  /** Catches up with what all windows have recorded and folded. */
  async refresh(sealed?: ReadonlySet<string>): Promise<void> {
    // A fold between the reading of the snapshot and of the journals would make rows vanish from both.
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const identity = identityOf(this.files.database);
      if (identity !== this.identity || !this.current) await this.load(identity);
      this.readJournals(sealed);
      if (identityOf(this.files.database) === identity) return;
    }
    throw new Error('The metrics store changes faster than it can be read.');
  }

  /** Takes the rows as they are for what the database of this identity holds. */
  folded(identity: string): void {
    this.identity = identity;
    this.foldedCount = this.columns.count;
    this.feedback.clear();
    this.current = { ...this.snapshot, damage: undefined, version: 2 };
  }

  /** Adds what is not there yet. */
  apply(entries: readonly JournalEntry[]): void {
    if (entries.length === 0) return;
    const added = this.addInvocations(entries);
    const affected = added.filter((id) => this.feedback.has(id));
    for (const entry of entries) {
      if (entry.type !== 'feedback') continue;
      const known = this.feedback.get(entry.invocation_id);
      if (known && known.line > entry.id) continue;
      this.feedback.set(entry.invocation_id, { line: entry.id, value: entry.feedback });
      affected.push(entry.invocation_id);
    }
    for (const [id, row] of this.columns.find(affected)) {
      this.columns.setFeedback(row, this.feedback.get(id)?.value ?? null);
    }
  }

  private addInvocations(entries: readonly JournalEntry[]): string[] {
    const rows = new Map<string, Invocation>();
    for (const entry of entries) if (entry.type === 'invocation') rows.set(entry.id, entry);
    for (const id of this.columns.find(rows.keys()).keys()) rows.delete(id);
    for (const row of rows.values()) this.columns.add(row);
    return [...rows.keys()];
  }

  private async load(identity: string): Promise<void> {
    this.current = await readSnapshot(this.files, identity, this.wasmPath);
    this.identity = identity;
    this.foldedCount = this.columns.count;
    this.feedback.clear();
    this.journal.reset();
    const { unreadable } = this.current;
    if (unreadable !== undefined) {
      this.notify({
        type: 'notice',
        level: 'error',
        message: 'The metrics database cannot be read; only what is not in it yet is shown.',
        fields: { error: unreadable },
      });
    }
  }

  private readJournals(sealed?: ReadonlySet<string>): void {
    const { entries, problems } = this.journal.read(sealed);
    this.apply(entries);
    for (const { segment, kind } of problems) {
      this.notify({
        type: 'notice',
        level: 'warn',
        message: 'A line of the metrics journal is kept aside.',
        fields: { segment, kind },
      });
    }
  }
}
