import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a store. */
export interface MetricsFiles {
  readonly directory: string;
  readonly database: string;
  readonly columns: string;
  readonly journal: string;
  readonly aside: string;
}

/** The files of the store in a directory. */
export function metricsFiles(directory: string): MetricsFiles {
  return {
    directory,
    database: join(directory, 'metrics.db'),
    columns: join(directory, 'metrics.columns'),
    journal: join(directory, 'journal'),
    aside: join(directory, 'aside'),
  };
}

/** A name for a damaged database, which is kept. */
export function damagedName(files: MetricsFiles, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  return join(files.directory, `metrics.damaged-${time}.db`);
}

/** A name for the database of an earlier schema version, which is kept when it is brought to this release's. */
export function earlierName(files: MetricsFiles, version: number, nowMs: number): string {
  return join(files.directory, `metrics.v${version}-${nowMs}.db`);
}

/** Removes the databases of earlier versions that were kept until an instant: all their calls are older. */
export function removeEarlier(files: MetricsFiles, untilMs = Infinity): void {
  removeMatching(files, EARLIER, (name) => Number(EARLIER.exec(name)?.[1]) <= untilMs);
}

const EARLIER = /^metrics\.v\d+-(\d+)\.db$/;

/** Removes the beginnings of files that a killed process left behind. */
export function removeLeftovers(files: MetricsFiles): void {
  removeMatching(files, /\.tmp$/);
}

/** Removes the damaged databases that were kept. */
export function removeDamaged(files: MetricsFiles): void {
  removeMatching(files, /^metrics\.damaged-.*\.db$/);
}

function removeMatching(files: MetricsFiles, pattern: RegExp, isMeant = (_name: string) => true): void {
  for (const name of readdirSync(files.directory)) {
    if (pattern.test(name) && isMeant(name)) {
      rmSync(join(files.directory, name), { force: true });
    }
  }
}
