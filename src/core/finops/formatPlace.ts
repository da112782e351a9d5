import type { MeasureColumn } from '../../protocol/finops';
import { currencyOf } from './reading/amountText';

/** A place where an amount of money is found: a title, and the columns that may hold it, the best first. */
export interface MeasureSource {
  readonly column: MeasureColumn;
  readonly title: () => string;
  readonly names: readonly string[];
}

/** Where the canonical columns are found in a format: for each the columns that may hold it, the best first. */
export interface FormatColumns {
  readonly start: readonly string[];
  readonly account: readonly string[];
  readonly accountName: readonly string[];
  readonly service: readonly string[];
  readonly serviceCode: readonly string[];
  readonly region: readonly string[];
  readonly usageType: readonly string[];
  readonly operation: readonly string[];
  readonly resource: readonly string[];
  readonly kind: readonly string[];
  readonly description: readonly string[];
  readonly quantity: readonly string[];
  readonly currency: readonly string[];
  /** One column with all tags, as JSON or as a map. */
  readonly tags: readonly string[];
  /** Columns with one tag each begin so. */
  readonly tagPrefixes: readonly string[];
  readonly measures: readonly MeasureSource[];
  /** The service is a member of the JSON or the map in the column `product`. */
  readonly hasProductMap?: true;
  /** The category of kinds of charges that no rule knows; an adjustment where nothing is said. */
  readonly otherKinds?: 'Usage';
  /** The currency of amounts where neither names nor values nor remarks say one. */
  readonly defaultCurrency?: string;
}

/** A format that keeps nothing anywhere, to say only where one has something. */
export const nowhere: FormatColumns = {
  start: [],
  account: [],
  accountName: [],
  service: [],
  serviceCode: [],
  region: [],
  usageType: [],
  operation: [],
  resource: [],
  kind: [],
  description: [],
  quantity: [],
  currency: [],
  tags: [],
  tagPrefixes: [],
  measures: [],
};

/**
 * The names by which a column is known, in lower case: as it is written, without the currency behind it as in
 * `Cost ($)`, and the English name behind a translated one, as Azure writes it: `Abonnement-GUID (SubscriptionGuid)`.
 */
export function namesOfColumn(title: string): string[] {
  const name = title.trim().toLowerCase();
  const match = /^(.*\S)\s*\(([^()]{1,60})\)$/s.exec(name);
  const [, before = '', within = ''] = match ?? [];
  if (match === null) {
    return [name];
  }
  return currencyOf(within) === undefined ? [name, within.trim()] : [name, before];
}

/** Where a format keeps what in a file with these columns: for each role those of the columns that there are. */
export function placeAmong(place: FormatColumns, columns: readonly string[]): FormatColumns {
  const exact = new Map(columns.map((column) => [column.trim().toLowerCase(), column]));
  const loose = new Map(
    columns.toReversed().flatMap((column) => namesOfColumn(column).map((name) => [name, column] as const)),
  );
  const own = (names: readonly string[]) =>
    names.flatMap((name) => exact.get(name.toLowerCase()) ?? loose.get(name.toLowerCase()) ?? []);
  return {
    ...place,
    start: own(place.start),
    account: own(place.account),
    accountName: own(place.accountName),
    service: own(place.service),
    serviceCode: own(place.serviceCode),
    region: own(place.region),
    usageType: own(place.usageType),
    operation: own(place.operation),
    resource: own(place.resource),
    kind: own(place.kind),
    description: own(place.description),
    quantity: own(place.quantity),
    currency: own(place.currency),
    tags: own(place.tags),
    measures: place.measures.map((measure) => ({ ...measure, names: own(measure.names) })),
  };
}
