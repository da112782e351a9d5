import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { settingRules } from '../../../src/core/settings/settingRule';
import { root } from '../../support/devhost/paths';

describe('the type of the settings', () => {
  it('has each that package.json declares, and no other', () => {
    const declared = [...settingRules(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).keys()];
    const path = join(root, 'src', 'vscode', 'platform', 'settings.ts');
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
    const values = source.statements.find(
      (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === 'SettingValues',
    ) as ts.InterfaceDeclaration;
    const typed = values.members.map((member) => (member.name as ts.Identifier | ts.StringLiteral).text);
    assert.deepEqual(typed.sort(), declared.sort());
  });
});
