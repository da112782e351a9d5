import * as v from 'valibot';

const nonBlank = (what: string) =>
  v.pipe(
    v.string(`${what} is a text`),
    v.check((text) => text.trim() !== '', `${what} is blank`),
  );

/** The expectations of an answer; each rule that is there has to hold. */
export const answerCheckSchema = v.strictObject({
  contains: v.optional(nonBlank('contains')),
  excludes: v.optional(nonBlank('excludes')),
  /** A regular expression of RE2's syntax. */
  matches: v.optional(nonBlank('matches')),
  /** The answer is JSON, in a code block or bare. */
  json: v.optional(v.literal(true, 'json is true or left out')),
  maxCharacters: v.optional(
    v.pipe(
      v.number('maxCharacters is a number'),
      v.integer('maxCharacters is a whole number'),
      v.minValue(1, 'maxCharacters is at least 1'),
    ),
  ),
});
export type AnswerCheck = v.InferOutput<typeof answerCheckSchema>;
