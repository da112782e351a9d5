import * as l10n from '@vscode/l10n';
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
      throw new ExpressionError((name) =>
        l10n.t('{0} is longer than {1} characters; shorten it.', name, expressionCharacters),
      );
    }
    let compiled: RE2JS;
    try {
      compiled = RE2JS.compile(RE2JS.translateRegExp(source));
    } catch (error) {
      throw new ExpressionError(expressionProblem(source, error), { cause: error });
    }
    if (compiled.programSize() > expressionSize) {
      throw new ExpressionError((name) => l10n.t('{0} repeats too much; use smaller counts in {}.', name));
    }
    return new Expression(compiled);
  }

  /** Whether it matches anywhere in the text. */
  isFoundIn(text: string): boolean {
    return this.compiled.matcher(text).find();
  }
}

/** Says why an expression cannot be used. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';

  /** `about` is the sentence about the expression, by what it is called there. */
  constructor(
    readonly about: (name: string) => string,
    options?: ErrorOptions,
  ) {
    super(about(l10n.t('the expression')), options);
  }
}

const LOOKAROUND = /\(\?<?[=!]/;
const BACKREFERENCE = /\\(?:[1-9]|k<)/;

function expressionProblem(source: string, error: unknown): ExpressionError['about'] {
  if (LOOKAROUND.test(source)) {
    return (name) =>
      l10n.t(
        '{0} has lookaround, which could take for ever and is not supported; use several checks instead.',
        name,
      );
  }
  if (BACKREFERENCE.test(source)) {
    return (name) => l10n.t('{0} has a backreference, which could take for ever and is not supported.', name);
  }
  const reason = errorMessage(error).replace(/^error parsing regexp: /, '');
  return (name) => l10n.t("{0} is no regular expression of RE2's syntax: {1}.", name, reason);
}
