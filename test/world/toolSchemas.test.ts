import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { toolLimits } from '../../src/core/bedrock/tools/familyLimits';
import { fitSchema } from '../../src/core/bedrock/tools/fittedSchema';
import { holds } from '../support/properties';
import { askedModel } from './bedrock/models';
import { brokenRule } from './bedrock/rules';
import { Signatures } from './bedrock/signatures';
import { Samples } from './support/samples';
import { strangeSchemas } from './support/strangeSchemas';

/* More of them: `TOOL_SCHEMAS=10000`, or a million over a night. */
const CASES = Number(process.env['TOOL_SCHEMAS'] ?? 1_500);
const INPUTS = 6;
/* Inputs of every such case: the validator makes a program of each schema, which takes its time. */
const WITH_INPUTS = 5;
const models = [
  'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'us.amazon.nova-lite-v1:0',
  'openai.gpt-oss-120b-1:0',
  'us.openai.gpt-6-luna',
  'mistral.mistral-large-3-675b-instruct',
  'us.meta.llama4-scout-17b-instruct-v1:0',
];

function newAjv(): Ajv2020 {
  return new Ajv2020({
    strict: false,
    validateFormats: false,
    logger: false,
    inlineRefs: false,
    // What goes out was looked at already. A program that runs a few times need not be short.
    validateSchema: false,
    code: { optimize: false },
  });
}

/* It keeps the names of all that it ever compiled, which a million schemas are too many for. */
const COMPILED = 2_000;
let ajv = newAjv();
let compiled = 0;

/** Another's validator, of draft 2020-12; undefined where a schema that holds nothing but itself makes it go on for ever. */
function validator(schema: unknown): (value: unknown) => boolean | undefined {
  let validate: ValidateFunction | undefined;
  return (value) => {
    try {
      if (validate === undefined) {
        ajv = ++compiled % COMPILED === 0 ? newAjv() : ajv;
        validate = ajv.compile(schema as object);
      }
      return validate(value);
    } catch {
      return undefined;
    } finally {
      ajv.removeSchema();
    }
  };
}

function refusal(modelId: string, json: unknown): string | undefined {
  const toolSpec = { name: 'a', description: 'b', inputSchema: { json } };
  return brokenRule({
    operation: 'ConverseStream',
    region: 'us-east-1',
    model: askedModel(modelId),
    body: { messages: [{ role: 'user', content: [{ text: 'a' }] }], toolConfig: { tools: [{ toolSpec }] } },
    signatures: new Signatures(),
  })?.message;
}

describe('Any schema that a tool may have', () => {
  it('is taken by its model, and what is valid for it is valid for the tool, unless it says that it is wider', function () {
    this.timeout(0);
    let exact = 0;
    let checked = 0;
    const losses = new Map<string, number>();
    holds(
      fc.property(
        strangeSchemas,
        fc.boolean(),
        fc.constantFrom(...models),
        fc.nat(),
        (schema, isOld, model, seed) => {
          const given = isOld ? schema.written : schema.plain;
          const { schema: wire, renamed, widened } = fitSchema(given, toolLimits(model));
          assert.equal(refusal(model, wire), undefined);
          if (seed % WITH_INPUTS !== 0) {
            return;
          }
          widened.forEach((loss) => losses.set(loss, (losses.get(loss) ?? 0) + 1));
          const [isWire, isTool] = [validator(wire), validator(schema.plain)];
          const samples = new Samples(wire, seed);
          const toTool = (input: object) => renamed?.toTool(input as Record<string, unknown>) ?? input;
          const toWire = (input: object) => renamed?.toWire(input as Record<string, unknown>) ?? input;
          for (let count = 0; count < INPUTS; count++) {
            const input = samples.next() as object;
            if (widened.size === 0 && isWire(input) === true) {
              checked++;
              assert.ok(isTool(toTool(input)) !== false, `${JSON.stringify(input)} is wider than the tool`);
            }
          }
          exact += Number(widened.size === 0);
          const own = new Samples(schema.plain, seed);
          for (let count = 0; count < INPUTS && !widened.has('union'); count++) {
            const input = own.next();
            if (
              typeof input === 'object' &&
              input !== null &&
              !Array.isArray(input) &&
              isTool(input) === true
            ) {
              checked++;
              assert.ok(
                isWire(toWire(input)) !== false,
                `${JSON.stringify(input)} cannot be said to the tool`,
              );
              assert.deepEqual(toTool(toWire(input)), input);
            }
          }
        },
      ),
      CASES,
    );
    console.log(
      `      ${CASES} schemas; ${exact} of one in ${WITH_INPUTS} exact, ${checked} inputs; wider: ${JSON.stringify(Object.fromEntries(losses))}`,
    );
    assert.ok(exact > CASES / WITH_INPUTS / 4 && checked > CASES / WITH_INPUTS);
  });
});
