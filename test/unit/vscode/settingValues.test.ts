import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { settingRules } from '../../../src/core/settings/settingRule';
import { root } from '../../support/devhost/paths';

describe('the type of the settings', () => {
  it('has each that package.json declares, and no other', () => {
    const declared = [...settingRules(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).keys()];
    const declarations = globSync('src/**/*.ts', { cwd: root })
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .filter((code) => code.includes('interface SettingValues '))
      .flatMap((code) => [...ts.createSourceFile('settings.ts', code, ts.ScriptTarget.Latest).statements])
      .filter(ts.isInterfaceDeclaration);
    const values = declarations.find(({ name }) => name.text === 'SettingValues')!;
    const typed = values.members.map((member) => (member.name as ts.Identifier | ts.StringLiteral).text);
    assert.deepEqual(typed.sort(), declared.sort());
  });
});
