import { columnsOf, moneyNames, placeIn } from '../canonical';
import type { FormatColumns } from '../formatPlace';
import { dimensionRole } from './dimensions';
import { type FileReading, genericColumns } from './fileReading';

/** Columns beside the file's own: what was read of a row, in one form. */
export const hidden = ['start', 'currency', 'tags', 'kind'] as const;

/** The name of a hidden column among the others; no file has one like it. */
export function hiddenName(name: (typeof hidden)[number]): string {
  return `\u0000${name}`;
}

/** The plain form of a file: its columns, and where among them is what; -1 where it is not. */
export interface NormalShape {
  readonly columns: readonly string[];
  readonly money: readonly number[];
  /** The amount without which a row is none. */
  readonly primary: number;
  readonly date: number;
  readonly currency: number;
  readonly tags: number;
  /** How many columns are no amounts. */
  readonly labels: number;
  /** Where the canonical columns come from. */
  readonly place: FormatColumns;
}

/** Columns with one tag each begin so in files of no format of their own. */
const GENERIC_TAGS = [
  'resourceTags/',
  'resource_tags_',
  'user:',
  'tag:',
  'tags/',
  'tags.',
  'tag_',
  'label:',
  'labels.',
];

/** The plain form of a file that was read so. */
export function normalShape(reading: FileReading): NormalShape {
  return reading.explorer === undefined ? longShape(reading) : wideShape(reading);
}

function longShape(reading: FileReading): NormalShape {
  const { columns, format } = reading;
  const generic = format === 'generic';
  const place = generic ? genericColumns(reading.roles) : placeIn(format, columns);
  const at = (names: readonly string[]) =>
    names.map((name) => find(columns, name)).find((found) => found >= 0) ?? -1;
  const money = moneyNames(place).flatMap((name) => {
    const found = find(columns, name);
    return found < 0 ? [] : [found];
  });
  const date = at(place.start);
  const tags = at(place.tags);
  return {
    columns,
    money: [...new Set(money)],
    primary: place.measures.map(({ names }) => at(names)).find((found) => found >= 0) ?? -1,
    date,
    currency: at(place.currency),
    tags,
    labels: columns.length - new Set(money).size,
    place: {
      ...place,
      start: date < 0 ? [] : [hiddenName('start')],
      currency: [hiddenName('currency')],
      kind: format === 'google-cloud' ? [hiddenName('kind')] : place.kind,
      tags: tags < 0 ? [] : [hiddenName('tags')],
      tagPrefixes: generic ? GENERIC_TAGS : place.tagPrefixes,
    },
  };
}

function wideShape({ explorer }: FileReading): NormalShape {
  const { dimension = '', turned = false } = explorer ?? {};
  const role = dimensionRole({ dimension, turned });
  const name = dimension === '' ? 'Group' : dimension;
  const columns = ['Date', name, ...(role === 'account' ? [`${name} name`] : []), 'Cost'];
  const generic = columnsOf('cost-explorer', {
    cost: 'Cost',
    ...(role === 'none' || role === 'tag' || role === 'kind' ? {} : { [role]: name }),
    ...(role === 'account' ? { accountName: `${name} name` } : {}),
  });
  const place: FormatColumns = {
    ...generic,
    start: [hiddenName('start')],
    currency: [hiddenName('currency')],
    kind: [hiddenName('kind')],
    tags: role === 'tag' ? [hiddenName('tags')] : [],
  };
  const cost = columns.length - 1;
  return {
    columns,
    money: [cost],
    primary: cost,
    date: 0,
    currency: -1,
    tags: role === 'tag' ? columns.length : -1,
    labels: cost,
    place,
  };
}

function find(columns: readonly string[], name: string): number {
  return columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
}
