import * as vscode from 'vscode';
import { SettingReader } from '../../core/settings/settingReader';
import { settingRules } from '../../core/settings/settingRule';
import type { SettingName, SettingSource, SettingValues } from '../../core/settings/settingValues';
import type { Disposable } from '../../core/util/disposable';
import { warnOfSetting } from './invalidSettings';

const SECTION = 'bedrockChat';

/** Reads and writes the extension's settings; types, ranges and defaults are those of package.json. */
export class Settings implements SettingSource {
  private readonly reader: SettingReader;

  /** `manifest` is the extension's package.json, as VS Code has it. */
  constructor(manifest: unknown) {
    this.reader = new SettingReader(settingRules(manifest), (invalid) => void warnOfSetting(invalid));
  }

  get<K extends SettingName>(name: K): SettingValues[K] {
    const value: unknown = vscode.workspace.getConfiguration(SECTION).get(name);
    return this.reader.read(name, plain(value)) as SettingValues[K];
  }

  /** The settings that VS Code takes from no workspace, with their prefix. */
  get outOfWorkspace(): readonly string[] {
    return this.reader.outOfWorkspace.map((name) => `${SECTION}.${name}`);
  }

  /** Writes for all workspaces; undefined goes back to the default. */
  async set<K extends SettingName>(name: K, value: SettingValues[K] | undefined): Promise<void> {
    await vscode.workspace.getConfiguration(SECTION).update(name, value, vscode.ConfigurationTarget.Global);
  }

  /** Tells when any of these settings changed. */
  onDidChange(names: readonly SettingName[], listener: () => void): Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (names.some((name) => event.affectsConfiguration(`${SECTION}.${name}`))) {
        listener();
      }
    });
  }
}

/** The value itself: VS Code hands out lists and objects behind proxies, which cannot be cloned or serialized. */
function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : value;
}
