import type { PromptSourceFiles } from '../../../protocol/promptWorker';
import { confinedTarget, PathRefusedError } from '../../files/confinedFile';
import { readBounded } from '../../files/boundedFile';
import type { Problem, PromptFile } from '../prompt';
import { promptFileTooLarge, readPromptFile } from '../promptFile';
import type { SchemaChecker } from '../../bedrock/structure/schemaCheck';
import { promptFormat } from '../promptFormat';
import { promptLimits } from '../promptLimits';
import { joinSource, type PromptSource } from '../promptSource';
import { withSchemas } from './promptSchemas';
import { readTable, tableTooLarge, type TableReading } from '../table';

/** A prompt file and its table as they were read, with the texts that spans are in. */
export interface ReadSource {
  readonly source: PromptSource;
  readonly text: string;
  readonly tableText: string;
}

/** Reads a prompt file and its table, within bounds. @throws the file system's error when the file cannot be read */
export async function readSource(files: PromptSourceFiles, schemas: SchemaChecker): Promise<ReadSource> {
  const { text, file: found } = await readPrompts(files);
  const file = await withSchemas(found, files, schemas);
  const { text: tableText, reading } = await readTableOf(files);
  return { source: joinSource(text, file, reading), text, tableText };
}

async function readPrompts({
  folder,
  path,
  text,
}: PromptSourceFiles): Promise<{ text: string; file: PromptFile }> {
  try {
    const found = text ?? (await readBounded(folder, path, promptLimits.promptBytes));
    return found === undefined
      ? { text: '', file: { prompts: [], problems: [problem(promptFileTooLarge())] } }
      : { text: found, file: readPromptFile(found, promptFormat(path) ?? 'text') };
  } catch (error) {
    return { text: '', file: { prompts: [], problems: [refused(error)] } };
  }
}

async function readTableOf({
  folder,
  tablePath,
  tableText,
}: PromptSourceFiles): Promise<{ text: string; reading: TableReading | undefined }> {
  try {
    if (tablePath === undefined) {
      return { text: '', reading: undefined };
    }
    // What an editor shows may be behind a link as well.
    await confinedTarget(folder, tablePath);
    const found = tableText ?? (await readBounded(folder, tablePath, promptLimits.tableBytes));
    return found === undefined
      ? { text: '', reading: { table: undefined, problems: [problem(tableTooLarge())] } }
      : { text: found, reading: readTable(found) };
  } catch (error) {
    // Where there is none, nobody wants one.
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? { text: '', reading: undefined }
      : { text: '', reading: { table: undefined, problems: [refused(error)] } };
  }
}

/** A path that leads elsewhere is a fault of the file; what the disk says is not. @throws what it is given otherwise */
function refused(error: unknown): Problem {
  if (error instanceof PathRefusedError) {
    return problem(error.message);
  }
  throw error;
}

function problem(message: string): Problem {
  return { severity: 'error', message, span: { start: 0, end: 0 } };
}
