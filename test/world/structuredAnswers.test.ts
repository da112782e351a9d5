import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { answerSchemaOf } from '../../src/core/bedrock/structure/answerSchema';
import type { Question } from '../../src/core/chat/question';
import { answers, calls, failsOnce, refuses, says, thinks } from './bedrock/replies';
import { withWorld } from './support/withWorld';

/* Rebuilt from reports about other clients of Bedrock, with invented details; the numbers are theirs on GitHub. */

const parcel = {
  type: 'object',
  properties: {
    street: { type: 'string', minLength: 1 },
    floor: { type: 'integer', minimum: 0, maximum: 40 },
    notes: { type: 'array', items: { type: 'string' }, maxItems: 3 },
  },
  required: ['street', 'floor'],
};
const asJson = { street: 'Weidenweg 4', floor: 2 };
const held = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const lacks = 'us.anthropic.claude-sonnet-4-20250514-v1:0';
const answerName = 'final_answer';

describe('Answers by a JSON schema', () => {
  const world = withWorld();

  async function ask(model: string, schema: object = parcel, more: Partial<Question> = {}) {
    const { server, test } = world();
    const asked = await test.ask('Where does it go?', {
      model,
      answerSchema: answerSchemaOf(schema),
      ...more,
    });
    assert.equal(asked.outcome.type, 'called', JSON.stringify(asked.outcome));
    const { result, problem } = asked.outcome;
    return { ...asked, result, problem, sent: server.requests.at(-1)?.body };
  }

  it('are held to a schema that Bedrock takes, whatever the author wrote (vercel/ai #17197, future-agi #411)', async () => {
    const { server } = world();
    server.reply(says(JSON.stringify(asJson)));
    const { result, sent } = await ask(held);
    assert.deepEqual(server.refusals, []);
    const { structure } = sent?.outputConfig?.['textFormat'] as {
      structure: { jsonSchema: { schema: string } };
    };
    const schema = JSON.parse(structure.jsonSchema.schema) as typeof parcel & {
      additionalProperties: unknown;
    };
    assert.equal(schema.additionalProperties, false);
    assert.deepEqual(schema.required, ['street', 'floor']);
    assert.match(JSON.stringify(schema.properties.floor), /\(minimum: 0; maximum: 40\)/);
    assert.deepEqual(result.schemaCheck, { faults: [], isWhole: true });
  });

  it('are held against the author’s own schema, with the place of what is wrong (instructor #2530)', async () => {
    const { server } = world();
    server.reply(says(JSON.stringify({ ...asJson, floor: 41, notes: ['a', 'b', 'c', 4] })));
    const { result } = await ask(held);
    assert.deepEqual(
      result.schemaCheck?.faults.map(({ pointer }) => pointer).sort(),
      ['/floor', '/notes', '/notes/3'].sort(),
    );
    assert.match(JSON.stringify(result.schemaCheck?.faults), /maximum: 40/);
  });

  it('may have properties that are called as rules are (instructor #2566, vercel/ai #17265)', async () => {
    const { server } = world();
    const names = ['maxItems', 'minimum', 'pattern', 'format', 'additionalProperties', 'required'];
    const schema = {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
      required: names,
    };
    const answer = Object.fromEntries(names.map((name) => [name, 'x']));
    server.reply(says(JSON.stringify(answer)));
    const { result } = await ask(held, schema);
    assert.deepEqual(server.refusals, []);
    assert.deepEqual(result.schemaCheck?.faults, []);
  });

  for (const [model, isForced] of [
    [lacks, true],
    ['us.amazon.nova-pro-v1:0', true],
    ['us.anthropic.claude-opus-4-8', true],
    // Claude that reasons unasked, and models that know no choice of tools (pydantic-ai #2091, bifrost #3196).
    ['us.anthropic.claude-sonnet-5', false],
    ['us.anthropic.claude-sonnet-5-5', false],
    ['minimax.minimax-m2', false],
    ['cohere.command-r-v1:0', false],
  ] as const) {
    it(`are given to a tool where Bedrock does not hold ${model} to one, ${isForced ? 'forced' : 'asked'}`, async () => {
      const { server } = world();
      server.reply(answers(says('Let me see.'), calls(answerName, asJson)));
      const { result, text, events, sent } = await ask(model);
      assert.deepEqual(server.refusals, []);
      assert.equal(sent?.outputConfig, undefined);
      assert.deepEqual(sent?.toolConfig?.toolChoice, isForced ? { any: {} } : undefined);
      assert.deepEqual(JSON.parse(text), asJson);
      assert.deepEqual(
        result.content.map(({ type }) => type),
        ['text'],
      );
      assert.equal(result.text, text);
      assert.equal(result.stopReason, 'end_turn');
      assert.ok(!events.some(({ type }) => type === 'toolCall'));
      assert.deepEqual(result.schemaCheck?.faults, []);
      if (!isForced) {
        assert.match(JSON.stringify(sent?.system), /final_answer/);
      }
    });
  }

  it('keep the reasoning that was asked for, beside which no tool is forced (vercel/ai #11227, langchain-aws #925)', async () => {
    const { server } = world();
    server.reply(answers(thinks('Where is it?'), calls(answerName, asJson)));
    const parameters = { reasoning: { type: 'effort', level: 'low' } } as const;
    const { result, sent, text } = await ask(lacks, parcel, { parameters });
    assert.deepEqual(server.refusals, []);
    assert.deepEqual(Object.keys(sent?.additionalModelRequestFields ?? {}), ['thinking']);
    assert.equal(sent?.toolConfig?.toolChoice, undefined);
    assert.deepEqual(JSON.parse(text), asJson);
    assert.deepEqual(
      result.content.map(({ type }) => type),
      ['reasoning', 'text'],
    );
  });

  it('count as given where the model writes them, in a block of code, in place of the call', async () => {
    const { server } = world();
    server.reply(says(`\`\`\`json\n${JSON.stringify(asJson)}\n\`\`\``));
    const { result } = await ask('us.anthropic.claude-sonnet-5-5');
    assert.deepEqual(result.schemaCheck?.faults, []);
  });

  it('are asked for in words of a model without tools (llama_index #19886)', async () => {
    const { server } = world();
    server.reply(says('I think it goes to Weidenweg.'));
    const { result, sent } = await ask('us.meta.llama4-maverick-17b-instruct-v1:0');
    assert.deepEqual(server.refusals, []);
    assert.match(JSON.stringify(sent?.system), /JSON schema.*street/);
    assert.match(result.schemaCheck?.faults[0]?.text ?? '', /not JSON/);
  });

  it('are asked for in another way, now and later, where a grammar is too large (claude-code #55539)', async () => {
    const { server, test } = world();
    const refusal = refuses({
      status: 400,
      name: 'ValidationException',
      message:
        'The model returned the following errors: The compiled grammar is too large, which would cause performance issues.',
    });
    server.reply(...failsOnce(refusal, calls(answerName, asJson)));
    const first = await ask(held);
    assert.deepEqual(JSON.parse(first.text), asJson);
    assert.equal(server.requests.length, 2);
    assert.equal(new Set(test.invocations.map(({ id }) => id)).size, 2);
    server.reply(calls(answerName, asJson));
    await ask(held);
    assert.equal(server.requests.length, 3);
  });

  it('go to a tool where the format has too many choices or none of that kind (vercel/ai #17268)', async () => {
    const nullable = { type: ['string', 'null'] };
    const many = Object.fromEntries(Array.from({ length: 17 }, (_none, index) => [`p${index}`, nullable]));
    const optional = Object.fromEntries(
      Array.from({ length: 25 }, (_none, index) => [`p${index}`, { type: 'string' }]),
    );
    for (const schema of [
      { type: 'object', properties: many, required: Object.keys(many) },
      { type: 'object', properties: optional },
      { type: 'object', additionalProperties: { type: 'number' } },
      { type: 'object', properties: { next: { $ref: '#' } } },
      { type: 'object', properties: { größe: { type: 'string' } } },
    ]) {
      const { server } = world();
      server.reply(calls(answerName, {}));
      const { sent } = await ask(held, schema);
      assert.deepEqual(server.refusals, []);
      assert.equal(sent?.outputConfig, undefined);
      assert.equal(sent?.toolConfig?.tools?.[0]?.toolSpec?.name, answerName);
    }
  });

  it('may be lists, which no tool takes by itself', async () => {
    const list = { type: 'array', items: { $ref: '#/$defs/stop' }, $defs: { stop: parcel } };
    const { server } = world();
    server.reply(calls(answerName, { answer: [asJson, { street: 'x' }] }));
    for (const model of [held, lacks]) {
      const { text, result } = await ask(model, list);
      assert.deepEqual(server.refusals, []);
      assert.deepEqual(JSON.parse(text), [asJson, { street: 'x' }]);
      assert.deepEqual(result.schemaCheck?.faults, [{ pointer: '/1', text: '"floor" is missing' }]);
      server.reply(calls(answerName, { answer: [asJson, { street: 'x' }] }));
    }
  });

  it('that were cut off are said to be so, and not to be no JSON (graphiti #1053, gbrain #4375)', async () => {
    const { server } = world();
    for (const [model, reply] of [
      [held, says('{"street": "Weid', { stopReason: 'max_tokens' })],
      [lacks, answers(calls(answerName, '{"street": "Weid'), says('', { stopReason: 'max_tokens' }))],
    ] as const) {
      server.reply({ ...reply, stopReason: 'max_tokens' });
      const { result } = await ask(model);
      assert.equal(result.schemaCheck?.isWhole, false);
      assert.match(result.schemaCheck.faults[0]?.text ?? '', /limit of tokens/);
      assert.equal(result.text, '{"street": "Weid');
      assert.equal(result.cutCall, undefined);
    }
  });

  it('that were refused by the model are not held against it', async () => {
    const { server } = world();
    server.reply(says('I will not.', { stopReason: 'refusal' }));
    const { result } = await ask(held);
    assert.equal(result.outcome, 'blocked');
    assert.equal(result.schemaCheck, undefined);
  });

  it('end as faults where a call holds no JSON, and the tool is not named', async () => {
    const { server } = world();
    server.reply(calls(answerName, '{"street": '));
    const { result, problem } = await ask(lacks);
    assert.equal(problem, undefined);
    assert.match(result.schemaCheck?.faults[0]?.text ?? '', /not JSON/);
  });

  it('leave other tools to the model, whose calls come first', async () => {
    const { server } = world();
    const look = { name: answerName, description: 'Looks.', inputSchema: { type: 'object', properties: {} } };
    server.reply(calls(answerName, {}));
    const { result, sent } = await ask(lacks, parcel, { tools: [look] });
    assert.deepEqual(
      sent?.toolConfig?.tools?.map(({ toolSpec }) => toolSpec?.name),
      [answerName, `${answerName}_2`],
    );
    assert.deepEqual(
      result.content.map(({ type }) => type),
      ['toolUse'],
    );
    assert.equal(result.schemaCheck, undefined);
  });

  it('do not keep anybody from the rest, whatever the schema', async () => {
    const { server } = world();
    const doubled = Object.fromEntries(
      Array.from({ length: 40 }, (_none, index) => [
        `d${index}`,
        index === 39
          ? { type: 'object' }
          : { allOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] },
      ]),
    );
    server.reply(says('{}'));
    const { result } = await ask('us.meta.llama4-maverick-17b-instruct-v1:0', {
      type: 'object',
      $ref: '#/$defs/d0',
      $defs: doubled,
    });
    assert.match(result.schemaCheck?.faults[0]?.text ?? '', /too much time/);
  }).timeout(30_000);
});
