import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { formatBytes } from '../../../shared/format';
import { finopsError } from '../finopsError';
import { csvOfRows, rowsOfJson } from '../reading/jsonTable';
import { encodingOf } from './textEncoding';

/** JSON has to be read as a whole; reports of costs in it are small. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The rows of a file in JSON as a text of separated values; undefined where it is no JSON.
 * @throws FinopsError where it is JSON of a shape that is not known, or too large.
 */
export async function readJson(
  path: string,
  { name, bytes, gzip }: { readonly name: string; readonly bytes: number; readonly gzip: boolean },
): Promise<string | undefined> {
  if (bytes > MAX_BYTES) {
    const message = l10n.t(
      '{0} is JSON of more than {1}, which cannot be read here. Export the cost data as CSV or Parquet.',
      name,
      formatBytes(MAX_BYTES),
    );
    throw finopsError('format', message, { file: name });
  }
  const packed = await readFile(path);
  const content = gzip ? unpacked(packed) : packed;
  const rows = content && rowsOfJson(new TextDecoder(encodingOf(content)).decode(content));
  if (rows === undefined) {
    return undefined;
  }
  if (rows === 'unknown' || rows.length === 0) {
    const message = l10n.t(
      '{0} is JSON of a shape in which no costs are known here: the reports of ccusage, the answers of Cost Explorer, OpenAI and Anthropic, and lists of objects are. Export the cost data as CSV.',
      name,
    );
    throw finopsError('format', message, { file: name });
  }
  return csvOfRows(rows);
}

/** What is damaged or too large is refused with a reason of its own further on. */
function unpacked(packed: Buffer): Buffer | undefined {
  try {
    return gunzipSync(packed, { maxOutputLength: MAX_BYTES });
  } catch {
    return undefined;
  }
}
