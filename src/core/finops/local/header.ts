/** Separators of columns, in the order in which they win when two are as frequent. */
const DELIMITERS = [',', ';', '\t', '|'];

/** The names in the first line of a CSV, and what separates them. A quoted name may hold anything. */
export function splitHeader(text: string): { header: string[]; delimiter: string } {
  const splits = DELIMITERS.map((delimiter) => ({ delimiter, header: firstRecord(text, delimiter) }));
  return splits.reduce((best, split) => (split.header.length > best.header.length ? split : best));
}

/** The cells of the first record, RFC 4180. */
function firstRecord(text: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted) {
      if (char !== '"') {
        cell += char;
      } else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else {
        quoted = false;
      }
    } else if (char === '"' && cell === '') {
      quoted = true;
    } else if (char === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (char === '\n' || char === '\r') {
      break;
    } else {
      cell += char;
    }
  }
  cells.push(cell);
  return cells;
}
