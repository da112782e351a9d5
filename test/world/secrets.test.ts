import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { after, before, describe, it } from 'mocha';
import { Connections } from '../../src/core/bedrock/connection';
import { ModelCatalog } from '../../src/core/bedrock/models/modelCatalog';
import type { BedrockObserver } from '../../src/core/bedrock/observer';
import { ChatEngine } from '../../src/core/chat/chatEngine';
import { ChatSession } from '../../src/core/chat/chatSession';
import { exportMarkdown } from '../../src/core/chat/exportMarkdown';
import { CredentialSource } from '../../src/core/aws/credentials/credentialSource';
import type { StoredCredentials } from '../../src/core/aws/credentials/storedCredentials';
import { effectiveRegion } from '../../src/core/aws/credentials/region';
import { allChecks } from '../../src/core/doctor/checks';
import { diagnose } from '../../src/core/doctor/doctor';
import { reportMarkdown } from '../../src/core/doctor/report';
import { DiagnosisRun } from '../../src/core/doctor/diagnosisRun';
import { logCalls } from '../../src/core/logging/callLog';
import { Logger } from '../../src/core/logging/logger';
import { Redactor } from '../../src/core/logging/redaction';
import { RotatingFile } from '../../src/core/logging/rotatingFile';
import { Journal } from '../../src/core/metrics/journal';
import { InvocationRecorder } from '../../src/core/metrics/recorder';
import { askThrough } from '../../src/core/prompts/askEngine';
import { readPromptFile } from '../../src/core/prompts/promptFile';
import { resultsPath, writeResults } from '../../src/core/prompts/results';
import { Runner } from '../../src/core/prompts/runner';
import { RunStore } from '../../src/core/prompts/runStore';
import { planSteps } from '../../src/core/prompts/steps';
import { checkAnswer } from '../support/checkAnswer';
import { MemorySecretStore } from '../support/fakes/memorySecretStore';
import { manners, startEchoServer, type EchoServer, type Manner } from './support/echoServer';
import {
  characters,
  plants,
  seededRandom,
  secretKey,
  sessionToken,
  type Plant,
} from './support/plantedSecrets';
import { noTools } from '../support/fakes/noTools';

const model = 'anthropic.claude-3-haiku-20240307-v1:0';

describe('a secret that a service echoes in a failure', function () {
  this.timeout(60_000);
  let server: EchoServer;
  before(async () => {
    server = await startEchoServer();
  });
  after(() => server.close());

  const random = seededRandom();

  it('is in nothing that is shown or written, whatever its form', async () => {
    const host = new Host(server, {
      kind: 'keys',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: secretKey(random),
    });
    const planted = plants(random);
    assert.ok(planted.length >= 52);
    await host.hearAll(planted.map((plant) => () => plant.text));
    await host.assertNothingOf(planted);
  });

  it('is in nothing that is shown or written when it is the caller’s own and looks like none', async () => {
    const sessionToken = `${characters(random, 9)} ${characters(random, 4)}(${characters(random, 3)})`;
    const secretAccessKey = `s-${characters(random, 12)}`;
    const host = new Host(server, {
      kind: 'keys',
      accessKeyId: 'AKIATHATONE',
      secretAccessKey,
      sessionToken,
    });
    await host.hearAll(
      encodings.map(
        (encode) =>
          ({ 'x-amz-security-token': token }) =>
            `You sent me ${encode(String(token))}, really.`,
      ),
    );
    await host.hearAll(
      encodings.map((encode) => () => `Your secret is ${encode(secretAccessKey)}, is it not?`),
    );
    await host.hearAll([
      (headers) => JSON.stringify(headers),
      (headers) => inspect(Object.entries(headers).flat()),
    ]);
    await host.assertNothingOf([
      { form: 'the session token', secret: sessionToken, text: '' },
      { form: 'the secret key', secret: secretAccessKey, text: '' },
    ]);
  });

  it('is in nothing that is shown or written when it is the caller’s Bedrock API key', async () => {
    const apiKey = `key~${characters(random, 12, 'abcdefgh')}`;
    const host = new Host(server, { kind: 'apiKey', apiKey });
    await host.hearAll([(headers) => String(headers.authorization), (headers) => JSON.stringify(headers)]);
    await host.hearAll(encodings.map((encode) => () => `The key ${encode(apiKey)}, which is not valid.`));
    await host.assertNothingOf([{ form: 'the API key', secret: apiKey, text: '' }]);
  });

  it('is in neither the text nor the properties of the failure, its causes included', async () => {
    const token = sessionToken(random);
    const odd = `odd-${characters(random, 10, 'abcdef')}`;
    const host = new Host(server, {
      kind: 'keys',
      accessKeyId: 'AKIATHATONE',
      secretAccessKey: odd,
      sessionToken: token,
    });
    for (const manner of manners) {
      await host.hear((headers) => `${String(headers['x-amz-security-token'])} ${odd}`, manner);
    }
    assert.ok(host.failures.length >= manners.length);
    for (const failure of host.failures) {
      const all = inspect(failure, { depth: 20, maxStringLength: null });
      assert.ok(!all.includes(token) && !all.includes(odd), all.slice(0, 500));
    }
  });
});

