import * as l10n from '@vscode/l10n';
import type { SchemaCheck } from './schemaFault';

/** What is wrong with an answer, a sentence each with the place; empty where it fits its schema. */
export function schemaTexts({ faults }: Pick<SchemaCheck, 'faults'>): string[] {
  return faults.map(({ pointer, text, isUnchecked = false }) => {
    if (isUnchecked) {
      return l10n.t('Whether the answer fits its schema was not checked: {0}.', text);
    }
    return pointer === ''
      ? l10n.t('The answer does not fit its schema: {0}.', text)
      : l10n.t('The answer does not fit its schema at {0}: {1}.', pointer, text);
  });
}
