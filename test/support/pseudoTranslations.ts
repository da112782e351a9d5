import { globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { getL10nJson, getL10nPseudoLocalized } from '@vscode/l10n-dev';
import type { Translations } from '../../src/shared/translations';

const root = join(import.meta.dirname, '../..');

/** The texts that the sources name, with accents on every letter: what lacks them did not come from there. */
export async function pseudoTranslations(sources: readonly string[]): Promise<Translations> {
  const contents = globSync([...sources], { cwd: root }).map((file) => ({
    extension: extname(file),
    contents: readFileSync(join(root, file), 'utf8'),
  }));
  const localized = Object.entries(getL10nPseudoLocalized(await getL10nJson(contents)));
  const texts = localized.map(([key, text]) => [key, typeof text === 'string' ? text : text.message]);
  return { language: 'qps-ploc', texts: Object.fromEntries(texts) as Record<string, string> };
}
