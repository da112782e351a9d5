/** The ways a prompt file can be written. */
export type PromptFormat = 'text' | 'yaml' | 'jsonl';

/** The format that a file's name tells; undefined for what is no prompt file. */
export function promptFormat(fileName: string): PromptFormat | undefined {
  const extension = /(?:^|[\\/.])prompts\.(txt|ya?ml|jsonl)$/i.exec(fileName)?.[1]?.toLowerCase();
  if (extension === undefined) {
    return undefined;
  }
  return extension === 'txt' ? 'text' : extension === 'jsonl' ? 'jsonl' : 'yaml';
}

/** Path of the table that fills in a prompt file: `prompts.csv` for `prompts.txt`. */
export function tablePath(file: string): string {
  return file.replace(/\.(txt|ya?ml|jsonl)$/i, '.csv');
}
