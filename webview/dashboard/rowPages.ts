import type { Invocation } from '../../src/protocol/invocation';
import type { RowsRequest } from '../../src/protocol/metrics';
import type { Ask } from './questions';

/** Which rows, in which order. */
export type RowsQuery = Omit<RowsRequest, 'offset' | 'limit'>;

/** Rows that are fetched together: some screens full, and few enough to be taken in within a frame. */
export const PAGE_ROWS = 100;
const MAX_PAGES = 60;
const MAX_IN_FLIGHT = 2;

type Page = readonly Invocation[];

/**
 * The raw table's rows as far as they are looked at: pages around the visible stretch are fetched, the
 * ones looked at longest ago are given up. While a new query is on its way, the old rows stay.
 */
export class RowPages {
  /** Rows in all; null until known. */
  total: number | null = null;
  /** Why the last fetch failed; null when it did not. */
  failure: string | null = null;
  private query: RowsQuery | undefined;
  private pages = new Map<number, Page>();
  private loaded = new Set<number>();
  private readonly inFlight = new Set<number>();
  private generation = 0;
  private window = { first: 0, last: 0 };

  constructor(
    private readonly ask: Ask,
    private readonly onChange: () => void,
  ) {}

  /** Asks anew: for other rows, or for the same because some may have come. */
  load(query: RowsQuery): void {
    this.query = query;
    this.generation += 1;
    this.loaded = new Set();
    this.inFlight.clear();
    this.fetchMissing();
  }

  /** The rows from `first` to before `last` are looked at. */
  look(first: number, last: number): void {
    this.window = { first, last };
    this.fetchMissing();
  }

  /** The row at this place; undefined while it is being fetched. */
  row(index: number): Invocation | undefined {
    return this.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  private fetchMissing(): void {
    if (this.query === undefined) {
      return;
    }
    const last = Math.max(this.window.first, Math.min(this.window.last, this.total ?? PAGE_ROWS) - 1);
    const to = Math.floor(last / PAGE_ROWS);
    // Only what is looked at now: where a scroll has been and gone, nothing is asked.
    for (let page = Math.floor(this.window.first / PAGE_ROWS); page <= to; page += 1) {
      if (this.inFlight.size >= MAX_IN_FLIGHT) {
        return;
      }
      if (!this.loaded.has(page) && !this.inFlight.has(page)) {
        void this.fetch(page, this.query);
      }
    }
  }

  private async fetch(page: number, query: RowsQuery): Promise<void> {
    const { generation } = this;
    this.inFlight.add(page);
    try {
      const rows = { ...query, offset: page * PAGE_ROWS, limit: PAGE_ROWS };
      const answer = await this.ask({ kind: 'rows', rows });
      if (generation !== this.generation) {
        return;
      }
      this.keep(page, answer.rows.rows);
      this.total = answer.rows.total;
      this.failure = null;
      this.inFlight.delete(page);
      this.fetchMissing();
    } catch (error) {
      if (generation !== this.generation) {
        return;
      }
      // Not asked again by itself: the next refresh or scroll does.
      this.inFlight.delete(page);
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.onChange();
  }

  private keep(page: number, rows: Page): void {
    // The first page of a new generation ends the old ones: they may be of another order.
    if (this.loaded.size === 0) {
      this.pages = new Map();
    }
    this.pages.delete(page);
    this.pages.set(page, rows);
    this.loaded.add(page);
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= MAX_PAGES) {
        break;
      }
      this.pages.delete(oldest);
      this.loaded.delete(oldest);
    }
  }
}
