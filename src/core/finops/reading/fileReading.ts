import * as l10n from '@vscode/l10n';
import type { CostReading, OpenQuestion, ReadingAnswers } from '../../../protocol/costReading';
import type { CostFormat } from '../../../protocol/finops';
import { detectFormat } from '../costFormats';
import { columnsOf, moneyNames, placeIn } from '../canonical';
import type { FormatColumns } from '../formatPlace';
import { currencyOf, type DecimalSign } from './amountText';
import { ColumnFacts } from './columnFacts';
import type { DateOrder } from './dateText';
import { type ExplorerTable, readExplorer } from './explorerTable';
import { decideOrder, decideSign } from './fileForms';
import { repeatedMoney } from './repeatedMoney';
import { decideRoles, type Roles } from './roles';
import { wordsOfName } from './roleNames';
import type { TableText } from './tableText';

/** All that was decided about one file of separated values, once for all its rows. */
export interface FileReading {
  readonly format: CostFormat;
  readonly encoding: CostReading['encoding'];
  readonly table: TableText;
  readonly headerLine: number;
  /** The names of the columns, each once. */
  readonly columns: readonly string[];
  readonly explorer: ExplorerTable | undefined;
  readonly roles: Roles;
  readonly dateOrder: DateOrder;
  readonly ordersSeen: boolean;
  readonly decimalSign: DecimalSign;
  /** The decimal sign of each column of money, where it differs. */
  readonly signs: ReadonlyMap<string, DecimalSign>;
  readonly currency: string | undefined;
  readonly notices: readonly string[];
  /** What nothing decides. */
  readonly open: readonly OpenQuestion[];
  readonly keepTotals: boolean;
  /** The different types of record of an AWS bill. */
  readonly recordTypes: ReadonlySet<string>;
}

/** The columns of a file and what their values say. */
export interface Evidence {
  readonly facts: readonly ColumnFacts[];
  /** Some of the rows. */
  readonly rows: readonly (readonly string[])[];
}

/** Rows that are kept to see what adds up to what. */
const KEPT_ROWS = 500;

/** Gathers the evidence of rows, in bounded memory. */
export class EvidenceGatherer implements Evidence {
  readonly facts: readonly ColumnFacts[];
  readonly rows: (readonly string[])[] = [];

  constructor(columns: readonly string[]) {
    this.facts = columns.map((name) => new ColumnFacts(name));
  }

  /** Takes the cells of the next record. */
  add(cells: readonly string[]): void {
    const { length } = this.facts;
    const isEmpty = cells.every((cell) => cell.trim() === '');
    const isHeader = length > 1 && this.facts.every(({ name }, at) => cells[at]?.trim() === name);
    if (cells.length < length || isEmpty || isHeader) {
      return;
    }
    for (let at = 0; at < length; at += 1) {
      this.facts[at]?.add(cells[at] ?? '');
    }
    if (this.rows.length < KEPT_ROWS) {
      this.rows.push(cells);
    }
  }
}

/** The format of a header and the records around it. */
export function formatOfTable(table: TableText): {
  readonly format: CostFormat;
  readonly explorer: ExplorerTable | undefined;
  readonly isCommitments?: true;
} {
  const header = table.records[table.headerAt ?? 0]?.cells ?? [];
  const detected = detectFormat(header);
  if (detected.kind === 'commitments') {
    return { format: 'generic', explorer: undefined, isCommitments: true };
  }
  if (detected.kind === 'known' && detected.format !== 'cost-explorer') {
    return { format: detected.format, explorer: undefined };
  }
  const explorer = readExplorer(table.records, table.headerAt ?? 0);
  return { format: explorer === undefined ? 'generic' : 'cost-explorer', explorer };
}

/** What a file is besides its evidence. */
export interface FileFacts {
  readonly table: TableText;
  readonly encoding: CostReading['encoding'];
  readonly columns: readonly string[];
}

/** Decides how a file is read. The cost of a generic file is missing among the roles where nothing in it is money. */
export function decideReading(
  { table, encoding, columns }: FileFacts,
  evidence: Evidence,
  answers: ReadingAnswers,
): FileReading {
  const { format, explorer } = formatOfTable(table);
  const notices: string[] = [];
  const open: OpenQuestion[] = [];
  const roles = format === 'generic' ? decideRoles(evidence.facts, evidence.rows, answers) : {};
  const place = placeIn(format, columns);
  const money = format === 'generic' ? [roles.cost?.column ?? ''] : moneyNames(place);
  const dates = explorer
    ? explorerDates(table, explorer)
    : dateFacts(evidence, roles.date?.column ?? place.start[0]);
  const context = { delimiter: table.delimiter, facts: evidence.facts };
  const moneyFacts = explorer
    ? explorerAmounts(table, explorer)
    : evidence.facts.filter(({ name }) => isOneOf(name, money));
  const sign = decideSign(moneyFacts, context, answers.decimalSign, { notices, open });
  const currency =
    answers.currency ??
    currencyOfFile(table, explorer, { roles, place, facts: evidence.facts, money: moneyFacts });
  const order = decideOrder(dates, { ...context, decimalSign: sign.whole, currency }, answers.dateOrder, {
    notices,
    open,
  });
  noteDoubts(roles, answers, notices);
  noteUnits(explorer, answers, notices);
  if (format === 'generic') {
    notices.push(...repeatedMoney(columns, evidence.rows, roles.cost?.column, sign.whole));
  }
  return {
    format,
    encoding,
    table,
    headerLine: table.records[table.headerAt ?? 0]?.line ?? 1,
    columns,
    explorer,
    roles,
    dateOrder: order.order,
    ordersSeen: order.seen,
    decimalSign: sign.whole,
    signs: sign.byColumn,
    currency,
    notices,
    open,
    keepTotals: answers.keepTotals ?? false,
    recordTypes: new Set(evidence.facts.find(({ name }) => /^record_?type$/i.test(name))?.distinct ?? []),
  };
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.some((one) => one.toLowerCase() === name.toLowerCase());
}

