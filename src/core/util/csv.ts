/** One line of CSV as RFC 4180 has it, its end included; null is an empty cell, and no text is a formula. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  const text = typeof value === 'string' ? inert(value) : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/*
 * Characters that begin a cell, or a row, to a spreadsheet that separates cells by semicolons or tabs: it knows no quotation
 * mark in the middle of what it takes for a cell, so that quoting helps nothing there.
 */
const INNER_FORMULA = /[;\t](?="*[=+\-@＝＋－＠])|[\r\n](?="*(?:[=+@＝＋＠]|[-－](?! )))/g;

/*
 * Bills, models and errors may bring text that a spreadsheet would run: what begins like a formula and is no number
 * gets an apostrophe in front (OWASP, CSV Injection).
 */
function inert(text: string): string {
  const parts = text.replaceAll(INNER_FORMULA, "$&'");
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)
    ? `'${parts}`
    : parts;
}
