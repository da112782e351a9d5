import { mkdir, statfs } from 'node:fs/promises';
import { arch, platform } from 'node:process';
import * as l10n from '@vscode/l10n';
import type * as Library from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { finopsError } from '../finopsError';
import { literal } from '../sql';

/** DuckDB's interface for Node, with the binary of this platform. */
export type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';

/**
 * Loads the library.
 * @throws FinopsError with the reason `platform`, when the package has no binary for this platform.
 */
export async function loadDuckDb(): Promise<typeof Library> {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw finopsError(
      'platform',
      l10n.t(
        'Cost data cannot be read here: this package of Bedrock Chat has no DuckDB for {0}. Install the package for {0}; everything else works without it. ({1})',
        `${platform}-${arch}`,
        detail ?? '',
      ),
      {},
      { cause },
    );
  }
}

/** How an instance of DuckDB is bounded. */
export interface Bounds {
  readonly memoryLimitMb: number;
  /** Where it puts what does not fit into memory. */
  readonly spillDirectory: string;
  /** The most that it puts there; half of what is free on that disk, and 20 GiB, unless given. */
  readonly maxSpillMb?: number | undefined;
}

const MIB = 1024 * 1024;
const MAX_SPILL_MB = 20 * 1024;

/** Opens an instance in memory that loads no extension from anywhere. */
export async function openDuckDb(bounds: Bounds, more: Record<string, string> = {}): Promise<DuckDBInstance> {
  const { DuckDBInstance: Instance } = await loadDuckDb();
  const instance = await Instance.create(':memory:', {
    memory_limit: `${bounds.memoryLimitMb}MiB`,
    temp_directory: bounds.spillDirectory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
    // Rows of a bill have no order; keeping one costs memory.
    preserve_insertion_order: 'false',
    ...more,
  });
  const maxSpillMb = bounds.maxSpillMb ?? (await sensibleSpillMb(bounds.spillDirectory));
  const connection = await instance.connect();
  try {
    // As an option of a new instance, DuckDB 1.5 shows this limit but does not keep to it.
    await connection.run(`SET max_temp_directory_size = '${maxSpillMb}MiB'`);
  } finally {
    connection.closeSync();
  }
  return instance;
}

/** By itself, DuckDB takes nine tenths of what is free, and everything else on the machine goes without. */
async function sensibleSpillMb(directory: string): Promise<number> {
  await mkdir(directory, { recursive: true });
  const { bavail, bsize } = await statfs(directory);
  return Math.min(MAX_SPILL_MB, Math.floor((bavail * bsize) / 2 / MIB));
}

/** A path as one that names itself only: DuckDB takes paths for patterns. */
export function pathLiteral(path: string): string {
  return literal(path.replace(/[[\]*?]/g, (char) => (char === ']' ? char : `[${char}]`)));
}

/** SQL that reads Parquet files as they are: a folder named `x=1` on their way is no column of theirs. */
export function parquetOf(paths: string | readonly string[], ...options: readonly string[]): string {
  const files = typeof paths === 'string' ? pathLiteral(paths) : `[${paths.map(pathLiteral).join(', ')}]`;
  return `read_parquet(${[files, 'hive_partitioning = false', ...options].join(', ')})`;
}

/** The rows of a trusted statement, values as JSON: decimals and whole numbers beyond a double are text. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  const result = await connection.run(sql);
  return result.getRowObjectsJson();
}

/** A text of a row, or what stands for none. */
export function textOf(value: unknown, otherwise = ''): string {
  if (typeof value === 'string') {
    return value;
  }
  return typeof value === 'number' || typeof value === 'bigint' ? value.toString() : otherwise;
}
