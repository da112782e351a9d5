import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleCostFile, type SampleFormat, type SampleTruth } from '../../../../scripts/sampleCosts';
import type { TrinoDatabase } from './trinoDatabase';

/** A table in the catalog: names and types in Hive's words, those it is partitioned by last. */
export interface SampleTable {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly (readonly [name: string, type: string, kind?: 'partition'])[];
  /** The same rows as a CSV file, and its header's names in the columns' order; null for those that it has not. */
  readonly csv: string;
  readonly header: readonly (string | null)[];
  readonly truth: SampleTruth;
}

/** A table as AWS's exports make it in Athena: costs are doubles, times are timestamps, tags are maps. */
export function sampleTable(
  format: Extract<SampleFormat, 'cur-2.0' | 'cur-legacy' | 'focus-1.1'>,
  rows: number,
  seed = 7,
): SampleTable {
  const { text: csv, truth } = sampleCostFile({ format, rows, seed });
  const names = (csv.slice(0, csv.indexOf('\n')).trim() || '').split(',');
  const columns = names.map((name) => [athenaName(name), hiveType(name)] as const);
  return {
    database: 'billing',
    name: format.replace(/\W/g, '_'),
    columns: [...columns, ['billing_period', 'string', 'partition']],
    csv,
    header: [...names, null],
    truth,
  };
}

/** `lineItem/UsageStartDate` is `line_item_usage_start_date`, and `resourceTags/user:env` `resource_tags_user_env`. */
function athenaName(name: string): string {
  if (!name.includes('/')) {
    return name.toLowerCase();
  }
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/\W/g, '_')
    .toLowerCase();
}

function hiveType(name: string): string {
  if (/cost$/i.test(name)) {
    return 'double';
  }
  if (/(UsageStartDate|start_date|end_date|PeriodStart|PeriodEnd)$/.test(name)) {
    return 'timestamp';
  }
  if (/^(tags|resource_tags|product)$/i.test(name)) {
    return 'map<string,string>';
  }
  return 'string';
}

/** Makes the table in a database, from its CSV. */
export async function createTable(database: TrinoDatabase, table: SampleTable): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'athena-'));
  try {
    const path = join(folder, 'table.csv');
    writeFileSync(path, table.csv);
    const select = table.columns.map(([name, type], at) => {
      const own = table.header[at];
      const sql = own === null || own === undefined ? "'2025-06'" : converted(`"${own}"`, type);
      return `${sql} AS "${name}"`;
    });
    await database.execute(`CREATE SCHEMA IF NOT EXISTS "${table.database}"`);
    await database.execute(
      `CREATE TABLE "${table.database}"."${table.name}" AS SELECT ${select.join(', ')} FROM ` +
        `read_csv('${path}', header = true, all_varchar = true, nullstr = ['', 'NULL'], quote = '"', escape = '"')`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function converted(column: string, type: string): string {
  switch (type) {
    case 'double':
      return `CAST(${column} AS DOUBLE)`;
    case 'timestamp':
      // A cast takes 6/1/25 for the year 6.
      return `CASE WHEN ${column} LIKE '____-%' THEN TRY_CAST(${column} AS TIMESTAMP) ELSE try_strptime(${column}, '%m/%d/%y') END`;
    case 'map<string,string>':
      return `coalesce(TRY_CAST(TRY_CAST(${column} AS JSON) AS MAP(VARCHAR, VARCHAR)), MAP {})`;
    default:
      return column;
  }
}
