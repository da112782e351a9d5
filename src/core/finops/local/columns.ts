import { identifier } from '../sql';

/** The columns of all files of a data set: one with the same name in two files is the same. */
export class SourceColumns {
  private readonly indexByKey = new Map<string, number>();
  /** Names as they are shown: one that comes twice in a file has a number behind it. */
  readonly names: string[] = [];

  /** Makes the columns of a file known; gives each one's index in the data set. */
  add(header: readonly string[]): number[] {
    const seen = new Map<string, number>();
    return header.map((raw, position) => {
      const base = raw.trim() || `column ${position + 1}`;
      let name = base;
      // DuckDB takes names that differ by case alone for the same.
      let times = seen.get(base.toLowerCase()) ?? 0;
      while (seen.has(name.toLowerCase())) {
        times += 1;
        name = `${base} (${times})`;
      }
      seen.set(base.toLowerCase(), Math.max(times, 1));
      seen.set(name.toLowerCase(), seen.get(name.toLowerCase()) ?? 1);
      return this.indexOf(name);
    });
  }

  /** The column of that name; undefined when no file has it. Case does not matter. */
  find(name: string): number | undefined {
    return this.indexByKey.get(name.toLowerCase());
  }

  private indexOf(name: string): number {
    const key = name.toLowerCase();
    const known = this.indexByKey.get(key);
    if (known !== undefined) {
      return known;
    }
    const index = this.names.length;
    this.indexByKey.set(key, index);
    this.names.push(name);
    return index;
  }
}

/** The name under which a column of the files is stored: names in files can be anything. */
export function stored(index: number): string {
  return `r${index}`;
}

/** `r3 AS "lineItem/UsageType"`. */
export function asNamed(index: number, name: string): string {
  return `${stored(index)} AS ${identifier(name)}`;
}
