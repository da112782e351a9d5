import { open } from 'node:fs/promises';
import { posix } from 'node:path';
import * as v from 'valibot';

/** A manifest that AWS delivers with the files of one month of an export. */
export interface ExportManifest {
  /** Its path in the export's folder, with forward slashes. */
  readonly path: string;
  readonly exportName: string;
  /** `YYYY-MM`; empty where neither it nor its path says. */
  readonly month: string;
  /** The files by their keys, without the bucket. */
  readonly keys: readonly string[];
  /** When its version was written, as text that sorts; empty where it is the newest of its month. */
  readonly version: string;
}

/** Legacy Cost and Usage Reports. Source: AWS's "Understanding your report versions". */
const legacySchema = v.object({
  reportName: v.optional(v.string(), ''),
  assemblyId: v.optional(v.string(), ''),
  billingPeriod: v.object({ start: v.string() }),
  reportKeys: v.array(v.string()),
});
/** Data Exports: CUR 2.0 and FOCUS. Source: AWS's "Export delivery", and manifests as delivered. */
const exportSchema = v.object({ dataFiles: v.array(v.string()) });

const MAX_BYTES = 8 * 1024 * 1024;
/** The name of every manifest. */
export const MANIFEST = /-Manifest\.json$/i;
const PERIOD = /billing_period=(\d{4}-\d\d)/i;
/** `2026-06-03T04:05:06.789Z-<id>` or the like, as create-new exports name the folder of a version. */
const VERSION = /^\d{4}-?\d\d-?\d\dT/;

/** Reads a manifest; undefined where it is none. `relative` is its path in the export's folder. */
export async function readManifestFile(path: string, relative: string): Promise<ExportManifest | undefined> {
  const json = await readJson(path);
  const name = posix.basename(relative).replace(MANIFEST, '');
  const legacy = v.safeParse(legacySchema, json, { abortEarly: true });
  const folders = posix.dirname(relative).split('/');
  if (legacy.success) {
    const { reportName, assemblyId, billingPeriod, reportKeys } = legacy.output;
    const [, year = '', month = ''] = /^(\d{4})-?(\d\d)/.exec(billingPeriod.start) ?? [];
    // In the folder of its assembly it is one version among several; above that, the newest.
    const version = assemblyId !== '' && folders.at(-1) === assemblyId ? await writtenAt(path) : '';
    return {
      path: relative,
      exportName: reportName === '' ? name : reportName,
      month: `${year}-${month}`,
      keys: reportKeys,
      version,
    };
  }
  const delivered = v.safeParse(exportSchema, json, { abortEarly: true });
  if (!delivered.success) {
    return undefined;
  }
  const keys = delivered.output.dataFiles.map((uri) => uri.replace(/^s3:\/\/[^/]+\//i, ''));
  const month = PERIOD.exec(relative)?.[1] ?? PERIOD.exec(keys[0] ?? '')?.[1] ?? '';
  return {
    path: relative,
    exportName: name,
    month,
    keys,
    version: folders.findLast((folder) => VERSION.test(folder)) ?? '',
  };
}

/** Of each month the newest manifest: the one above the versions, else the last version. */
export function newestManifests(manifests: readonly ExportManifest[]): ExportManifest[] {
  const newest = new Map<string, ExportManifest>();
  for (const one of manifests) {
    const key = `${one.exportName} ${one.month}`;
    const known = newest.get(key);
    if (
      known === undefined ||
      (known.version !== '' && (one.version === '' || one.version > known.version))
    ) {
      newest.set(key, one);
    }
  }
  return [...newest.values()].sort((a, b) => (a.month < b.month ? -1 : a.month > b.month ? 1 : 0));
}

async function readJson(path: string): Promise<unknown> {
  const file = await open(path);
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > MAX_BYTES) {
      return undefined;
    }
    return JSON.parse((await file.readFile('utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  } finally {
    await file.close();
  }
}

async function writtenAt(path: string): Promise<string> {
  const file = await open(path);
  try {
    return (await file.stat()).mtime.toISOString();
  } finally {
    await file.close();
  }
}
