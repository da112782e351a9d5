import { arch, platform } from 'node:process';
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
      `Cost data cannot be read here: this package of Bedrock Chat has no DuckDB for ${platform}-${arch}. ` +
        `Install the package for ${platform}-${arch}; everything else works without it. (${detail})`,
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
}

/** Opens an instance in memory that loads no extension from anywhere. */
export async function openDuckDb(bounds: Bounds, more: Record<string, string> = {}): Promise<DuckDBInstance> {
  const { DuckDBInstance: Instance } = await loadDuckDb();
  return Instance.create(':memory:', {
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
}

/** A path as one that names itself only: DuckDB takes paths for patterns. */
export function pathLiteral(path: string): string {
  return literal(path.replace(/[[\]*?]/g, (char) => (char === ']' ? char : `[${char}]`)));
}

/** The rows of a trusted statement, values as JSON: decimals and whole numbers beyond a double are text. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  const result = await connection.run(sql);
  return result.getRowObjectsJson();
}

/** A text of a row, or what stands for none. */
export function textOf(value: unknown, otherwise = ''): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? value.toString() : otherwise;
}
