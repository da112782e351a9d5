import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nPseudoLocalized } from '@vscode/l10n-dev';
import { root } from './devhost/paths';

/** VS Code's own name of the language in which every translated text is written with accents. */
export const pseudoLanguage = 'qps-ploc';

type Texts = Readonly<Record<string, string>>;

/** The manifest's texts and the code's, as they read with accents. */
export function pseudoTexts(): Readonly<Record<'manifest' | 'code', Texts>> {
  return {
    manifest: accented('package.nls.json'),
    code: accented('l10n/bundle.l10n.json'),
  };
}

/** Lays the built extension into a new folder, with the accented texts as a further language. */
export function layPseudoExtension(folder: string): void {
  const { manifest, code } = pseudoTexts();
  // VS Code knows an extension's code by where it lies, so that links would not do.
  for (const name of ['dist', 'media', 'l10n', 'package.json', 'package.nls.json']) {
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      filter: (file) => !file.endsWith('.vsix'),
    });
  }
  writeFileSync(join(folder, `package.nls.${pseudoLanguage}.json`), JSON.stringify(manifest));
  writeFileSync(join(folder, 'l10n', `bundle.l10n.${pseudoLanguage}.json`), JSON.stringify(code));
}

/** Each text by its key; comments are in the key alone. */
function accented(file: string): Texts {
  const texts = JSON.parse(readFileSync(join(root, file), 'utf8')) as Parameters<
    typeof getL10nPseudoLocalized
  >[0];
  return getL10nPseudoLocalized(texts) as Texts;
}
