import * as l10n from '@vscode/l10n';
import { UNKNOWN_CURRENCY, type Cell, type CostSummary, type QueryResult } from '../../protocol/finops';
import { addAmounts, compareAmounts, isNegative } from './amounts';
import { boundedName, MAX_SERVICES } from './namedCosts';
import type { Dimension } from '../../protocol/finopsView';
import { formatCount } from '../../shared/format';

/** The charts that there are. */
export type ChartKind = 'bar' | 'pie' | 'time';

/** A point or a part of a chart: its name, and its value as an exact decimal. */
export interface ChartPart {
  readonly name: string;
  readonly value: string;
  /** By which it can be chosen. */
  readonly key?: string;
}

/** One curve or one set of bars. */
export interface ChartSeries {
  readonly name: string;
  readonly parts: readonly ChartPart[];
}

/** What charts divide the cost by, and its parts; none where those are the services of the summary. */
export interface Breakdown {
  readonly dimension: Dimension;
  readonly parts: readonly ChartPart[] | undefined;
  /** Whether a part can be chosen. */
  readonly isOpen: boolean;
}

/** A chart, or why there is none of that kind. */
export type Chart =
  | {
      readonly kind: ChartKind;
      readonly possible: true;
      readonly label: string;
      readonly value: string;
      readonly series: readonly ChartSeries[];
      /** A sentence about what the chart leaves out or puts together. */
      readonly note: string | undefined;
    }
  | { readonly kind: ChartKind; readonly possible: false; readonly reason: string };

/** Which columns of a result a chart shows. */
export interface ChartColumns {
  readonly label: string;
  readonly value: string;
  /** A column that tells curves apart. */
  readonly series?: string | undefined;
}

/** The charts that suit a result: the columns, the kinds of chart they allow, the best first. */
export interface ChartChoice {
  readonly columns: ChartColumns;
  readonly kinds: readonly ChartKind[];
  /** All columns that can be the label or the value, for the user to choose. */
  readonly labels: readonly string[];
  readonly values: readonly string[];
}

const TOP = 10;
const MAX_SERIES = 8;
const NOT_A_VALUE = /percent|share|^(rows|n|count|days)$|\bid$/i;

/** The three charts of a summary: services, or what they are divided by, as bars and as parts of a whole; days as a curve. */
export function summaryCharts(summary: CostSummary, by?: Breakdown): { bar: Chart; pie: Chart; time: Chart } {
  const { currency } = summary.scope;
  const value =
    currency === UNKNOWN_CURRENCY || summary.measureTitle.includes(currency)
      ? summary.measureTitle
      : `${summary.measureTitle} (${currency})`;
  const services = summary.services.map(({ name, cost }, at) =>
    partOf(name, cost, by?.isOpen === true && at < MAX_SERVICES),
  );
  const parts = by?.parts ?? services;
  const label = dimensionTitle(by?.dimension ?? 'service');
  const days = summary.days.flatMap(({ name, cost }) => (name === '' ? [] : [{ name, value: cost }]));
  return {
    bar: barChart(label, value, [{ name: value, parts }]),
    pie: pieChart(label, value, parts),
    time:
      days.length === 0
        ? {
            kind: 'time',
            possible: false,
            reason: l10n.t('No row has a date, so there is nothing over time.'),
          }
        : timeChart(l10n.t('Day'), value, [{ name: value, parts: days }]),
  };
}

/** A part that can be chosen by its name, as the data has it. */
export function partOf(key: string, value: string, isOpen: boolean): ChartPart {
  return { name: boundedName(key) || noName(), value, ...(isOpen && { key }) };
}

function dimensionTitle(dimension: Dimension): string {
  switch (dimension) {
    case 'service':
      return l10n.t('Service');
    case 'usageType':
      return l10n.t('Usage type');
    case 'resource':
      return l10n.t('Resource');
  }
}

/** Says which columns of a result are worth a chart, and of which kinds; undefined when none is. */
export function chooseChart(result: Pick<QueryResult, 'columns' | 'rows'>): ChartChoice | undefined {
  const { columns, rows } = result;
  const ofKind = (...kinds: string[]) =>
    columns.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
  const times = columns
    .map(({ name }, at) => ({ name, at }))
    .filter(({ at }) =>
      isTime(
        columns[at]?.kind,
        rows.map((row) => row[at] ?? null),
      ),
    )
    .map(({ name }) => name);
  const numbers = ofKind('decimal', 'number', 'integer').filter((name) => !times.includes(name));
  const labels = [...times, ...ofKind('text', 'boolean').filter((name) => !times.includes(name))];
  const label = labels[0];
  const value =
    numbers.find((name) => /cost|amount|spend|total/i.test(name) && !NOT_A_VALUE.test(name)) ??
    ofKind('decimal')[0] ??
    numbers.find((name) => !NOT_A_VALUE.test(name)) ??
    numbers[0];
  if (label === undefined || value === undefined || rows.length === 0) {
    return undefined;
  }
  const series = times.includes(label) ? labels.find((name) => !times.includes(name)) : undefined;
  const kinds: ChartKind[] = times.includes(label) ? ['time', 'bar'] : ['bar'];
  const choice = { columns: { label, value, series }, labels, values: numbers };
  if (!times.includes(label) && drawChart(result, choice.columns, 'pie').possible) {
    kinds.push('pie');
  }
  return { ...choice, kinds };
}

