/** So much of a file is looked at: its header is among it, unless it is none of cost data. */
export const HEADER_CHARACTERS = 8_192;
/** Lines above a header that exports have. */
const MAX_LINES = 30;

/** Columns that only bills have, as FOCUS, AWS's reports and other clouds name them. */
const KNOWN = new Set([
  'billedcost',
  'effectivecost',
  'lineitem/unblendedcost',
  'line_item_unblended_cost',
  'total costs($)',
  'costinbillingcurrency',
  'costinpricingcurrency',
  'costinusd',
  'pretaxcost',
  'unblendedcost',
  'amortizedcost',
]);
/** The amounts of Cost Explorer: `EC2-Instances($)`, `Total costs (€)`. */
const EXPLORER_TITLE = /\((?:[$€£¥₹]|[A-Z]{3})\)$/;
const COST = /(?:^|[^a-z])(?:costs?|cost in usd|spend|charges?|kosten|coût|costo|custo)(?:[^a-z]|$)/i;
const BESIDE =
  /(?:^|[^a-z])(?:service|product|account|subscription|project|namespace|resource|region|usage|model|sku|dienst|servicio|produit)(?:[^a-z]|$)/i;

/**
 * Whether the beginning of a text looks like cost data, by the names of columns alone: a hint for a button, which
 * decides nothing. Runs in every window that shows a CSV file, so that it is short and imports nothing.
 */
export function looksLikeCosts(beginning: string): boolean {
  const lines = beginning.slice(0, HEADER_CHARACTERS).split(/\r\n|\n|\r/, MAX_LINES);
  return lines.some((line) => isCostHeader(namesOf(line)));
}

function isCostHeader(names: readonly string[]): boolean {
  if (names.length < 2) {
    return false;
  }
  const first = names[0] ?? '';
  const isExplorer = names.slice(1).every((name) => EXPLORER_TITLE.test(name)) && first !== '';
  const words = names.map((name) => name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' '));
  // A sentence above the header is none.
  const isHeader = names.every((name) => !/^-?[\d.,]+$/.test(name));
  return (
    isExplorer ||
    names.some((name) => KNOWN.has(name.toLowerCase())) ||
    (isHeader &&
      words.some((name) => COST.test(name)) &&
      words.some((name) => BESIDE.test(name) && !COST.test(name)))
  );
}

function namesOf(line: string): string[] {
  const separators = [',', ';', '\t', '|'].map((sign) => ({ sign, count: line.split(sign).length }));
  const [most] = separators.toSorted((one, other) => other.count - one.count);
  return line.split(most?.sign ?? ',').map((name) => name.trim().replace(/^["\uFEFF]+|"+$/g, ''));
}
