import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';

/** A column of a result, in Athena's words. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
  readonly precision: number;
  readonly scale: number;
}

/** A result as Athena keeps it: everything is text, and NULL is nothing. */
export interface TextResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Functions of Trino that DuckDB has under another name, or not at all. */
const macros = [
  'regexp_like(t, p) AS regexp_matches(t, p)',
  'element_at(m, k) AS m[k]',
  'sequence(a, b, c) AS CAST(generate_series(a, b, c) AS DATE[])',
  'format(f, x) AS printf(f, x)',
  'json_parse(t) AS CAST(t AS JSON)',
  'json_extract_scalar(t, p) AS t ->> p',
  'map_filter(m) AS map_from_entries(list_filter(map_entries(m), lambda e: e.value IS NOT NULL))',
  'array_join(l, s) AS array_to_string(l, s)',
];

/** The syntax that Trino writes in another way than DuckDB, as far as the extension and its tests do. */
const rewritings: readonly (readonly [RegExp, string])[] = [
  // Of a map, UNNEST makes two columns.
  [
    /CROSS JOIN UNNEST\((\w+)\) AS (\w+) \((\w+), (\w+)\)/g,
    'CROSS JOIN (SELECT unnest(map_keys($1)) AS $3, unnest(map_values($1)) AS $4) AS $2',
  ],
  [/, \(k, v\) -> v IS NOT NULL\)/g, ')'],
];

/** DuckDB behind a mask: SQL of Trino in, texts as Athena writes them out. */
export class TrinoDatabase {
  private constructor(private readonly instance: DuckDBInstance) {}

  static async open(): Promise<TrinoDatabase> {
    const database = new TrinoDatabase(await DuckDBInstance.create(':memory:'));
    for (const macro of macros) {
      await database.execute(`CREATE MACRO ${macro}`);
    }
    return database;
  }

  /** Runs a statement in DuckDB's own SQL. */
  async execute(sql: string): Promise<void> {
    const connection = await this.instance.connect();
    try {
      await connection.run(sql);
    } finally {
      connection.closeSync();
    }
  }

  /** Runs a query of Trino's; when the signal says so, it is stopped in its middle. */
  async query(sql: string, signal: AbortSignal): Promise<TextResult> {
    const connection = await this.instance.connect();
    const stop = () => connection.interrupt();
    signal.addEventListener('abort', stop);
    try {
      signal.throwIfAborted();
      return await read(connection, sql);
    } finally {
      signal.removeEventListener('abort', stop);
      connection.closeSync();
    }
  }

  close(): void {
    this.instance.closeSync();
  }
}

async function read(connection: DuckDBConnection, sql: string): Promise<TextResult> {
  // Whatever is asked is one SELECT: a second statement is an error, as in Athena.
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) {
    throw new Error("mismatched input ';'. Expecting: <EOF>");
  }
  const text = rewritings.reduce((rewritten, [pattern, by]) => rewritten.replace(pattern, by), sql);
  const result = await connection.runAndReadAll(text);
  const types = result.columnTypes().map(String);
  // Athena makes names lower-case.
  const columns = result
    .columnNames()
    .map((name, at) => ({ name: name.toLowerCase(), ...athenaType(types[at] ?? '') }));
  return {
    columns,
    rows: result.getRows().map((row) => row.map((value, at) => textOf(value, columns[at]?.type))),
  };
}

function athenaType(type: string): Omit<ResultColumn, 'name'> {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type);
  if (decimal) {
    return { type: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) };
  }
  const named: Record<string, string> = {
    INTEGER: 'integer',
    BIGINT: 'bigint',
    HUGEINT: 'bigint',
    DOUBLE: 'double',
    DATE: 'date',
    TIMESTAMP: 'timestamp',
    BOOLEAN: 'boolean',
  };
  const shape = type.endsWith('[]') ? 'array' : type.startsWith('MAP') ? 'map' : undefined;
  return { type: shape ?? named[type] ?? 'varchar', precision: 0, scale: 0 };
}

function textOf(value: DuckDBValue | undefined, type: string | undefined): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  // Trino writes a whole double with a point.
  if (type === 'double' && Number.isInteger(value)) {
    return `${String(value)}.0`;
  }
  return String(value);
}
