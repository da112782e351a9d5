/** A row that a record of a file stands for. */
export interface MadeRow {
  readonly cells: readonly string[];
  /** The column that its amount stands in, where that is not its own name. */
  readonly title?: string;
  /** The kind of its charge, where the record has no column that says it. */
  readonly kind?: string;
}

/** What becomes of a record: its rows, why it is left out, or why it cannot be read. */
export type Made =
  { readonly rows: readonly MadeRow[] } | { readonly left: string } | { readonly rejected: string };

/** What was decided of records when all were seen. */
export interface EndOfRows {
  readonly rows: readonly (MadeRow & { readonly line: number })[];
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
}

/** Makes rows of the records of a file in which one record is not one charge. */
export interface RowMaker {
  made(cells: readonly string[], line: number): Made;
  /** Called when there are no more records, before `notices`. */
  end?(): EndOfRows;
  /** Sentences about what was made. */
  notices(): string[];
}
