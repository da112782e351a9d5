import { isValue, type TableText } from './tableText';
import { costWord } from './roleNames';
import type { TextRecord } from './records';

/** The line of the header of a further table, above or below the one that is read; undefined where there is none. */
export function otherTable({ records, headerAt = 0 }: TableText): number | undefined {
  const found = records.find((record, at) => {
    const next = records[at + 1];
    if (at === headerAt || next === undefined || at === headerAt - 1) {
      return false;
    }
    const names = filledOf(record);
    const isHeader =
      names.length >= (at < headerAt ? 3 : 2) &&
      names.every((cell) => !isValue(cell)) &&
      names.some(costWord) &&
      new Set(names).size === names.length &&
      (at === 0 || isApart(records[at - 1], record));
    const values = filledOf(next);
    return (
      isHeader &&
      widthOf(record) !== widthOf(records[headerAt]) &&
      values.length >= names.length / 2 &&
      widthOf(next) <= widthOf(record) &&
      values.some(isValue)
    );
  });
  return found?.line;
}

function filledOf({ cells }: TextRecord): string[] {
  return cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
}

/** Cells up to the last that has something in it: spreadsheets fill all rows up. */
function widthOf(record: TextRecord | undefined): number {
  return (record?.cells.findLastIndex((cell) => cell.trim() !== '') ?? -1) + 1;
}

/** Whether an empty line, or a title alone in its line, stands between two records. */
function isApart(above: TextRecord | undefined, record: TextRecord): boolean {
  if (above === undefined || filledOf(above).length <= 1) {
    return true;
  }
  const lines = above.cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 1);
  return record.line > above.line + lines;
}
