import * as l10n from '@vscode/l10n';

/** Texts in the user's language, by the English ones. */
export interface Translations {
  /** The language of the texts, as VS Code names it: `en`, `de`. */
  readonly language: string;
  /** By the English text, with a slash and the comment behind it where it has one; null for English. */
  readonly texts: Readonly<Record<string, string>> | null;
}

const english: Translations = { language: 'en', texts: null };
let inUse = english;

/**
 * Makes `l10n.t` of `@vscode/l10n` speak the user's language in this window, worker, process or page. It is called
 * once, before anything is shown; a text that is made while modules load would stay English.
 */
export function useTranslations(translations: Translations): void {
  inUse = translations;
  l10n.config({ contents: { ...translations.texts } });
}

/** The translations of this window, for a worker, a process or a page of its own. */
export function translationsInUse(): Translations {
  return inUse;
}
