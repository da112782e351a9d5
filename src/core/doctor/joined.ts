import * as l10n from '@vscode/l10n';

/** Names in a sentence: `a`, `a and b`. */
export function joined(names: readonly string[]): string {
  return names.length === 0
    ? ''
    : names.reduce((all, name) =>
        l10n.t({ message: '{0} and {1}', args: [all, name], comment: ['Two names in a sentence'] }),
      );
}
