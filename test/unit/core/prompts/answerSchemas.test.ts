import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { SchemaChecker } from '../../../../src/core/bedrock/structure/schemaCheck';
import { askThrough } from '../../../../src/core/prompts/askEngine';
import { resultsPath } from '../../../../src/core/prompts/results';
import { Runner } from '../../../../src/core/prompts/runner';
import { RunStore } from '../../../../src/core/prompts/runStore';
import { planSteps, type Step } from '../../../../src/core/prompts/steps';
import { readSource } from '../../../../src/core/prompts/worker/sourceFiles';
import { checkAnswer } from '../../../support/checkAnswer';
import { withEmulator, withEngine } from '../../../support/withEngine';

const model = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const town = '{"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]}';

describe('prompts whose answers have a schema', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'schemas-'));
    await mkdir(join(folder, 'repo'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function read(text: string, name = 'towns.prompts.yaml') {
    const repo = join(folder, 'repo');
    const path = join(repo, name);
    await writeFile(path, text);
    const { source } = await readSource({ folder: repo, path }, new SchemaChecker());
    return { ...source, problems: source.problems.map(({ message }) => message) };
  }

  async function run(steps: readonly Step[], retries = 2) {
    const store = new RunStore(join(folder, 'runs'), 2000);
    const file = join(folder, 'repo', 'towns.prompts.yaml');
    const open = await store.begin({ file, output: resultsPath(file), steps });
    try {
      const ask = askThrough(test().engine, checkAnswer);
      const { signal } = new AbortController();
      return await new Runner(open, { ask, retries, retryDelayMs: 1, concurrency: 1, signal }).work(steps);
    } finally {
      await open.close();
    }
  }

  it('have it for the file or for themselves, written there or in a file of the workspace', async () => {
    await writeFile(join(folder, 'repo', 'town.schema.json'), town);
    const { prompts, problems } = await read(
      `schema: town.schema.json\nprompts:\n  - First\n  - prompt: Second\n    schema: ${town}\n  - prompt: Third\n    schema: { type: array }`,
    );
    assert.deepEqual(problems, []);
    const [first, second, third] = planSteps(prompts, undefined, model);
    assert.equal(first?.answerSchema?.name, 'town');
    assert.equal(first?.answerSchema?.key, second?.answerSchema?.key);
    assert.deepEqual(third?.answerSchema?.schema, { type: 'array' });
    assert.deepEqual(third?.checks, [{ schema: { type: 'array' } }]);
    const lines = await read(`{"prompt": "First", "schema": "town.schema.json"}\n`, 'towns.prompts.jsonl');
    assert.deepEqual(lines.problems, []);
    assert.equal(lines.prompts[0]?.answerSchema?.name, 'town');
  });

  it('are others where only the schema is another', async () => {
    const { prompts } = await read(`- prompt: A\n  schema: ${town}\n- prompt: A`);
    const [with_, without] = planSteps(prompts, undefined, model);
    assert.notEqual(with_?.key, without?.key);
    assert.ok((with_?.maxInputTokens ?? 0) > (without?.maxInputTokens ?? 0) + town.length / 4);
  });

  it('are refused with a schema that leads out of the workspace, is none, or cannot be held', async () => {
    await writeFile(join(folder, 'secret.json'), town);
    await symlink(join(folder, 'secret.json'), join(folder, 'repo', 'link.json'));
    await writeFile(join(folder, 'repo', 'broken.json'), '{"type": ');
    await writeFile(join(folder, 'repo', 'long.json'), ' '.repeat(500_000));
    for (const [schema, says] of [
      ['../secret.json', /is outside of/],
      [join(folder, 'secret.json'), /is outside of/],
      ['link.json', /is a link/],
      ['broken.json', /broken\.json: It is not JSON/],
      ['long.json', /at most 100,000 characters/],
      ['gone.json', /There is no file gone\.json/],
      ['5', /schema is a JSON schema, or the path/],
      ['{ type: 7 }', /cannot be used/],
      ['{ $ref: "https://example.com/town" }', /cannot be used/],
      ['{ type: string, pattern: "(?=a)" }', /lookaround/],
    ] as const) {
      const { problems } = await read(`- prompt: A\n  schema: ${schema}\n- prompt: B\n  schema: ${schema}`);
      assert.match(problems[0] ?? '', says, schema);
    }
  });

  it('are asked again while an answer does not fit, and fail a check in the end', async () => {
    const { prompts } = await read(`- prompt: Where?\n  schema: ${town}`);
    const steps = planSteps(prompts, undefined, model);
    const misfit = { answer: { text: '{"town": 5}' } };
    emulator().script(misfit, { answer: { text: '{"town": "Ulm"}' } });
    const done = await run(steps);
    const [step] = done.steps;
    assert.deepEqual(
      [step?.state, step?.attempts.map(({ error }) => error?.code), step?.result?.failedChecks],
      ['Completed', ['schemaMisfit', undefined], []],
    );
    emulator().script(misfit, misfit, misfit);
    const [failed] = (await run(steps)).steps;
    assert.equal(failed?.attempts.length, 3);
    assert.deepEqual(failed?.result?.failedChecks, [
      'The answer does not fit its schema at /town: a value of the type string is expected.',
    ]);
  });

  it('are not asked again where an answer was cut off, which is said', async () => {
    const { prompts } = await read(`- prompt: Where?\n  schema: ${town}`);
    emulator().script({ answer: { text: '{"town": "Ul', stopReason: 'max_tokens' } });
    const [step] = (await run(planSteps(prompts, undefined, model))).steps;
    assert.equal(step?.attempts.length, 1);
    assert.match(step?.result?.failedChecks.join() ?? '', /reached its limit of tokens/);
  });

  it('are not asked again where nothing can be held against the schema, which is said', async () => {
    const { prompts, problems } = await read(
      '- prompt: Where?\n  schema: { $ref: "#/$defs/a", $defs: { a: { anyOf: [{ $ref: "#/$defs/a" }] } } }',
    );
    assert.deepEqual(problems, []);
    emulator().script({ answer: { text: '{"town": "Ulm"}' } });
    const [step] = (await run(planSteps(prompts, undefined, 'us.amazon.nova-pro-v1:0'))).steps;
    assert.equal(step?.attempts.length, 1);
    assert.match(
      step?.result?.failedChecks.join() ?? '',
      /fits its schema was not checked: Maximum call stack/,
    );
  });

  it('are answered by the emulator as the model would: in the format, and by a tool', async () => {
    const { prompts } = await read(`- prompt: Where?\n  schema: ${town}`);
    for (const asked of [model, 'us.amazon.nova-pro-v1:0']) {
      const [step] = (await run(planSteps(prompts, undefined, asked))).steps;
      assert.deepEqual([step?.state, step?.result?.failedChecks], ['Completed', []], asked);
      assert.deepEqual(JSON.parse(step?.result?.text ?? ''), { town: 'sample' });
    }
  });
});
