import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ulid } from 'ulid';
import { bundleWorker } from '../../support/bundle';
import { defaultKeys, startBedrockEmulator, type BedrockEmulator } from '../../support/emulators/bedrock';
import { samplePicture, schema } from './requestSamples';
import { BuiltTerminal, ended, type Ended, type StartOptions } from '../../support/terminal';
import { openStore, table, wasmPath } from '../core/metrics/worker';

const SONNET = 'anthropic.claude-3-haiku-20240307-v1:0';

describe('the terminal’s command ask', () => {
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

  /** The flags that lead to the emulator and to the test's storage. */
  const flags = () => [
    '--endpoint',
    emulator.url,
    '--control-endpoint',
    emulator.url,
    '--storage',
    terminal.storage,
    '--region',
    'us-east-1',
  ];
  const ask = (args: readonly string[], options?: StartOptions): Promise<Ended> =>
    terminal.run(['ask', ...flags(), ...args], options);
  /** The one JSON object that standard output holds. */
  const answerOf = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>;
  const write = (name: string, content: unknown): string => {
    const file = join(terminal.folder, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  /** Settings under which another attempt comes at once. */
  const hasty = () => write('hasty.json', { 'retry.baseDelayMs': 0 });

  it('prints an answer field by field, and nothing else', async () => {
    const run = await ask(['--json', '--model', SONNET, 'Say hello']);
    const { text, content, usage, latencyMs, timeToFirstTokenMs, ...rest } = answerOf(run);
    const { outputTokens, ...input } = usage as Record<string, unknown>;
    assert.ok(Number(outputTokens) > 0);
    assert.deepEqual(input, { inputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0, source: 'reported' });
    assert.deepEqual(rest, {
      outcome: 'success',
      stopReason: 'end_turn',
      costUsd: (3 * 0.25 + Number(outputTokens) * 1.25) / 1e6,
      model: { id: SONNET, modelId: SONNET, label: 'Claude 3 Haiku' },
      region: 'us-east-1',
      attempts: 1,
      notices: [],
    });
    assert.match(String(text), /Say hello/);
    assert.deepEqual(content, [{ text }]);
    assert.ok(Number(latencyMs) >= Number(timeToFirstTokenMs) && Number(timeToFirstTokenMs) >= 0);
    assert.deepEqual([run.code, run.stderr], [0, '']);
  });

  it('writes the text alone to standard output, and the figures beside it', async () => {
    const { code, stdout, stderr } = await ask(['Say hello']);
    assert.match(stdout, /^\*\*This is the Bedrock emulator[^]*Say hello[^]*\n$/);
    assert.match(stderr, /^Claude Sonnet [\d.]+ · .* tokens · \$0\.\d+\n$/);
    assert.equal(code, 0);
  });

  it('asks again when it is throttled, and says so', async () => {
    const run = await ask(['--json', '--settings', hasty(), 'Say hello [throttle 2]']);
    const { outcome, attempts } = answerOf(run);
    assert.deepEqual([run.code, outcome, attempts], [0, 'success', 3]);
    assert.match(run.stderr, /Throttled by Bedrock.*\(2 of 5\)\n.*\(3 of 5\)\n/);
  });

  it('says what failed, whether another try helps, and what to do', async () => {
    emulator.deny('ConverseStream', 'bedrock:InvokeModelWithResponseStream');
    const run = await ask(['--json', 'Say hello']);
    const { outcome, failure, usage, costUsd } = answerOf(run);
    const { detail, actions, ...rest } = failure as Record<string, unknown>;
    assert.deepEqual([run.code, outcome, costUsd], [1, 'error', 0]);
    assert.equal((usage as { inputTokens: number }).inputTokens, 0);
    assert.deepEqual(rest, {
      cause: 'accessDenied',
      retryable: false,
      sentence:
        'AWS refused the request: your default credential chain may not do bedrock:InvokeModelWithResponseStream in us-east-1. Ask whoever manages the AWS account for that permission for Claude Sonnet 5, or choose another model.',
    });
    assert.match(String(detail), /^AccessDeniedException \(HTTP 403\): User: arn:aws:iam/);
    assert.deepEqual(
      (actions as { id: string; label: string }[]).map(({ id, label }) => [id, label.includes('--model')]),
      [
        ['chooseModel', true],
        ['signIn', false],
        ['retry', false],
        ['openIam', false],
      ],
    );
  });

  it('ends with 1 for a model that nobody knows, and names it', async () => {
    const run = await ask(['--json', '--model', 'nobody.knows-v1', 'Say hello']);
    const { failure, model } = answerOf(run);
    assert.equal((failure as { cause: string }).cause, 'modelNotFound');
    assert.deepEqual((model as { id: string }).id, 'nobody.knows-v1');
    assert.equal(run.code, 1);
    assert.match(
      (await ask(['--model', 'nobody.knows-v1', 'Say hello'])).stderr,
      /knows no model[^]*→ .*--model/,
    );
  });

  it('says so where there are no credentials, and asks nobody', async () => {
    const env = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const run = await ask(['--json', 'Say hello'], { env });
    const { failure, usage, costUsd, attempts, model } = answerOf(run);
    assert.equal((failure as { cause: string }).cause, 'credentialsMissing');
    assert.deepEqual([run.code, usage, costUsd, attempts, model], [1, null, 0, 0, null]);
    assert.deepEqual(emulator.requests, []);
  });

  it('takes a Bedrock API key of the environment, as the SDK does', async () => {
    const env = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const key = { AWS_BEARER_TOKEN_BEDROCK: emulator.apiKey };
    assert.equal((await ask(['Say hello'], { env: { ...env, ...key } })).code, 0);
  });

  it('sends a request of a file as it is, and gives tool calls back under the names of the request', async () => {
    const file = write('request.json', {
      model: SONNET,
      system: 'Be brief.',
      messages: [
        { role: 'user', content: [{ text: 'How warm is it?' }, { image: samplePicture() }] },
        {
          role: 'assistant',
          content: [{ toolUse: { toolUseId: 'a', name: 'get.weather', input: { x: 1 } } }],
        },
        {
          role: 'user',
          content: [{ toolResult: { toolUseId: 'a', content: [{ json: { celsius: 7 } }], status: 'error' } }],
        },
      ],
      tools: [{ name: 'get.weather', description: 'Weather', inputSchema: schema }],
      toolRequired: true,
      parameters: { temperature: 0.5, max_tokens: 77, topK: 3 },
    });
    const call = { name: 'get_weather', input: { 'city name': 'Bonn' } };
    emulator.script({ answer: { toolUses: [call] } });
    const run = await ask(['--json', '--request', file]);
    const { content, stopReason, notices } = answerOf(run);
    const [block] = (content as { toolUse?: Record<string, unknown> }[]).filter(({ toolUse }) => toolUse);
    const { toolUseId, ...rest } = block?.toolUse ?? {};
    assert.deepEqual(rest, { name: 'get.weather', input: { 'city name': 'Bonn' } });
    assert.equal(typeof toolUseId, 'string');
    assert.deepEqual([run.code, stopReason], [0, 'tool_use']);
    assert.deepEqual(notices, ['Parameters that are not known and not sent: topK.']);

    const { body } = emulator.requests.find(({ operation }) => operation === 'ConverseStream') ?? {};
    const { system, messages, toolConfig, inferenceConfig } = body as Record<string, unknown>;
    assert.deepEqual(inferenceConfig, { temperature: 0.5, maxTokens: 77 });
    assert.deepEqual((system as { text?: string }[])[0]?.text, 'Be brief.');
    assert.deepEqual((toolConfig as { toolChoice: unknown }).toolChoice, { any: {} });
    const sent = messages as { content: Record<string, unknown>[] }[];
    assert.deepEqual(sent[0]?.content[1], { image: samplePicture() });
    assert.deepEqual(sent[2]?.content[0], {
      toolResult: { toolUseId: 'a', content: [{ text: '{"celsius":7}' }], status: 'error' },
    });
  });

  it('prints a tool call for people, too, as JSON on a line of its own', async () => {
    const file = write('request.json', {
      messages: [{ role: 'user', content: [{ text: 'Go [tool look]' }] }],
      tools: [{ name: 'look', description: '', inputSchema: schema }],
    });
    const { stdout } = await ask(['--request', file]);
    const { toolUse } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { toolUse: { name: string } };
    assert.equal(toolUse.name, 'look');
  });

  it('goes on from a file with the text of the command line, and lets its flags come first', async () => {
    const file = write('request.json', {
      model: 'nobody.knows-v1',
      system: 'Be long.',
      messages: [{ role: 'user', content: [{ text: 'One' }] }],
    });
    await ask(['--request', file, '--model', SONNET, '--system', 'Be brief.', 'Two']);
    const { body, path } = emulator.requests.find(({ operation }) => operation === 'ConverseStream') ?? {};
    assert.match(decodeURIComponent(path ?? ''), new RegExp(SONNET));
    const { system, messages } = body as { system: { text: string }[]; messages: { content: unknown[] }[] };
    assert.equal(system[0]?.text, 'Be brief.');
    assert.deepEqual(messages[0]?.content.slice(0, 2), [{ text: 'One' }, { text: 'Two' }]);
  });

  const image = { image: { format: 'tiff', source: { bytes: 'AAAA' } } };
  const faults: readonly (readonly [string, unknown, RegExp])[] = [
    ['no JSON', '{', /request\.json is no JSON/],
    ['no messages', { model: SONNET }, /at messages/],
    ['an unknown field', { messages: [], message: 'hi' }, /messages|message/],
    ['a role that is none', { messages: [{ role: 'system', content: [] }] }, /at messages\[0\]\.role/],
    ['a block that is none', said({ video: {} }), /at messages\[0\]\.content\[0\]: Expected one of text/],
    [
      'bytes that are none',
      said({ image: { format: 'png', source: { bytes: '?' } } }),
      /content\[0\]\.image\.source\.bytes/,
    ],
    ['a format that is none', said(image), /content\[0\]\.image\.format/],
    [
      'a parameter out of range',
      { ...said({ text: 'hi' }), parameters: { temperature: 9 } },
      /parameters\.temperature/,
    ],
    [
      'a tool that has to be called where there is none',
      { ...said({ text: 'hi' }), toolRequired: true },
      /"tools"/,
    ],
    [
      'a schema that is a list',
      { ...said({ text: 'hi' }), tools: [{ name: 'a', inputSchema: [] }] },
      /at tools\[0\]\.inputSchema: Expected an object/,
    ],
    [
      'a result of a tool that holds what is none',
      said({ toolResult: { toolUseId: 't', content: [{ image: { format: 'bmp' } }] } }),
      /at messages\[0\]\.content\[0\]\.toolResult\.content\[0\]\.image\.format/,
    ],
    [
      'a list of what are no texts',
      { ...said({ text: 'hi' }), parameters: { stopSequences: ['a', 5] } },
      /at parameters\.stopSequences\[1\]/,
    ],
    ['nothing that is asked', said({ text: ' ' }), /asks nothing/],
  ];
  for (const [what, request, expected] of faults) {
    it(`ends with 2 for a request with ${what}, and says where`, async () => {
      const { code, stdout, stderr } = await ask(['--json', '--request', write('request.json', request)]);
      assert.match(stderr, expected);
      assert.deepEqual([code, stdout], [2, '']);
      assert.deepEqual(emulator.requests, []);
    });
  }

  it('reads the question from standard input, for `-` and where none is given', async () => {
    for (const args of [['-'], []]) {
      const { text } = answerOf(await ask(['--json', ...args], { stdin: 'What was piped in?' }));
      assert.match(String(text), /What was piped in\?/);
    }
    assert.match((await ask([])).stderr, /The question is empty/);
  });

  it('stops at Ctrl+C, keeps what came, and has the call on record as cancelled', async () => {
    for (const json of [true, false]) {
      terminal.reset();
      const child = terminal.start(['ask', ...flags(), ...(json ? ['--json'] : []), 'Say [slow 100] it']);
      const ending = ended(child);
      await emulator.waitForRequest(({ wordsSent }) => wordsSent >= 3);
      child.kill('SIGINT');
      const run = await ending;
      if (json) {
        const { outcome, text, usage, notices } = answerOf(run);
        assert.equal(outcome, 'cancelled');
        assert.notEqual(text, '');
        assert.equal((usage as { source: string }).source, 'estimated');
        assert.match(String(notices), /did not report the usage/);
      } else {
        assert.match(run.stdout, /\*\*This is/);
        assert.match(run.stderr, /What came so far is above; the call is on record in /);
      }
      assert.equal(run.code, 1);
      assert.deepEqual(
        terminal.journal().map(({ outcome }) => outcome),
        [undefined, 'cancelled'],
      );
      emulator.reset();
    }
  });

  it('ends, and ends the call, when nobody reads its output any more', async () => {
    const child = terminal.start(['ask', ...flags(), 'Say [slow 50] it']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    const code = await new Promise((resolve) => child.once('exit', resolve));
    assert.equal(code, 1);
    assert.equal(terminal.journal().at(-1)?.['outcome'], 'cancelled');
  });

  it('writes a long answer whole into a pipe that is read slowly', async () => {
    const settings = write('long.json', { maxTokens: 60_000 });
    const child = terminal.start([
      'ask',
      ...flags(),
      '--json',
      '--settings',
      settings,
      'Say [words 20000] it',
    ]);
    await emulator.waitForRequest(({ ended: isOver, wordsSent }) => isOver && wordsSent > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { text } = answerOf(await ended(child));
    assert.ok(String(text).endsWith('word20000'));
  });

  it('leaves a record that the dashboard and any SQLite tool read, and a log', async () => {
    await ask(['Say hello']);
    const [started, invocation, ...more] = terminal.journal();
    assert.deepEqual([started?.['type'], invocation?.['type'], more], ['started', 'invocation', []]);
    const directory = join(terminal.storage, 'metrics');
    const { store } = await openStore(directory);
    try {
      const { rows } = await store.rows(table());
      const calls = rows.map(({ surface, outcome, model_id: model }) => [surface, outcome, model]);
      assert.deepEqual(calls, [['terminal', 'success', 'anthropic.claude-sonnet-5']]);
      await store.fold();
    } finally {
      store.dispose();
    }
    const database = new DatabaseSync(join(directory, 'metrics.db'), { readOnly: true });
    const row = database.prepare('SELECT surface, success, cost_usd > 0 AS costs FROM invocations').get();
    database.close();
    assert.deepEqual({ ...row }, { surface: 'terminal', success: 1, costs: 1 });
    assert.match(readFileSync(join(terminal.storage, 'logs', 'bedrock-chat.log'), 'utf8'), /Call ended/);
    assert.deepEqual(readdirSync(join(terminal.storage, 'usage')).length, 1);
  });

  it('folds the record itself once there are many files of it', async () => {
    const dist = join(terminal.folder, 'dist');
    copyFileSync(await bundleWorker('src/core/metrics/worker/main.ts'), join(dist, 'metricsWorker.cjs'));
    copyFileSync(wasmPath, join(dist, 'sql-wasm.wasm'));
    await ask(['Say hello']);
    const journal = join(terminal.storage, 'metrics', 'journal');
    const call = terminal.journal().at(-1);
    for (let number = 1; number < 500; number++) {
      const id = ulid();
      const line = { ...call, id };
      writeFileSync(join(journal, `${id}-1.ndjson`), `${JSON.stringify(line)}\n`);
    }
    assert.equal((await ask(['Say hello again'])).code, 0);
    const database = new DatabaseSync(join(terminal.storage, 'metrics', 'metrics.db'), { readOnly: true });
    assert.deepEqual(
      { ...database.prepare('SELECT count(*) AS calls FROM invocations').get() },
      { calls: 501 },
    );
    database.close();
    assert.ok(readdirSync(journal).length < 5);
  });

  it('says which parameters the model does not take', async () => {
    const settings = write('warm.json', { temperature: 1, latency: 'optimized' });
    const { notices } = answerOf(await ask(['--json', '--settings', settings, 'Say hello']));
    assert.match(String(notices), /^Claude Sonnet 5 does not take, and was not sent: /);
  });

  it('keeps secrets out of what it says and what it logs, also those that a server throws back', async () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYPLANTEDKEY';
    const token = 'IQoJb3JpZ2luX2VjPLANTEDTOKENPLANTEDTOKENPLANTEDTOKEN';
    const { accessKeyId } = defaultKeys.credentials;
    emulator.accept({ accessKeyId, secretAccessKey: secret });
    emulator.script({
      fault: { kind: 'fail', error: 'ValidationException', message: `no ${secret} and ${token}` },
    });
    const env = { AWS_SECRET_ACCESS_KEY: secret, AWS_BEARER_TOKEN_BEDROCK: token };
    const runs = [
      await ask(['--json', 'Say hello'], { env }),
      await ask(['Say hello'], { env }),
      await ask(['--settings', join(terminal.folder, secret), 'Say hello'], { env }),
    ];
    const log = readFileSync(join(terminal.storage, 'logs', 'bedrock-chat.log'), 'utf8');
    const said = runs.map(({ stdout, stderr }) => stdout + stderr).join('');
    assert.match(said, /\[redacted\]/);
    for (const planted of ['PLANTEDKEY', 'PLANTEDTOKEN']) {
      assert.ok(!`${said}${log}`.includes(planted), `${planted} is told`);
    }
  });

  it('refuses what would go past the budget, and says how to allow it', async () => {
    const settings = write('budget.json', { 'budget.dailyUsd': 0.000001 });
    const run = await ask(['--json', '--settings', settings, '--model', SONNET, 'Say hello']);
    const { failure, costUsd } = answerOf(run);
    const { cause, actions } = failure as { cause: string; actions: { label: string }[] };
    assert.deepEqual([run.code, cause, costUsd], [1, 'overBudget', 0]);
    assert.match(actions.map(({ label }) => label).join(), /budget\.dailyUsd/);
  });
});

function said(...content: unknown[]) {
  return { messages: [{ role: 'user', content }] };
}
