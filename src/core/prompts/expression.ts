import { RE2JS } from 're2js';
import { promptLimits } from './promptLimits';
import { errorMessage } from '../util/errorMessage';

/**
 * A regular expression from a prompt file. It is matched in time linear in the text, as RE2 does it: JavaScript's own
 * engine takes hours for some expressions of ten characters, and cannot be stopped.
 */
export class Expression {
  private constructor(private readonly compiled: RE2JS) {}

  /** @throws ExpressionError */
  static parse(source: string): Expression {
    const { expressionCharacters, expressionSize } = promptLimits;
    if (source.length > expressionCharacters) {
      throw new ExpressionError(`is longer than ${expressionCharacters} characters; shorten it`);
    }
    let compiled: RE2JS;
    try {
      compiled = RE2JS.compile(RE2JS.translateRegExp(source));
    } catch (error) {
      throw new ExpressionError(expressionProblem(source, error), { cause: error });
    }
    if (compiled.programSize() > expressionSize) {
      throw new ExpressionError('repeats too much; use smaller counts in {}');
    }
    return new Expression(compiled);
  }

  /** Whether it matches anywhere in the text. */
  isFoundIn(text: string): boolean {
    return this.compiled.matcher(text).find();
  }
}

/** Why an expression cannot be used, as the end of a sentence. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const UNSUPPORTED: readonly [RegExp, string][] = [
  [
    /\(\?<?[=!]/,
    'has lookaround, which could take for ever and is not supported; use several checks instead',
  ],
  [/\\(?:[1-9]|k<)/, 'has a backreference, which could take for ever and is not supported'],
];

function expressionProblem(source: string, error: unknown): string {
  const unsupported = UNSUPPORTED.find(([pattern]) => pattern.test(source));
  if (unsupported !== undefined) {
    return unsupported[1];
  }
  const message = errorMessage(error);
  return `is no regular expression of RE2's syntax: ${message.replace(/^error parsing regexp: /, '')}`;
}
