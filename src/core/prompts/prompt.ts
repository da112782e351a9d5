import type { AnswerSchema } from '../bedrock/structure/answerSchema';
import type { PromptEntry } from './promptSchema';

/** A stretch of a file, in UTF-16 code units from its beginning; the end is not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something wrong in a prompt file or in its table. An error keeps the file from being run. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly span: Span;
}

/** A prompt as it stands in its file. */
export interface Prompt extends Omit<PromptEntry, 'prompt' | 'id'> {
  readonly id: string;
  /** With its placeholders. */
  readonly text: string;
  /** What `schema` says, once it is read. */
  readonly answerSchema?: AnswerSchema;
  /** Where it stands. */
  readonly span: Span;
}

/** The content of a prompt file, as far as it could be read. */
export interface PromptFile {
  readonly prompts: readonly Prompt[];
  readonly problems: readonly Problem[];
}
