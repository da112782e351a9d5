import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { settingRules } from '../../src/core/settings/settingRule';
import { SettingReader, type InvalidSetting } from '../../src/core/settings/settingReader';
import { displaySettings } from '../support/displaySettings';

interface Declared {
  readonly scope?: string;
  readonly type: string | readonly string[];
  readonly default: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Declared>> }[];
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
}

const manifest = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'),
) as Manifest;
const declared = Object.assign(
  {},
  ...manifest.contributes.configuration.map(({ properties }) => properties),
) as Readonly<Record<string, Declared>>;
const entries = Object.entries(declared);
const prefix = 'bedrockChat.';
/* Whose wrong values are told in their own words, entry by entry. */
const ownWords = ['bedrockChat.prices'];
/* Whose wrong values must not end in the default: it would be no limit, or no guardrail. */
const caps = [
  'bedrockChat.budget.dailyUsd',
  'bedrockChat.budget.monthlyUsd',
  'bedrockChat.prompts.budgetUsd',
];
const guardrail = 'bedrockChat.guardrail.id';

describe('The settings of a workspace that is not trusted', () => {
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;

  it('change only what is shown: any other belongs to the machine, to the application, or waits for trust', () => {
    const open = entries.flatMap(([name, { scope }]) =>
      scope === 'machine' || scope === 'application' || restrictedConfigurations.includes(name) ? [] : [name],
    );
    assert.deepEqual(
      open.sort(),
      displaySettings.map((name) => `${prefix}${name}`).sort(),
      'A workspace can set these before it is trusted',
    );
  });

  it('wait for trust by names that exist and that a workspace may set at all', () => {
    for (const name of restrictedConfigurations) {
      assert.ok(name in declared, `${name} is no setting`);
      assert.equal(declared[name]?.scope, undefined, `${name} is not taken from a workspace anyway`);
    }
  });

  it('never delete: how long and how much is kept is for the machine alone', () => {
    for (const name of ['metrics.retentionDays', 'log.maxBytes', 'log.backups']) {
      assert.equal(declared[`${prefix}${name}`]?.scope, 'machine', name);
    }
  });
});

