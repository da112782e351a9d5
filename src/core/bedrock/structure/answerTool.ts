import type { ToolLimits } from '../tools/familyLimits';
import { fitTools } from '../tools/fittedTools';
import { freeName } from '../tools/freeName';
import type { Schema } from '../tools/schema';
import type { ToolSpec } from '../tools/toolSpec';
import type { AnswerSchema } from './answerSchema';
import { formatSchema } from './formatSchema';

/** A tool by whose call a model gives its answer; nobody sees it as a tool. */
export interface AnswerTool {
  readonly spec: ToolSpec;
  /** The answer that a call of it holds, as JSON. */
  textOf(input: Readonly<Record<string, unknown>>): string;
}

const WRAPPED = 'answer';

/** What a tool is made for. */
interface ToolUse {
  readonly limits: ToolLimits;
  /** Tools that are declared beside it. */
  readonly others: readonly ToolSpec[];
  /** Whether Bedrock can hold its calls to the schema. */
  readonly mayHold: boolean;
}

/** The tool for an answer of this schema; undefined where no tool can take it. */
export function answerTool(
  { schema }: AnswerSchema,
  { limits, others, mayHold }: ToolUse,
): AnswerTool | undefined {
  const isWrapped = schema['type'] !== 'object';
  const given = isWrapped ? wrapped(schema) : schema;
  const held = mayHold ? formatSchema(given) : undefined;
  const inputSchema = held ?? given;
  const name = freeName('final_answer', new Set(others.map((tool) => tool.name)));
  const description = 'Takes your final answer. Call it once, with the whole answer, instead of writing it.';
  const strict = held === undefined ? {} : { strict: true };
  const [spec] = fitTools([{ name, description, inputSchema, ...strict }], limits).tools;
  if (spec === undefined) {
    return undefined;
  }
  return {
    spec,
    textOf: (input) => {
      const answer = isWrapped && WRAPPED in input ? input[WRAPPED] : input;
      return JSON.stringify(answer, null, 2);
    },
  };
}

/** A tool takes an object, and other answers are a property of one; what they refer to is still found within them. */
function wrapped(schema: Schema): Schema {
  return {
    type: 'object',
    properties: { [WRAPPED]: { $id: 'urn:answer', ...schema } },
    required: [WRAPPED],
    additionalProperties: false,
  };
}