const encodings: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(JSON.stringify(value)),
  (value) => encodeURIComponent(value),
  (value) => encodeURIComponent(encodeURIComponent(value)),
  (value) => Buffer.from(value).toString('base64'),
  (value) => Buffer.from(`user:${value}`).toString('base64'),
  (value) => Buffer.from(`me:${value}`).toString('base64url'),
  (value) => Buffer.from(value).toString('hex'),
  (value) => value.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`),
];

/** Everything of the product from the engine on, wired as the extension wires it, on a folder of its own. */
class Host {
  readonly shown: string[] = [];
  readonly failures: unknown[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  private readonly redactor = new Redactor();
  private readonly file = new RotatingFile({
    path: join(this.folder, 'logs', 'bedrock-chat.log'),
    maxBytes: 1e7,
    backups: 1,
  });
  private readonly logger = new Logger({ sinks: [this.file], redactor: this.redactor });
  private readonly recorder = new InvocationRecorder(
    new Journal({ directory: join(this.folder, 'metrics'), windowId: 'w' }),
    this.logger,
  );
  private readonly settings: { source: 'auto'; profile: string };
  private readonly source: CredentialSource;
  private readonly connections: Connections;
  private readonly engine: ChatEngine;
  private readonly observer: BedrockObserver;

  constructor(
    private readonly server: EchoServer,
    stored: StoredCredentials,
  ) {
    this.settings = { source: 'auto', profile: '' };
    this.source = new CredentialSource({
      secrets: new MemorySecretStore(stored),
      settings: () => this.settings,
      onSecret: (value) => this.redactor.addSecret(value),
      redact: (text) => this.redactor.redact(text),
    });
    this.connections = new Connections({
      settings: () => ({
        endpoint: server.url,
        controlEndpoint: server.url,
        mantleEndpoint: server.url,
        retryMaxAttempts: 2,
        retryBaseDelayMs: 1,
      }),
      credentials: () => this.source.resolve(),
      region: () => Promise.resolve('us-east-1'),
    });
    const log = logCalls(this.logger);
    this.observer = (event) => {
      log(event);
      if (event.type !== 'ended') {
        return;
      }
      this.recorder.record(event.invocation);
      this.failures.push(event.error);
      this.logger.error('It failed', {
        error: String(event.error),
        stack: event.error?.stack,
        cause: inspect(event.error?.cause),
      });
    };
    this.engine = new ChatEngine({
      connections: this.connections,
      catalog: new ModelCatalog(),
      settings: () => ({
        model,
        systemPrompt: '',
        parameters: {},
        fallbackModel: '',
        answerCacheMs: 0,
        historyMaxTurns: 2,
        timeouts: { idleMs: 5000, totalMs: 10_000 },
      }),
      observer: this.observer,
      price: () => undefined,
      budget: { admit: () => Promise.resolve({ dispose: () => undefined }) },
    });
  }

  /** Has each said to the chat and to a run, in the manner whose turn it is and as plain words; some to the doctor. */
  async hearAll(sayings: readonly EchoServer['saying'][]): Promise<void> {
    for (const [index, saying] of sayings.entries()) {
      await this.hear(saying, manners[index % manners.length] ?? 'message');
      await this.hear(saying, index % 2 === 0 ? 'message' : 'Message');
      if (index % 8 === 0) {
        await this.diagnose();
      }
    }
  }

  async hear(saying: EchoServer['saying'], manner: Manner): Promise<void> {
    Object.assign(this.server, { saying, manner });
    await this.chat();
    await this.run();
  }

  private async chat(): Promise<void> {
    const before = this.server.requests;
    const session = new ChatSession({
      engine: this.engine,
      post: (message) => this.shown.push(JSON.stringify(message)),
      tools: () => ({ runner: noTools, maxRounds: 1 }),
      feedback: { record: () => undefined },
    });
    await session.send('Hello');
    const messages = session.snapshot();
    assert.ok(messages.at(-1)?.error, 'the answer did not fail');
    assert.ok(this.server.requests > before, 'nothing was asked');
    this.shown.push(JSON.stringify(messages), exportMarkdown(messages, model, new Date()));
  }

  private async run(): Promise<void> {
    const file = join(this.folder, 'prompts.txt');
    const steps = planSteps(readPromptFile('Hello', 'text').prompts, undefined, '');
    const open = await new RunStore(join(this.folder, 'runs'), 2000).begin({
      file,
      output: resultsPath(file),
      steps,
    });
    try {
      const runner = new Runner(open, {
        ask: askThrough(this.engine, checkAnswer),
        retries: 0,
        retryDelayMs: 1,
        concurrency: 1,
        signal: new AbortController().signal,
      });
      const run = await runner.work(steps);
      assert.equal(run.state, 'Failed');
      const { markdown, jsonl } = await writeResults(run);
      this.shown.push(readFileSync(markdown, 'utf8'), readFileSync(jsonl, 'utf8'));
    } finally {
      await open.close();
    }
  }

  private async diagnose(): Promise<void> {
    const run = new DiagnosisRun({
      settings: {
        ...this.settings,
        endpoint: this.server.url,
        controlEndpoint: this.server.url,
        mantleEndpoint: '',
        stsEndpoint: this.server.url,
        model,
      },
      ignoredSettings: [],
      proxy: { proxy: '', noProxy: [], support: 'override', env: {} },
      credentials: () => this.source.resolve(),
      region: () => effectiveRegion({ region: 'us-east-1', profile: '' }),
      storage: [],
      mayCall: () => Promise.resolve(true),
      observer: this.observer,
      price: () => undefined,
    });
    const redact = (text: string) => this.redactor.redact(text);
    try {
      const results = await diagnose(allChecks(run), { signal: new AbortController().signal, redact });
      const facts = {
        extensionVersion: '1',
        vscodeVersion: '1',
        platform: 'x',
        remote: '',
        at: new Date(),
        home: '/h',
      };
      this.shown.push(JSON.stringify(results), reportMarkdown(results, facts, redact));
    } finally {
      run.dispose();
    }
  }

  /** Looks for each secret, and for its encodings, in all that was shown and all files. */
  async assertNothingOf(planted: readonly Plant[]): Promise<void> {
    await this.logger.flush();
    this.recorder.dispose();
    const files = readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const part of ['logs', 'metrics', 'runs']) {
      assert.ok(
        files.some((path) => path.startsWith(join(this.folder, part))),
        `nothing is in ${part}`,
      );
    }
    const everything = [...this.shown, ...files.map((path) => readFileSync(path, 'utf8'))].join('\n');
    const leaked = planted.filter(({ secret }) =>
      encodings.some((encode) => {
        const form = encode(secret).replace(/^"+|"+$/g, '');
        return everything.includes(form);
      }),
    );
    rmSync(this.folder, { recursive: true });
    assert.deepEqual(
      leaked.map(({ form }) => form),
      [],
      `${String(leaked.length)} of ${String(planted.length)} leaked`,
    );
  }
}
