import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '../../../src/terminal/runReport';
import { answer, startBedrockEmulator, type BedrockEmulator } from '../../support/emulators/bedrock';
import type { BuiltTerminal, Ended } from '../../support/terminal';
import { buildWholeTerminal } from '../../support/terminalWorkers';

/** Held by Converse, by a tool that has to be called, and by the Responses API at both hosts. */
const models = [
  'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'amazon.nova-pro-v1:0',
  'openai.gpt-5.4',
  'us.openai.gpt-6-sol',
  'xai.grok-4.3',
];
const town = { type: 'object', properties: { town: { type: 'string' } }, required: ['town'] };

/** Answers of `ask --json`, as far as schemas are concerned. */
interface SchemaAnswer {
  readonly outcome: string;
  readonly text: string;
  readonly schema?: { readonly fits: boolean | null; readonly faults: readonly { pointer: string }[] };
  readonly notices: readonly string[];
}

describe('JSON schemas of answers in the terminal', function () {
  this.timeout(60_000);
  let emulator: BedrockEmulator;
  let terminal: BuiltTerminal;
  let folder: string;

  before(async function () {
    this.timeout(180_000);
    [emulator, terminal] = await Promise.all([startBedrockEmulator(), buildWholeTerminal()]);
  });
  beforeEach(() => {
    folder = join(terminal.folder, 'work');
    mkdirSync(folder);
    write('town.schema.json', town);
  });
  afterEach(() => {
    emulator.reset();
    terminal.reset();
    rmSync(folder, { recursive: true });
  });
  after(async () => {
    terminal.dispose();
    await emulator.close();
  });

  function write(name: string, content: unknown): string {
    const file = join(folder, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }
  const on = (command: string, ...args: readonly string[]): Promise<Ended> => {
    const settings = write('settings.json', { 'prompts.retryDelaySeconds': 0, 'retry.baseDelayMs': 0 });
    const hosts = ['--endpoint', '--control-endpoint', '--mantle-endpoint'].flatMap((flag) => [
      flag,
      emulator.url,
    ]);
    return terminal.run([
      command,
      ...hosts,
      '--region=us-east-1',
      '--storage',
      terminal.storage,
      '--settings',
      settings,
      ...args,
    ]);
  };
  const schemaFile = () => join(folder, 'town.schema.json');
  const answerOf = ({ stdout, stderr }: Ended): SchemaAnswer => {
    assert.ok(stdout.startsWith('{'), `${stdout} ${stderr}`);
    return JSON.parse(stdout) as SchemaAnswer;
  };

  describe('of ask', () => {
    for (const model of models) {
      it(`are fitted by ${model}`, async () => {
        const ended = await on('ask', '--json', '--model', model, '--schema', schemaFile(), 'Where?');
        const { outcome, text, schema } = answerOf(ended);
        assert.deepEqual([ended.code, outcome, schema?.fits], [0, 'success', true], ended.stderr);
        assert.deepEqual(JSON.parse(text), { town: 'sample' });
      });

      it(`are said not to be fitted, and where, and the command fails: ${model}`, async () => {
        const isTool = model.startsWith('amazon') || model.endsWith('sol');
        const input = { town: 5 };
        emulator.script(
          isTool
            ? answer({ text: '', toolUses: [{ name: 'final_answer', input }] })
            : answer({ text: JSON.stringify(input) }),
        );
        const ended = await on('ask', '--json', '--model', model, '--schema', schemaFile(), 'Where?');
        const { schema, notices } = answerOf(ended);
        assert.deepEqual([ended.code, schema?.fits], [1, false], ended.stderr);
        assert.equal(schema?.faults[0]?.pointer, '/town');
        assert.match(notices.join(), /does not fit its schema at \/town: a value of the type string/);
      });
    }

    it('are told beside the answer where no JSON is asked for', async () => {
      const asked = ['ask', '--model', 'openai.gpt-5.4', '--schema', schemaFile()] as const;
      const fitting = await on(...asked, 'Where?');
      assert.deepEqual([fitting.code, JSON.parse(fitting.stdout)], [0, { town: 'sample' }]);
      assert.doesNotMatch(fitting.stderr, /schema/);
      emulator.script(answer({ text: '{"place": "Ulm"}' }));
      const misfit = await on(...asked, 'And where?');
      assert.equal(misfit.code, 1);
      assert.match(misfit.stderr, /does not fit its schema: "town" is missing/);
    });

    for (const [what, content, says] of [
      ['no JSON', '{"type": ', /It is not JSON/],
      ['a list', '[]', /A JSON schema is an object/],
      ['a type that is none', '{"type": 7}', /cannot be used/],
      ['a reference to elsewhere', '{"$ref": "https://example.com/town"}', /cannot be used/],
    ] as const) {
      it(`are refused before anything is asked: ${what}`, async () => {
        const ended = await on('ask', '--json', '--schema', write('odd.json', content), 'Where?');
        assert.equal(ended.code, 2);
        assert.match(ended.stderr, says);
        assert.equal(emulator.requests.length, 0);
      });
    }
  });

  describe('of run', () => {
    const run = async (text: string, ...args: readonly string[]) => {
      const ended = await on('run', '--json', write('towns.prompts.yaml', text), ...args);
      return { ...ended, report: JSON.parse(ended.stdout) as RunReport & { refused?: { message: string } } };
    };

    it('are fitted by every model, those of the prompts and that of the file', async () => {
      const { code, report, stderr } = await run(
        `schema: town.schema.json\nprompts:\n  - Where?\n  - prompt: How many?\n    schema: { type: array, items: { type: integer } }\n`,
        '--models',
        models.join(),
      );
      assert.equal(code, 0, stderr);
      assert.ok(report.steps.every(({ attempts }) => attempts === 1));
      assert.deepEqual(
        [report.totals.steps, report.totals.completed, report.totals.checks, report.totals.failedChecks],
        [10, 10, 10, 0],
      );
      const texts = report.steps.map(({ text }) => JSON.parse(text ?? '') as unknown);
      assert.equal(texts.filter((text) => Array.isArray(text)).length, 5);
    });

    it('are a check with the retries that there are, and a failed test of JUnit in the end', async () => {
      const misfit = answer({ text: '{"town": 5}' });
      emulator.script(misfit, answer({ text: '{"town": "Ulm"}' }));
      const prompt = '- prompt: Where?\n  schema: town.schema.json\n';
      const healed = await run(prompt, '--models', 'openai.gpt-5.4');
      assert.deepEqual([healed.code, healed.report.steps[0]?.attempts], [0, 2], healed.stderr);

      emulator.script(misfit, misfit, misfit);
      const junit = join(folder, 'junit.xml');
      const failed = await run(prompt, '--models', 'xai.grok-4.3', '--junit', junit);
      const [step] = failed.report.steps;
      assert.deepEqual([failed.code, step?.attempts, step?.checks[0]?.passed], [1, 3, false]);
      assert.match(step?.checks[0]?.message ?? '', /does not fit its schema at \/town/);
      assert.match(readFileSync(junit, 'utf8'), /<failure[^>]*does not fit its schema at \/town/);
    });

    it('are not read where they lead out of the folder', async () => {
      writeFileSync(join(terminal.folder, 'outside.json'), JSON.stringify(town));
      symlinkSync(join(terminal.folder, 'outside.json'), join(folder, 'link.json'));
      for (const path of ['../outside.json', 'link.json']) {
        const { code, report } = await run(`- prompt: Where?\n  schema: ${path}\n`);
        assert.equal(code, 1);
        assert.match(report.refused?.message ?? '', /is outside of|is a link/);
      }
      assert.equal(emulator.requests.length, 0);
    });
  });
});
