import { addAmounts, trimAmount } from '../../../src/core/finops/amounts';
import { encodingOf } from '../../../src/core/finops/local/textEncoding';
import { columnNames } from '../../../src/core/finops/local/headedFile';
import {
  decideReading,
  EvidenceGatherer,
  type FileReading,
} from '../../../src/core/finops/reading/fileReading';
import { Normalizer, type Normalized } from '../../../src/core/finops/reading/normalizer';
import { hidden } from '../../../src/core/finops/reading/normalShape';
import { recordsOf } from '../../../src/core/finops/reading/records';
import { readTable } from '../../../src/core/finops/reading/tableText';
import type { ReadingAnswers } from '../../../src/protocol/costReading';

/** A file as it was read, without a database. */
export interface ReadText {
  readonly reading: FileReading;
  readonly result: Normalized;
  readonly total: string;
  readonly byDay: Readonly<Record<string, string>>;
  readonly byService: Readonly<Record<string, string>>;
  readonly byAccount: Readonly<Record<string, string>>;
  readonly currencies: readonly string[];
}

/** Reads the bytes of a file as the engine does, row by row; undefined where it would be refused. */
export function readText(bytes: Buffer, answers: ReadingAnswers = {}): ReadText | undefined {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  const table = readTable(text);
  if (table.headerAt === undefined) {
    return undefined;
  }
  const columns = columnNames(table.records[table.headerAt]?.cells ?? []);
  const evidence = new EvidenceGatherer(columns);
  const records = recordsOf(text, table.delimiter).slice(table.headerAt + 1);
  records.forEach(({ cells }) => evidence.add(cells));
  const reading = decideReading({ table, encoding, columns }, evidence, answers);
  const lines: string[] = [];
  const normalizer = new Normalizer(reading, false, (line) => lines.push(line));
  const { shape } = normalizer;
  if (shape.primary < 0) {
    return undefined;
  }
  records.forEach((record) => normalizer.add(record));
  const result = normalizer.end();
  const rows = recordsOf(lines.join(''), ',').map(({ cells }) => cells);
  const service = shape.columns.findIndex((name) => name === shape.place.service[0]);
  const account = shape.columns.findIndex((column) => column === shape.place.account[0]);
  const name = shape.columns.findIndex((column) => column === shape.place.accountName[0]);
  // The hidden columns stand behind the file's own.
  const start = shape.columns.length + hidden.indexOf('start');
  const currency = shape.columns.length + hidden.indexOf('currency');
  const sums = (keyOf: (cells: readonly string[]) => string) => {
    const groups = new Map<string, string[]>();
    for (const cells of rows) {
      const key = keyOf(cells);
      groups.set(key, [...(groups.get(key) ?? []), plain(cells[shape.primary] ?? '')]);
    }
    return Object.fromEntries([...groups].map(([key, amounts]) => [key, addAmounts(amounts)]));
  };
  return {
    reading,
    result,
    total: addAmounts(rows.map((cells) => plain(cells[shape.primary] ?? ''))),
    byDay: sums((cells) => (cells[start] ?? '').slice(0, 10)),
    byService: sums((cells) => cells[service] ?? ''),
    byAccount: sums((cells) => cells[name] || (cells[account] ?? '')),
    currencies: [...new Set(rows.map((cells) => cells[currency] ?? ''))],
  };
}

function plain(amount: string): string {
  return amount === '' ? '0' : trimAmount(amount);
}
