import * as l10n from '@vscode/l10n';
import type { Feedback, Invocation } from '../../../protocol/invocation';
import type { MetricsReply } from '../../../protocol/metricsWorker';
import type { JournalEntry, StartedEntry } from '../../../protocol/journal';
import type { Columns } from './columns';
import { identityOf } from './durable';
import { JournalFolder, type JournalNews } from './journalFolder';
import type { MetricsFiles } from './metricsFiles';
import { OpenCalls, SILENT_MS } from './openCalls';
import { SCHEMA_VERSION } from './schema';
import { readSnapshot, type Snapshot } from './snapshot';

/** A journal line has more. */
const LINE_BYTES = 400;

/** Tells the window something: what to log, or that a database was damaged. */
export type Notify = (reply: Exclude<MetricsReply, { type: 'result' | 'error' }>) => void;

/** The snapshot and every line that is not in it yet: all rows, each once. */
export class LiveRows {
  readonly journal: JournalFolder;
  /** Of the database that {@link snapshot} was read from. */
  identity: string | undefined;
  /** Rows before this number are in the database, those from it on only in journals. */
  foldedCount = 0;
  /** Rows of the database that were interrupted calls there, and of which the end was read since. */
  readonly replaced = new Set<number>();
  /** The lines of calls since the snapshot, by the id of the call. */
  readonly feedback = new Map<string, { readonly line: string; readonly value: Feedback | null }>();
  private readonly openCalls: OpenCalls;
  private current: Snapshot | undefined;

  constructor(
    private readonly files: MetricsFiles,
    private readonly wasmPath: string,
    private readonly notify: Notify,
    silentMs = SILENT_MS,
  ) {
    this.openCalls = new OpenCalls(silentMs);
    this.journal = new JournalFolder(files.journal, files.aside);
  }

  get snapshot(): Snapshot {
    if (!this.current) {
      throw new Error('Nothing has been read yet.');
    }
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
      if (identity !== this.identity || !this.current) {
        await this.load(identity);
      }
      this.readJournals(sealed);
      if (identityOf(this.files.database) === identity) {
        return;
      }
    }
    throw new Error(l10n.t('The metrics store changes faster than it can be read.'));
  }

  /** Takes the rows as they are for what the database of this identity holds. */
  folded(identity: string): void {
    this.identity = identity;
    this.foldedCount = this.columns.count;
    this.feedback.clear();
    this.replaced.clear();
    this.current = { ...this.snapshot, damage: undefined, version: SCHEMA_VERSION };
  }

  /** The beginnings of calls under way, by the segments that they are in. */
  underWay(segments: ReadonlySet<string>): Map<string, StartedEntry[]> {
    return new Map([...segments].map((name) => [name, this.openCalls.in(this.journal.pathOf(name))]));
  }

  /** Adds what is not there yet; the entries are from the file of this path. */
  apply(entries: readonly JournalEntry[], path: string): void {
    if (entries.length === 0) {
      return;
    }
    const changed = this.addCalls(entries, path);
    const affected = changed.filter((id) => this.feedback.has(id));
    for (const entry of entries) {
      if (entry.type !== 'feedback') {
        continue;
      }
      const known = this.feedback.get(entry.invocation_id);
      if (known && known.line > entry.id) {
        continue;
      }
      this.feedback.set(entry.invocation_id, { line: entry.id, value: entry.feedback });
      affected.push(entry.invocation_id);
    }
    for (const [id, row] of this.columns.find(affected)) {
      this.columns.setFeedback(row, this.feedback.get(id)?.value ?? null);
    }
  }

  /** Calls that ended and calls that began; gives the ids of the rows that are new or others now. */
  private addCalls(entries: readonly JournalEntry[], path: string): string[] {
    const { columns, openCalls } = this;
    const rows = new Map<string, Invocation>();
    const starts = new Map<string, StartedEntry>();
    for (const entry of entries) {
      if (entry.type === 'invocation') {
        rows.set(entry.id, entry);
      } else if (entry.type === 'started') {
        starts.set(entry.id, entry);
      }
    }
    const known = columns.find([...rows.keys(), ...starts.keys()]);
    for (const entry of starts.values()) {
      if (!known.has(entry.id)) {
        openCalls.add(entry, path);
      }
    }
    for (const [id, row] of rows) {
      openCalls.close(id);
      const index = known.get(id);
      if (index === undefined) {
        columns.add(row);
      } else if (columns.isInterrupted(index)) {
        columns.replace(index, row);
        if (index < this.foldedCount) {
          this.replaced.add(index);
        }
      } else {
        rows.delete(id);
      }
    }
    return [...rows.keys()];
  }

  private async load(identity: string): Promise<void> {
    this.current = await readSnapshot(this.files, identity, this.wasmPath);
    this.identity = identity;
    this.foldedCount = this.columns.count;
    this.feedback.clear();
    this.replaced.clear();
    this.openCalls.clear();
    this.journal.reset();
    const { unreadable, version } = this.current;
    if (version > SCHEMA_VERSION) {
      this.notify({ type: 'newer', version });
    }
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
    const odd: JournalNews[] = [];
    // Memory that is reserved and not used costs nothing; to move a hundred megabytes time and again does.
    this.columns.reserve(this.columns.count + Math.ceil(this.journal.unreadBytes() / LINE_BYTES));
    for (const news of this.journal.read(sealed)) {
      this.apply(news.entries, this.journal.pathOf(news.segment));
      if (news.problems.length > 0) {
        odd.push({ ...news, entries: [] });
      }
    }
    // By the order of names a later segment can come first: what began there is known to have ended only with all.
    for (const row of this.openCalls.takeInterrupted()) {
      this.columns.add(row);
    }
    for (const { segment, problems } of odd) {
      for (const kind of problems) {
        this.notify({
          type: 'notice',
          level: 'warn',
          message:
            kind === 'unreadable'
              ? 'A metrics journal cannot be read now; it stays where it is and is read again.'
              : 'A line of the metrics journal is kept aside.',
          fields: { segment, kind },
        });
      }
    }
  }
}
