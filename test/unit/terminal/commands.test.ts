import assert from 'node:assert/strict';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startBedrockEmulator, type BedrockEmulator } from '../../support/emulators/bedrock';
import { BuiltTerminal } from '../../support/terminal';

describe('the terminal', () => {
  let emulator: BedrockEmulator;
  let terminal: BuiltTerminal;

  before(async function () {
    this.timeout(120_000);
    [emulator, terminal] = await Promise.all([startBedrockEmulator(), BuiltTerminal.build()]);
  });
  afterEach(() => {
    emulator.reset();
    terminal.reset();
  });
  after(async () => {
    terminal.dispose();
    await emulator.close();
  });

  const settingsFile = (content: unknown): string => {
    const file = join(terminal.folder, 'settings.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  const flags = () => [
    '--endpoint',
    emulator.url,
    '--control-endpoint',
    emulator.url,
    '--settings',
    settingsFile({ 'sts.endpoint': emulator.url, 'retry.maxAttempts': 1 }),
    '--storage',
    terminal.storage,
    '--region',
    'us-east-1',
  ];

  it('knows nothing of VS Code', () => {
    const { bundles } = terminal;
    const users = [...bundles].filter(([, text]) => /require\(["']vscode["']\)/.test(text));
    assert.deepEqual(users, []);
    assert.ok(bundles.size > 10, 'the bundles were looked into');
  });

  for (const command of ['ask', 'models', 'doctor']) {
    it(`explains ${command}, with an example`, async () => {
      const { code, stdout, stderr } = await terminal.run([command, '--help']);
      assert.match(
        stdout,
        new RegExp(`Usage: bedrock-chat ${command}[^]*--region[^]*--json[^]*Example:\n  .* ${command}`),
      );
      assert.deepEqual([code, stderr], [0, '']);
    });
  }

  it('explains itself', async () => {
    const { code, stdout } = await terminal.run(['--help']);
    assert.match(stdout, /Commands:\n {2}ask[^]*models[^]*doctor/);
    assert.equal(code, 0);
  });

  it('ends with 1, and says so, when its output cannot be written', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    const full = openSync('/dev/full', 'w');
    try {
      const { code, stderr } = await terminal.run(['--help'], { stdout: full });
      assert.match(stderr, /^The output could not be written: ENOSPC.*\n$/);
      assert.equal(code, 1);
    } finally {
      closeSync(full);
    }
  });

  const misuses: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no command', [], /Usage: bedrock-chat/],
    ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'[^]*--help/],
    ['an unknown option', ['ask', '--frobnicate'], /unknown option '--frobnicate'[^]*--help/],
    ['an option without its value', ['ask', '--model'], /'--model <id>' argument missing/],
    ['too many arguments', ['models', 'x', 'y'], /too many arguments/],
    [
      'an endpoint that is none',
      ['models', '--endpoint', 'here'],
      /--endpoint: endpoint is "here", but takes a URL/,
    ],
    [
      'a mantle endpoint that is none',
      ['models', '--mantle-endpoint', 'here'],
      /--mantle-endpoint: .*takes a URL/,
    ],
    ['an endpoint of a variable that is not set', ['models', '--endpoint', ''], /--endpoint is empty/],
    ['a storage without a name', ['models', '--storage', ''], /--storage takes a folder/],
    ['a region that is none', ['models', '--region', '--json'], /--region: region is "--json", but takes/],
    [
      'settings that are nowhere',
      ['models', '--settings', '/nowhere.json'],
      /cannot be read from \/nowhere\.json: ENOENT/,
    ],
  ];
  for (const [what, args, expected] of misuses) {
    it(`ends with 2 for ${what}, and says what to do`, async () => {
      const { code, stdout, stderr } = await terminal.run(args);
      assert.match(stderr, expected);
      assert.deepEqual([code, stdout], [2, '']);
    });
  }

  const wrongSettings: readonly (readonly [string, unknown, RegExp])[] = [
    ['no JSON', '{', /cannot be read from .*settings\.json: /],
    ['no object', '[]', /no JSON object\. Write them as \{/],
    ['an unknown name', { modle: 'x' }, /settings\.json: there is no setting "modle"/],
    ['a prefix', { 'bedrockChat.model': 'x' }, /Write it without its prefix: "model"/],
    [
      'a wrong type',
      { maxTokens: 'many' },
      /maxTokens is "many", but takes integer or null from 1 to 1000000/,
    ],
    ['a value out of range', { 'history.maxTurns': -1 }, /history\.maxTurns is -1, but takes integer from 0/],
    [
      'a value that is none of a list',
      { latency: 'best' },
      /latency is "best", but takes one of "", "standard"/,
    ],
    [
      'a budget that is no amount',
      { 'budget.dailyUsd': '5' },
      /budget\.dailyUsd is "5", but takes number or null/,
    ],
    ['a price that is none', { prices: { m: { input: 'x' } } }, /bedrockChat\.prices: "m" is left out/],
  ];
  for (const [what, settings, expected] of wrongSettings) {
    it(`ends with 2 for settings with ${what}`, async () => {
      const { code, stderr } = await terminal.run(['models', '--settings', settingsFile(settings)]);
      assert.match(stderr, expected);
      assert.equal(code, 2);
    });
  }

  it('lists the models of the account, with what is known of each', async () => {
    const { code, stdout } = await terminal.run(['models', '--json', ...flags()]);
    const models = JSON.parse(stdout) as Record<string, unknown>[];
    const haiku = models.find(({ id }) => id === 'anthropic.claude-3-haiku-20240307-v1:0');
    const { price, ...rest } = haiku ?? {};
    assert.deepEqual(rest, {
      id: 'anthropic.claude-3-haiku-20240307-v1:0',
      modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
      label: 'Claude 3 Haiku',
      provider: 'Anthropic',
      contextTokens: 200_000,
      maxOutputTokens: 4096,
      limitsSource: 'cards',
      lifecycle: 'legacy',
      endsUtc: null,
      successor: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
      access: null,
      source: 'account',
      kind: 'onDemand',
      region: 'us-east-1',
    });
    const { version, ...amounts } = price as Record<string, unknown>;
    assert.deepEqual(amounts, { input: 0.25, output: 1.25, cacheRead: null, cacheWrite: null });
    assert.equal(typeof version, 'string');
    const sonnet = models.find(({ id }) => id === 'us.anthropic.claude-sonnet-4-5-20250929-v1:0');
    assert.equal((sonnet?.['price'] as Record<string, unknown>)['input'], 3.3);
    assert.equal(code, 0);
  });

  it('says which models end, what to use instead, and which the account cannot use yet', async () => {
    const sonnet = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
    emulator.models.end(sonnet, new Date('2020-02-01T00:00:00Z'));
    emulator.models.say('meta.llama3-3-70b-instruct-v1:0', { agreement: 'NOT_AVAILABLE' });
    const { stdout } = await terminal.run(['models', '--json', ...flags()]);
    const models = JSON.parse(stdout) as Record<string, unknown>[];
    const told = (id: string) => {
      const { lifecycle, endsUtc, successor, access } = models.find((model) => model['id'] === id) ?? {};
      return [lifecycle, endsUtc, successor, access];
    };
    assert.deepEqual(told(`us.${sonnet}`), [
      'ended',
      '2020-02-01T00:00:00.000Z',
      'us.anthropic.claude-sonnet-5',
      null,
    ]);
    assert.deepEqual(told('us.anthropic.claude-opus-5'), ['active', null, null, 'authorization']);
    assert.deepEqual(told('us.meta.llama3-3-70b-instruct-v1:0'), ['active', null, null, 'subscribes']);
    const lines = (await terminal.run(['models', ...flags()])).stdout;
    assert.match(lines, /\nus\.anthropic\.claude-sonnet-4-5-20250929-v1:0 .* ended 2020-02-01\n/);
    assert.match(lines, /\nus\.anthropic\.claude-opus-5 .* authorization missing\n/);
    assert.match(lines, /\nus\.meta\.llama3-3-70b-instruct-v1:0 [^\n]*\d *\n/);
  });

  it('lists models for people in lines, a model each', async () => {
    const { stdout } = await terminal.run(['models', ...flags()]);
    assert.match(stdout, /^Id +Label .*\n/);
    assert.match(stdout, /\nanthropic\.claude-3-haiku-20240307-v1:0 +Claude 3 Haiku +200000 .* legacy\n/);
  });

  it('says why models cannot be listed', async () => {
    emulator.deny('ListFoundationModels', 'bedrock:ListFoundationModels');
    const half = await terminal.run(['models', '--json', ...flags()]);
    assert.equal(half.code, 0);
    assert.match(half.stderr, /bedrock:ListFoundationModels is missing/);
    emulator.deny('ListInferenceProfiles', 'bedrock:ListInferenceProfiles');
    const { code, stdout, stderr } = await terminal.run(['models', '--json', ...flags()]);
    const { failure } = JSON.parse(stdout) as { failure: { cause: string } };
    assert.deepEqual([code, failure.cause], [1, 'listingDenied']);
    assert.match(stderr, /AccessDeniedException/);
  });

  it('diagnoses the way to Bedrock, check by check', async () => {
    const { code, stdout } = await terminal.run(['doctor', '--json', ...flags()]);
    const checks = JSON.parse(stdout) as {
      check: string;
      state: string;
      tried: string;
      found: string;
      fix: string;
    }[];
    assert.deepEqual(
      checks.map(({ check, state }) => [check, state]),
      [
        ...['settings', 'credentials', 'identity', 'region', 'dns', 'proxy'].map((check) => [check, 'ok']),
        ['tls', 'skipped'],
        ...['reachable', 'listing'].map((check) => [check, 'ok']),
        // The quotas of AWS are none of the emulator's.
        ['quotas', 'skipped'],
        ...['model', 'streaming', 'clock', 'storage'].map((check) => [check, 'ok']),
      ],
    );
    for (const { check, tried, found, fix } of checks) {
      assert.ok(found !== '' && (tried !== '' || check === 'tls') && fix === '', check);
    }
    assert.equal(code, 0);
    assert.deepEqual(
      terminal
        .journal()
        .flatMap(({ surface, outcome }) => (outcome === undefined ? [] : [[surface, outcome]])),
      [
        ['doctor', 'success'],
        ['doctor', 'success'],
      ],
    );
  });

  it('goes through the proxy of the environment, but not to what NO_PROXY names or to this machine', async () => {
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(502).end();
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const { port } = proxy.address() as AddressInfo;
    const env = { HTTP_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: 'named.invalid' };
    try {
      const models = (host: string) =>
        terminal.run(['models', ...flags(), '--control-endpoint', `http://${host}`], { env });
      const [local, named] = [await models(new URL(emulator.url).host), await models('named.invalid')];
      assert.deepEqual([local.code, named.code, asked], [0, 1, []]);
      await models('bedrock.invalid');
      assert.match(asked[0] ?? '', /^http:\/\/bedrock\.invalid\/foundation-models/);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });

  it('calls no model in a diagnosis that is not to', async () => {
    const { code, stdout } = await terminal.run(['doctor', '--no-call', ...flags()]);
    assert.match(stdout, /^# Bedrock Chat: connection\n[^]*\*\*Model answers: skipped\.\*\*/);
    assert.equal(code, 0);
    assert.ok(emulator.requests.every(({ operation }) => !/Converse/.test(operation)));
  });

  it('ends a diagnosis with 1 where a check failed, and says what mends it', async () => {
    const env = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const { code, stdout } = await terminal.run(['doctor', '--json', ...flags()], { env });
    const checks = JSON.parse(stdout) as { check: string; state: string; fix: string }[];
    const failed = checks.filter(({ state }) => state === 'failed');
    assert.deepEqual(
      failed.map(({ check }) => check),
      ['credentials'],
    );
    assert.notEqual(failed[0]?.fix, '');
    assert.equal(code, 1);
  });
});
