import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { costScopeSchema, dataSetSchema, type CostScope } from '../../../protocol/finops';
import { finopsError } from '../finopsError';
import { canonicalColumns, canonicalStored } from '../canonical';
import { MAX_NAME } from '../namedCosts';
import { cutText, identifier, literal } from '../sql';
import { asNamed } from './columns';
import { parquetOf } from './duckdb';
import { filterSql } from './filterSql';
import { leaveOut, rollupSelect } from './summary';

const manifestSchema = v.object({
  dataSet: dataSetSchema,
  firstScope: costScopeSchema,
  /** The Parquet files, by their names in the folder. */
  parts: v.array(v.string()),
  sourceColumns: v.array(v.string()),
  hasTags: v.boolean(),
});

/** A data set on disk, and what an engine that did not load it needs to know. */
export type Manifest = v.InferOutput<typeof manifestSchema>;

const FILE = 'dataset.json';

/** Writes what a later process needs to take up a data set. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFile(join(folder, FILE), JSON.stringify(manifest));
}

/** @throws FinopsError `notLoaded` when there is none. */
export async function readManifest(folder: string): Promise<Manifest> {
  try {
    return v.parse(manifestSchema, JSON.parse(await readFile(join(folder, FILE), 'utf8')), {
      abortEarly: true,
    });
  } catch (cause) {
    throw finopsError(
      'notLoaded',
      l10n.t('This cost data is no longer loaded. Load the files again.'),
      {},
      { cause },
    );
  }
}

/** Removes a data set's folder. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** The relation of all stored rows. */
export function storedRelation(folder: string, parts: readonly string[]): string {
  return parquetOf(partPaths(folder, parts), 'union_by_name = true');
}

/** The stored files. */
export function partPaths(folder: string, parts: readonly string[]): string[] {
  return parts.map((part) => join(folder, part));
}

/** Statements that make the views `costs` and `source` of a scope. */
export function viewStatements(folder: string, manifest: Manifest, scope: CostScope): string[] {
  const relation = storedRelation(folder, manifest.parts);
  const present = new Set(manifest.dataSet.costsColumns.map((column) => column.name));
  const canonical = canonicalColumns
    .filter(({ name }) => present.has(name))
    .map(({ name }) => `${identifier(canonicalStored(name))} AS ${identifier(name)}`);
  const cost = `${identifier(canonicalStored(scope.measure))} AS "Cost"`;
  const filter = filterSql(scope.filter, ({ column, isCut }) =>
    present.has(column) ? (isCut ? cutText(column, MAX_NAME) : column) : undefined,
  );
  const where = `WHERE BillingCurrency = ${literal(scope.currency)}${leaveOut(scope)}${filter}`;
  const source = manifest.sourceColumns.map((name, index) => asNamed(index, name)).join(', ');
  return [
    `CREATE VIEW costs AS SELECT * FROM (SELECT ${canonical.join(', ')}, ${cost} FROM ${relation}) ${where}`,
    `CREATE VIEW source AS SELECT ${source} FROM ${relation}`,
  ];
}

/** The sums of the rows that a filter leaves, where it is about more than the table of sums knows. */
export function filteredRollup(folder: string, manifest: Manifest, scope: CostScope): string {
  const present = new Set(manifest.dataSet.costsColumns.map((column) => column.name));
  const filter = filterSql(scope.filter, ({ column, isCut }) => {
    const sql = identifier(canonicalStored(column));
    return present.has(column) ? (isCut ? cutText(sql, MAX_NAME) : sql) : undefined;
  });
  const relation = `(SELECT * FROM ${storedRelation(folder, manifest.parts)} WHERE true${filter})`;
  return `(${rollupSelect(relation, [scope.measure])})`;
}
