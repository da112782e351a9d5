import { readPromptFile } from '../../src/core/prompts/promptFile';
import type { PromptFormat } from '../../src/core/prompts/promptFormat';
import { joinSource, type PromptSource } from '../../src/core/prompts/promptSource';
import { readTable } from '../../src/core/prompts/table';

/** Reads a prompt file and the table beside it; `csv` is undefined where there is none. */
export function readPromptSource(text: string, format: PromptFormat, csv: string | undefined): PromptSource {
  return joinSource(text, readPromptFile(text, format), csv === undefined ? undefined : readTable(csv));
}
