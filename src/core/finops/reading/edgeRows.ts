import * as l10n from '@vscode/l10n';

interface EdgeRow {
  readonly label: string;
  readonly line: number;
  readonly amount: bigint;
}

/** The first and the last row of a file, which may be its total in words that are not known. */
export class EdgeRows {
  private first: EdgeRow | undefined;
  private last: EdgeRow | undefined;

  /** Takes the next row that is counted. */
  add(row: EdgeRow): void {
    this.first ??= row;
    this.last = row;
  }

  /** A sentence where one of them is the sum of all others. */
  notices(sum: bigint, rows: number): string[] {
    const found = [this.last, this.first].find((row) => row !== undefined && row.amount * 2n === sum);
    return found === undefined || found.amount === 0n || rows < 3
      ? []
      : [
          l10n.t(
            'The row “{0}” (line {1}) is the sum of all others. It is counted, for no word in it says that it is a total.',
            found.label,
            found.line,
          ),
        ];
  }
}
