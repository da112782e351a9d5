import * as l10n from '@vscode/l10n';

/** Names in a sentence: `a`, `a and b`. */
export function joined(names: readonly string[]): string {
  return names.length === 0
    ? ''
    : names.reduce((all, name) =>
        l10n.t({ message: '{0} and {1}', args: [all, name], comment: ['Two names in a sentence'] }),
      );
}

/** The title of a check in a sentence, in the quotation marks of the language. */
export function quoted(title: string): string {
  return l10n.t({ message: '“{0}”', args: [title], comment: ['Title of a check'] });
}
