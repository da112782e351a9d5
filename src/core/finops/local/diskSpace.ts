import { statfs } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { formatBytes } from '../../../shared/format';
import { finopsError } from '../finopsError';
import type { Plan, PlannedFile } from './plan';

/** Refuses what would not fit on the disk. @throws FinopsError */
export async function refuseFullDisk(folder: string, plan: Plan): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const bytes = plan.files.reduce((sum, { file }) => sum + file.bytes * (isGzip(file) ? 4 : 1), 0);
  // Stored columns take a quarter of a CSV or less.
  if (bavail * bsize >= bytes / 3) {
    return;
  }
  throw finopsError(
    'disk',
    l10n.t(
      'There is not enough room on the disk: this data needs about {0} in {1}. Free some, or query the data in Athena, where it need not fit here.',
      formatBytes(bytes / 3),
      folder,
    ),
  );
}

/** Whether a file is packed. */
export function isGzip(file: PlannedFile['file']): boolean {
  return file.kind === 'csv' && file.gzip;
}
