import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SettingName } from '../../src/core/settings/settingValues';
import { Settings } from '../../src/vscode/platform/settings';

const manifest: unknown = vscode.extensions.getExtension('bedrock-chat.bedrock-chat')?.packageJSON;

describe('A setting that VS Code hands on though it is wrong', () => {
  const section = vscode.workspace.getConfiguration('bedrockChat');
  const wrong: Readonly<Partial<Record<SettingName, readonly [value: unknown, read: unknown]>>> = {
    'log.maxBytes': [-1, 5_242_880],
    'log.backups': [1e300, 3],
    'metrics.retentionDays': ['1', 0],
    'timeouts.totalMs': [1e12, 1_800_000],
    'retry.maxAttempts': [1000, 5],
    'tools.maxRounds': [{}, 25],
    'prompts.concurrency': [2.5, 3],
    serviceTier: ['gold', ''],
    requestMetadata: [{ team: { deep: 1 } }, {}],
    stopSequences: ['END', []],
    model: [7, ''],
    'budget.dailyUsd': ['abc', 'invalid'],
    'budget.monthlyUsd': [-5, 'invalid'],
    'prompts.budgetUsd': [true, 'invalid'],
    'guardrail.id': [42, '42'],
  };
  const names = Object.keys(wrong) as SettingName[];

  afterEach(async () => {
    for (const name of names) {
      await section.update(name, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('is read as its default, and never as less protection', async () => {
    for (const name of names) {
      await section.update(name, wrong[name]?.[0], vscode.ConfigurationTarget.Global);
    }
    const settings = new Settings(manifest);
    const handedOn = vscode.workspace.getConfiguration('bedrockChat');
    for (const name of names) {
      assert.deepEqual(handedOn.get(name), wrong[name]?.[0], `VS Code checks ${name} by itself`);
      assert.deepEqual(settings.get(name), wrong[name]?.[1], name);
    }
  });
});

describe('A setting that is a list or an object', () => {
  it('is read as a value that can be cloned and serialized', () => {
    const settings = new Settings(manifest);
    for (const name of ['stopSequences', 'requestMetadata', 'prices'] as const) {
      assert.deepEqual(structuredClone(settings.get(name)), settings.get(name), name);
    }
  });
});
