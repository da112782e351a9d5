import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nPseudoLocalized } from '@vscode/l10n-dev';
import { root } from './devhost/paths';

/** VS Code's own name of the language in which every translated text is written with accents. */
export const pseudoLanguage = 'qps-ploc';

type Texts = Parameters<typeof getL10nPseudoLocalized>[0];

/** The manifest's texts and the code's, as they read with accents. */
export function pseudoTexts(): Readonly<Record<'manifest' | 'code', Texts>> {
  return {
    manifest: getL10nPseudoLocalized(readTexts('package.nls.json')),
    code: getL10nPseudoLocalized(readTexts('l10n/bundle.l10n.json')),
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

function readTexts(file: string): Texts {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as Texts;
}
