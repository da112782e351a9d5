import { literal } from './sql';

/** A column of files or of a table: its SQL, and its type in SQL where that is not text. */
export interface SourceColumn {
  readonly name: string;
  readonly sql: string;
  readonly type: string | undefined;
}

/**
 * What DuckDB and Athena (Trino) say in different words; all other SQL of this folder is the same for both. Members
 * take and give SQL.
 */
export interface Dialect {
  /** Whether a regular expression is found in a text. */
  readonly matches: (text: string, pattern: string) => string;
  /** The texts of a group, each once, in order, with commas between them. */
  readonly joined: (text: string) => string;
  /** A number with its sign and one decimal, e.g. `+12.0 %`. */
  readonly signedPercent: (number: string) => string;
  /** The entry of a map under a key; NULL where it has nothing. */
  readonly member: (map: string, key: string) => string;
  /** A query with one row, TagKey and TagValue, for each tag of each row of `costs`, beside other columns of it. */
  readonly eachTag: (columns: string) => string;
  /** A query with one row, Day, for each day between the first and the last of a relation, or between days it has. */
  readonly eachDay: (relation: string, first?: string, last?: string) => string;
  /** The median of a group's numbers, as a DOUBLE. */
  readonly median: (number: string) => string;
  /** The text of a member of an object in JSON; NULL where it is no JSON. */
  readonly jsonMember: (json: string, name: string) => string;
  /** An object in JSON as a map of texts; NULL where it is none. */
  readonly jsonMap: (json: string) => string;
  /** A map of those of the entries that have a value. */
  readonly mapOf: (entries: readonly { readonly key: string; readonly value: string }[]) => string;
  /** A column as a TIMESTAMP; NULL where it is none. */
  readonly instant: (column: SourceColumn) => string;
  /** A column as an exact amount of the type given. */
  readonly amount: (column: SourceColumn, type: string) => string;
}

/** Of the local engine. Its amounts are read as exact decimals when files are loaded. */
export const duckdb: Dialect = {
  matches: (text, pattern) => `regexp_matches(${text}, ${literal(pattern)})`,
  joined: (text) => `string_agg(DISTINCT ${text}, ', ' ORDER BY ${text})`,
  signedPercent: (number) => `printf('%+.1f %%', ${number})`,
  member: (map, key) => `${map}[${literal(key)}]`,
  eachTag: (columns) =>
    `SELECT unnest(map_keys(Tags)) AS TagKey, unnest(map_values(Tags)) AS TagValue, ${columns} FROM costs`,
  eachDay: (relation, first = 'min(Day)', last = 'max(Day)') =>
    `SELECT CAST(unnest(generate_series(${first}, ${last}, INTERVAL 1 DAY)) AS DATE) AS Day FROM ${relation}`,
  median: (number) => `median(${number})`,
  jsonMember: (json, name) => `TRY(json_extract_string(${json}, ${literal(`$.${name}`)}))`,
  jsonMap: (json) => `TRY_CAST(TRY_CAST(${json} AS JSON) AS MAP(VARCHAR, VARCHAR))`,
  mapOf: (entries) => {
    const list = entries.map(({ key, value }) => `{k: ${literal(key)}, v: ${value}}`);
    return `map_from_entries(list_filter([${list.join(', ')}], lambda e: e.v IS NOT NULL))`;
  },
  instant: ({ sql, type }) => {
    if (type !== undefined && type !== 'VARCHAR') {
      return `CAST(${sql} AS TIMESTAMP)`;
    }
    // ISO 8601 alone: in which order day and month are elsewhere is decided for a whole column, when files are read.
    const formats = ['%Y-%m', '%Y%m%d'];
    return (
      `CASE WHEN ${sql} LIKE '____-__-__%' THEN TRY_CAST(${sql} AS TIMESTAMP) ` +
      `ELSE try_strptime(${sql}, [${formats.map(literal).join(', ')}]) END`
    );
  },
  amount: ({ sql }) => sql,
};

/** Trino's constructor of arrays takes no more than 254 items. */
const MAX_ITEMS = 250;

/** Of Athena, engine version 3: Trino's SQL. Source: "Functions and operators" of Trino's documentation. */
export const trino: Dialect = {
  matches: (text, pattern) => `regexp_like(${text}, ${literal(pattern)})`,
  joined: (text) => `array_join(array_sort(array_agg(DISTINCT ${text})), ', ')`,
  signedPercent: (number) => `format('%+.1f %%', ${number})`,
  // A subscript fails where there is no such key.
  member: (map, key) => `element_at(${map}, ${literal(key)})`,
  eachTag: (columns) =>
    `SELECT TagKey, TagValue, ${columns} FROM costs CROSS JOIN UNNEST(Tags) AS t (TagKey, TagValue)`,
  eachDay: (relation, first = 'min(Day)', last = 'max(Day)') =>
    `SELECT Day FROM (SELECT sequence(${first}, ${last}, INTERVAL '1' DAY) AS days FROM ${relation}) ` +
    'CROSS JOIN UNNEST(days) AS t (Day)',
  // approx_percentile is what its name says: the one or two in the middle are exact.
  median: (number) => {
    const middle = (more: number) =>
      `element_at(array_sort(array_agg(${number})), CAST(floor((count(${number}) + ${more}) / 2.0) AS INTEGER))`;
    return `(${middle(1)} + ${middle(2)}) / 2`;
  },
  jsonMember: (json, name) => `TRY(json_extract_scalar(${json}, ${literal(`$.${name}`)}))`,
  jsonMap: (json) => `TRY(CAST(json_parse(${json}) AS MAP(VARCHAR, VARCHAR)))`,
  mapOf: (entries) => {
    const parts = Array.from({ length: Math.ceil(entries.length / MAX_ITEMS) }, (_, at) =>
      entries.slice(at * MAX_ITEMS, (at + 1) * MAX_ITEMS),
    );
    const list = (of: (entry: (typeof entries)[number]) => string) =>
      parts.map((part) => `ARRAY[${part.map(of).join(', ')}]`).join(' || ');
    const map = `map(${list(({ key }) => literal(key))}, ${list(({ value }) => value)})`;
    return `map_filter(${map}, (k, v) -> v IS NOT NULL)`;
  },
  instant: ({ sql, type }) =>
    type === undefined
      ? `TRY_CAST(replace(substr(${sql}, 1, 19), 'T', ' ') AS TIMESTAMP)`
      : `CAST(${sql} AS TIMESTAMP)`,
  // A double as it is printed: 0.1 is 0.1 and not 0.100000000000000005551.
  amount: ({ sql, type }, wanted) =>
    type === 'double' || type === 'float'
      ? `CAST(CAST(${sql} AS VARCHAR) AS ${wanted})`
      : `TRY_CAST(${sql} AS ${wanted})`,
};
