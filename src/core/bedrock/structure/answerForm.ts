import type { Schema } from '../tools/schema';
import type { AnswerTool } from './answerTool';

/** How a model is brought to answer by a schema. */
export type AnswerForm =
  /** Bedrock holds the answer to it; this is the schema as it takes it. */
  | { readonly type: 'format'; readonly name: string; readonly schema: Schema }
  /** The answer is what the model calls a tool with. */
  | { readonly type: 'tool'; readonly tool: AnswerTool; readonly isForced: boolean }
  /** The model is only told. */
  | { readonly type: 'text' };