describe('The value of a setting', () => {
  let told: InvalidSetting[];
  let reader: SettingReader;
  beforeEach(() => {
    told = [];
    reader = new SettingReader(settingRules(manifest), (invalid) => told.push(invalid));
  });
  const read = (name: string, value: unknown) => reader.read(name.slice(prefix.length), value);

  for (const [name, rule] of entries) {
    const types = [rule.type].flat();

    it(`of ${name} is its default as long as nobody sets it`, () => {
      assert.deepEqual(read(name, rule.default), rule.default);
      assert.deepEqual(read(name, undefined), rule.default);
      assert.deepEqual(told, []);
    });

    if (ownWords.includes(name)) {
      continue;
    }

    it(`of ${name} is nothing that is not declared`, () => {
      const wrong = wrongValues(types, rule);
      for (const value of wrong) {
        const shown = JSON.stringify(value) ?? String(value);
        const got = read(name, value);
        if (caps.includes(name)) {
          assert.equal(got, 'invalid', shown);
        } else if (name === guardrail) {
          assert.notEqual(got, '', `${shown} turns the guardrail off`);
          assert.equal(typeof got, 'string');
        } else {
          assert.deepEqual(got, rule.default, shown);
        }
      }
      assert.deepEqual(new Set(told.map((one) => one.name)), new Set([name.slice(prefix.length)]));
      assert.equal(told.length, wrong.length, 'Each wrong value is told');
    });

    if (types.includes('integer') || types.includes('number')) {
      it(`of ${name} has limits`, () => {
        assert.ok(Number.isFinite(rule.minimum), 'No minimum');
        assert.equal(read(name, rule.minimum), rule.minimum);
        if (!caps.includes(name)) {
          assert.ok(Number.isFinite(rule.maximum), 'No maximum');
          assert.equal(read(name, rule.maximum), rule.maximum);
        }
        assert.deepEqual(told, []);
      });
    }
  }

  it('that is wrong is told once, however often it is read', () => {
    for (let times = 0; times < 1000; times++) {
      read('bedrockChat.log.maxBytes', 1);
      read('bedrockChat.log.backups', [['deep']]);
    }
    assert.deepEqual(
      told.map(({ name, value }) => [name, value]),
      [
        ['log.maxBytes', 1],
        ['log.backups', [['deep']]],
      ],
    );
    read('bedrockChat.log.maxBytes', 2);
    read('bedrockChat.log.maxBytes', 70_000);
    assert.equal(told.length, 3);
  });

  it('that holds more than its declaration allows is as good as wrong', () => {
    assert.deepEqual(read('bedrockChat.requestMetadata', { team: 'blue' }), { team: 'blue' });
    assert.deepEqual(read('bedrockChat.stopSequences', ['END']), ['END']);
    const many = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`k${n}`, 'v']));
    for (const value of [{ team: 1 }, { team: '<script>' }, many]) {
      assert.deepEqual(read('bedrockChat.requestMetadata', value), {});
    }
    for (const value of [[1], [''], [null], Array.from({ length: 3_000 }, () => 'x')]) {
      assert.equal((read('bedrockChat.stopSequences', value) as unknown[]).length, 0);
    }
    for (const id of ['.anthropic.claude-x'.repeat(1_300), 'amazon.nova\ny', 'amazon nova', 'a\u0000']) {
      assert.equal(read('bedrockChat.model', id), '');
      assert.equal(read('bedrockChat.fallbackModel', id), '');
    }
    const limits = { 'newlab.model-1': { contextTokens: 64_000 } };
    assert.deepEqual(read('bedrockChat.modelLimits', limits), limits);
    for (const one of [{ contextTokens: '64000' }, { contextTokens: 0 }, { tokens: 1 }, 64_000, null]) {
      assert.deepEqual(read('bedrockChat.modelLimits', { 'newlab.model-1': one }), {}, JSON.stringify(one));
    }
    assert.deepEqual(read('bedrockChat.profileModels', { 'arn:aws:x': 'a model' }), {});
    assert.equal(read('bedrockChat.finops.dynamodbTable', 'a b c'), '');
    assert.equal(read('bedrockChat.athena.outputLocation', 'https://example.org/'), '');
  });

  it('has only rules that are checked', () => {
    const texts = ['scope', 'order', 'default', 'editPresentation', 'patternErrorMessage', 'description'];
    const known = ['type', 'enum', 'minimum', 'maximum', 'minLength', 'pattern', 'items', 'maxItems'];
    for (const [name, rule] of entries.filter(([one]) => !ownWords.includes(one))) {
      for (const key of Object.keys(rule).filter((one) => !/^markdown|^enum[A-Z]/.test(one))) {
        assert.ok(
          [...texts, ...known, 'additionalProperties', 'maxProperties'].includes(key),
          `${name}: ${key}`,
        );
      }
    }
  });
});

/** Values that anybody may write into settings.json, where VS Code checks nothing, that is none of these types. */
function wrongValues(
  types: readonly string[],
  { minimum, maximum, enum: listed, pattern }: Declared,
): unknown[] {
  const wrong: unknown[] = [];
  const numeric = types.includes('integer') || types.includes('number');
  if (!types.includes('null')) {
    wrong.push(null);
  }
  if (!types.includes('boolean')) {
    wrong.push(true, false);
  }
  if (!types.includes('string')) {
    wrong.push('abc', '1', '');
  }
  if (listed !== undefined || pattern !== undefined) {
    wrong.push('no such thing, ever');
  }
  if (!types.includes('array')) {
    wrong.push([], [1]);
  }
  if (!types.includes('object')) {
    wrong.push({}, { value: 1 });
  }
  if (numeric) {
    wrong.push(Number.NaN, Infinity, -Infinity, -1, -0.001);
    if (minimum !== undefined && minimum > 0) {
      wrong.push(0, minimum - 1);
    }
    if (maximum !== undefined) {
      wrong.push(maximum + 1, 1e300);
    }
    if (types.includes('integer')) {
      wrong.push((minimum ?? 0) + 0.5);
    }
  } else {
    wrong.push(0, 1e300);
  }
  return [...new Map(wrong.map((value) => [JSON.stringify(value) + String(value), value])).values()];
}
