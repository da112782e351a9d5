import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { chatSettings } from '../../src/core/settings/settingGroups';
import { Settings } from '../../src/vscode/platform/settings';

const manifest: unknown = vscode.extensions.getExtension('bedrock-chat.bedrock-chat')?.packageJSON;

describe('The settings of a model', () => {
  const section = vscode.workspace.getConfiguration('bedrockChat');
  const changed = new Set<string>();

  async function set(values: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      changed.add(name);
      await section.update(name, value, vscode.ConfigurationTarget.Global);
    }
  }

  afterEach(async () => {
    for (const name of changed) {
      await section.update(name, undefined, vscode.ConfigurationTarget.Global);
    }
    changed.clear();
  });

  const parameters = () => chatSettings(new Settings(manifest)).parameters;

  it('ask for nothing but a prompt cache of five minutes as long as nobody sets them', () => {
    const asked = Object.entries(parameters()).filter(
      ([, value]) => value !== undefined && JSON.stringify(value) !== '[]' && JSON.stringify(value) !== '{}',
    );
    assert.deepEqual(asked, [['caching', '5m']]);
  });

  it('become the parameters of every question', async () => {
    await set({
      maxTokens: 300,
      temperature: 0.2,
      stopSequences: ['END'],
      'reasoning.effort': 'high',
      promptCaching: '1h',
      'guardrail.id': 'gr1',
      'guardrail.version': '3',
      'guardrail.trace': false,
      requestMetadata: { team: 'blue' },
      serviceTier: 'flex',
      latency: 'optimized',
    });
    assert.deepEqual(parameters(), {
      maxTokens: 300,
      temperature: 0.2,
      stopSequences: ['END'],
      reasoning: { type: 'effort', level: 'high' },
      guardrail: { id: 'gr1', version: '3', trace: false },
      requestMetadata: { team: 'blue' },
      serviceTier: 'flex',
      latency: 'optimized',
      caching: '1h',
    });
  });

  it('take a budget before an effort, and a draft where a guardrail has no version', async () => {
    await set({
      'reasoning.effort': 'low',
      'reasoning.budgetTokens': 4_000,
      'guardrail.id': 'gr1',
      'guardrail.version': '',
      promptCaching: 'off',
    });
    const { reasoning, guardrail, caching } = parameters();
    assert.deepEqual(reasoning, { type: 'budget', tokens: 4_000 });
    assert.deepEqual(guardrail, { id: 'gr1', version: 'DRAFT', trace: true });
    assert.equal(caching, undefined);
  });
});
