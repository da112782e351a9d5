import * as v from 'valibot';

const nonBlank = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== ''),
);

/** The expectations of an answer; each rule that is there has to hold. */
export const answerCheckSchema = v.strictObject({
  contains: v.optional(nonBlank),
  excludes: v.optional(nonBlank),
  /** A regular expression of RE2's syntax. */
  matches: v.optional(nonBlank),
  /** The answer is JSON, in a code block or bare. */
  json: v.optional(v.literal(true)),
  /** A JSON schema that it fits; a step gets it from what its prompt says of the answer. */
  schema: v.optional(v.record(v.string(), v.unknown())),
  maxCharacters: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});
export type AnswerCheck = v.InferOutput<typeof answerCheckSchema>;