function dateFacts({ facts }: Evidence, date: string | undefined): ColumnFacts | undefined {
  return date === undefined ? undefined : facts.find(({ name }) => isOneOf(name, [date]));
}

function explorerDates(table: TableText, { turned, columns }: ExplorerTable): ColumnFacts {
  const facts = new ColumnFacts('');
  const labels = turned
    ? columns.map(({ day, title }) => day ?? title)
    : table.records.slice((table.headerAt ?? 0) + 1).map(({ cells }) => cells[0] ?? '');
  labels.forEach((label) => facts.add(label));
  return facts;
}

function explorerAmounts(table: TableText, { columns }: ExplorerTable): ColumnFacts[] {
  const facts = new ColumnFacts('');
  for (const { cells } of table.records.slice((table.headerAt ?? 0) + 1)) {
    columns.forEach(({ at }) => facts.add(cells[at] ?? ''));
  }
  return [facts];
}

/** The currency that titles, names and remarks tell. */
function currencyOfFile(
  table: TableText,
  explorer: ExplorerTable | undefined,
  {
    roles,
    place,
    facts,
    money,
  }: {
    readonly roles: Roles;
    readonly place: FormatColumns;
    readonly facts: readonly ColumnFacts[];
    readonly money: readonly ColumnFacts[];
  },
): string | undefined {
  const cost = place.measures.flatMap(({ names }) => names)[0];
  const named = wordsOfName(roles.cost?.column ?? cost ?? '')
    .map(currencyOf)
    .find((code) => code !== undefined);
  const [signed] = [...(money[0]?.currencies ?? [])].toSorted(([, one], [, other]) => other - one);
  const remarks = table.records.slice(0, table.headerAt ?? 0).map(({ cells }) => cells.join(' '));
  const said = remarks
    .map((remark) => /(?:currency|währung|devise|moneda|valuta)\W+([A-Za-z]{3})\b/i.exec(remark)?.[1])
    .map((code) => (code === undefined ? undefined : currencyOf(code)))
    .find((code) => code !== undefined);
  if (explorer !== undefined) {
    const unit = explorer.units[0];
    // Cost Explorer's figures are in US dollars unless it says otherwise.
    return unit === undefined
      ? (signed?.[0] ?? said ?? (explorer.isExplorer ? 'USD' : undefined))
      : currencyOf(unit);
  }
  const codes = facts.find(({ name }) => name === (roles.currency?.column ?? place.currency[0]));
  return named ?? signed?.[0] ?? said ?? onlyCurrency(codes, money[0]) ?? place.defaultCurrency;
}

/** The one code that a column has beside each amount: rows that have none have no amount, either. */
function onlyCurrency(codes: ColumnFacts | undefined, money: ColumnFacts | undefined): string | undefined {
  const [code, ...others] = codes?.distinct ?? [];
  const isBesideEach = codes !== undefined && money !== undefined && codes.filled >= money.amounts;
  return code !== undefined && others.length === 0 && isBesideEach ? currencyOf(code) : undefined;
}

function noteDoubts({ cost }: Roles, answers: ReadingAnswers, notices: string[]): void {
  if (cost === undefined || (answers.columns?.cost ?? null) !== null) {
    return;
  }
  const others = cost.others.filter(({ points }) => points >= cost.points - 10 && points >= 20);
  if (cost.points < 20) {
    notices.push(l10n.t('No name speaks of the cost: “{0}” was taken for it, by its values.', cost.column));
  } else if (others.length > 0) {
    const names = others.map(({ column }) => `“${column}”`).join(', ');
    notices.push(l10n.t('“{0}” was read as the cost; it could be {1} as well.', cost.column, names));
  }
}

function noteUnits(explorer: ExplorerTable | undefined, answers: ReadingAnswers, notices: string[]): void {
  if (explorer === undefined) {
    return;
  }
  if (explorer.others.length > 0 && explorer.columns.length > 0) {
    const names = explorer.others.slice(0, 5).join(', ');
    notices.push(
      explorer.turned
        ? l10n.t('Columns beside the days are left out: {0}.', names)
        : l10n.t('Columns that hold no money are left out: {0}.', names),
    );
  }
  if (explorer.columns.some(({ day }) => day === '')) {
    notices.push(l10n.t('The titles name months or quarters without a year: the amounts have no day.'));
  }
  if (explorer.units.length > 1) {
    notices.push(l10n.t('The titles name several currencies: {0}.', explorer.units.join(', ')));
  }
  if (answers.currency === undefined && explorer.units.some((unit) => /[¥￥]/.test(unit))) {
    notices.push(l10n.t('“¥” was read as JPY; it may stand for CNY.'));
  }
}

/** Where the canonical columns of a generic file are. */
export function genericColumns(roles: Roles): FormatColumns {
  const named = (role: keyof Roles) => roles[role]?.column;
  return columnsOf('generic', {
    cost: named('cost') ?? '',
    date: named('date'),
    service: named('service'),
    account: named('account'),
    accountName: named('accountName'),
    region: named('region'),
    usageType: named('usageType'),
    resource: named('resource'),
    tags: named('tags'),
    kind: named('kind'),
    currency: named('currency'),
  });
}
