import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { Storage } from '../platform/storage';
import { diagnosedNow, type DiagnosedParts } from './diagnosed';
import { DoctorPanel } from './doctorPanel';

const manifestSchema = v.object({ version: v.string() });

/** Puts together what **Diagnose Connection** needs. */
export function openDoctor(
  { extensionUri, extension }: Pick<vscode.ExtensionContext, 'extensionUri' | 'extension'>,
  storage: Storage,
  parts: Omit<DiagnosedParts, 'storage'>,
): DoctorPanel {
  return new DoctorPanel({
    subject: () => diagnosedNow({ ...parts, storage }),
    redactor: storage.redactor,
    logger: storage.logger.named('doctor'),
    extensionUri,
    extensionVersion: v.parse(manifestSchema, extension.packageJSON).version,
  });
}