/** Makes a chart of a result, or says why that kind does not suit it. */
export function drawChart(
  result: Pick<QueryResult, 'columns' | 'rows'>,
  { label, value, series }: ChartColumns,
  kind: ChartKind,
): Chart {
  const place = (name: string | undefined) => result.columns.findIndex((column) => column.name === name);
  const [labelAt, valueAt, seriesAt] = [place(label), place(value), place(series)];
  if (labelAt < 0 || valueAt < 0) {
    const reason = l10n.t('The result has no columns {0} and {1}.', label, value);
    return { kind, possible: false, reason };
  }
  const bySeries = new Map<string, ChartPart[]>();
  for (const row of result.rows) {
    const amount = amountOf(row[valueAt] ?? null);
    if (amount === undefined) {
      continue;
    }
    const name = seriesAt < 0 ? value : nameOf(row[seriesAt] ?? null);
    const parts = bySeries.get(name) ?? [];
    parts.push({ name: nameOf(row[labelAt] ?? null), value: amount });
    bySeries.set(name, parts);
  }
  const list = [...bySeries].map(([name, parts]) => ({ name, parts: merged(parts) }));
  if (list.length === 0) {
    return { kind, possible: false, reason: l10n.t('{0} holds no numbers.', value) };
  }
  if (kind === 'time') {
    return timeChart(label, value, list);
  }
  if (kind === 'bar') {
    return barChart(label, value, list);
  }
  return pieChart(label, value, merged(list.flatMap(({ parts }) => parts)));
}

function barChart(label: string, value: string, series: readonly ChartSeries[]): Chart {
  const { kept, rest } = top(merged(series.flatMap(({ parts }) => parts)), TOP);
  const names = new Set(kept.map(({ name }) => name));
  const order = kept.map(({ name }) => name);
  const shown = largest(series).map(({ name, parts }) => ({
    name,
    parts: parts
      .filter((part) => names.has(part.name))
      .toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name)),
  }));
  const note =
    rest.length === 0
      ? undefined
      : l10n.t('The first {0} of {1}.', formatCount(TOP), formatCount(TOP + rest.length));
  return { kind: 'bar', possible: true, label, value, series: shown, note };
}

function pieChart(label: string, value: string, parts: readonly ChartPart[]): Chart {
  const negative = parts.find((part) => isNegative(part.value));
  if (negative) {
    const reason = l10n.t('{0} is below zero, and a pie has no negative parts: bars show it.', negative.name);
    return { kind: 'pie', possible: false, reason };
  }
  const positive = parts.filter((part) => compareAmounts(part.value, '0') > 0);
  if (positive.length === 0) {
    const reason = l10n.t('All parts are zero: there is nothing to divide.');
    return { kind: 'pie', possible: false, reason };
  }
  const { kept, rest } = top(positive, TOP - 1);
  const name = l10n.t({ message: 'Other', comment: ['The part of a pie that has all small parts in it'] });
  const other = { name, value: addAmounts(rest.map((part) => part.value)) };
  const shown = rest.length === 0 ? kept : [...kept, other];
  const note =
    rest.length === 0
      ? undefined
      : l10n.t('{0} are the {1} smallest together.', name, formatCount(rest.length));
  return { kind: 'pie', possible: true, label, value, series: [{ name: value, parts: shown }], note };
}

function timeChart(label: string, value: string, series: readonly ChartSeries[]): Chart {
  const shown = largest(series).map(({ name, parts }) => ({
    name,
    parts: parts.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  }));
  const hidden = series.length - shown.length;
  const note =
    hidden > 0
      ? l10n.t('The {0} largest of {1} curves.', formatCount(shown.length), formatCount(series.length))
      : undefined;
  return { kind: 'time', possible: true, label, value, series: shown, note };
}

function largest(series: readonly ChartSeries[]): readonly ChartSeries[] {
  if (series.length <= MAX_SERIES) {
    return series;
  }
  const sums = new Map(series.map((one) => [one, addAmounts(one.parts.map((part) => part.value))]));
  return series
    .toSorted((a, b) => compareAmounts(sums.get(b) ?? '0', sums.get(a) ?? '0'))
    .slice(0, MAX_SERIES);
}

function top(
  parts: readonly ChartPart[],
  count: number,
): { kept: readonly ChartPart[]; rest: readonly ChartPart[] } {
  const sorted = parts.toSorted((a, b) => compareAmounts(b.value, a.value));
  return { kept: sorted.slice(0, count), rest: sorted.slice(count) };
}

/** Parts of one name as one. */
function merged(parts: readonly ChartPart[]): ChartPart[] {
  const byName = new Map<string, string[]>();
  for (const { name, value } of parts) {
    byName.set(name, [...(byName.get(name) ?? []), value]);
  }
  return [...byName].map(([name, values]) => ({ name, value: addAmounts(values) }));
}

function isTime(kind: string | undefined, values: readonly Cell[]): boolean {
  if (kind === 'date' || kind === 'timestamp') {
    return true;
  }
  const filled = values.filter((value) => value !== null);
  if (kind !== 'text' || filled.length === 0) {
    return false;
  }
  return filled.every(
    (value) => typeof value === 'string' && /^\d{4}-\d\d(-\d\d)?([T ][\d:.]+Z?)?$/.test(value),
  );
}

function nameOf(cell: Cell): string {
  return cell === null || cell === '' ? noName() : String(cell);
}

function noName(): string {
  return l10n.t({ message: '(none)', comment: ['A service, a tag or another name that is empty'] });
}

function amountOf(cell: Cell): string | undefined {
  if (typeof cell === 'string') {
    return /^-?\d+(\.\d+)?$/.test(cell) ? cell : undefined;
  }
  if (typeof cell !== 'number') {
    return undefined;
  }
  // An exponent is written out; what is lost is far below a pixel.
  if (!Number.isFinite(cell)) {
    return undefined;
  }
  if (!/e/i.test(String(cell))) {
    return String(cell);
  }
  // From 1e21 on, toFixed keeps the exponent; there are only whole numbers there.
  return Math.abs(cell) >= 1e21 ? BigInt(cell).toString() : cell.toFixed(20);
}
