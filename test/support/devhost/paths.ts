import { join } from 'node:path';

/** The project's folder, which is also the extension's. */
export const root = join(import.meta.dirname, '..', '..', '..');

/** Downloads and data of development hosts: out of git and out of the package. */
export const hostFolder = join(root, '.vscode-test');

/** The folder that VS Code opens for trying the extension. */
export const sampleWorkspace = join(hostFolder, 'sample-workspace');
