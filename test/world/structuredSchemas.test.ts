import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { SchemaChecker } from '../../src/core/bedrock/structure/schemaCheck';
import { formatSchema, isStrict } from '../../src/core/bedrock/structure/formatSchema';
import type { Schema } from '../../src/core/bedrock/tools/schema';
import { faultOf } from './bedrock/rules/structure';
import { Ajv2020 } from 'ajv/dist/2020.js';

const name = fc.constantFrom('town', 'minimum', 'maxItems', 'type', 'größe', '__proto__', 'constructor');

/** Schemas as people write them, and values, some of which fit. */
const { schema } = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ type: fc.constant('string'), maxLength: fc.nat(5) }, { requiredKeys: ['type'] }),
    fc.record(
      { type: fc.constantFrom('integer', 'number'), minimum: fc.nat(3), maximum: fc.nat(9) },
      { requiredKeys: ['type'] },
    ),
    fc.record({ enum: fc.array(fc.oneof(fc.string({ maxLength: 2 }), fc.nat(3)), { minLength: 1 }) }),
    fc.record({ type: fc.constant(['string', 'null']) }),
    fc.record(
      {
        type: fc.constant('array'),
        items: tie('schema'),
        minItems: fc.nat(2),
        maxItems: fc.nat(3),
        uniqueItems: fc.boolean(),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc
      .record({
        properties: fc.dictionary(name, tie('schema'), { maxKeys: 4 }),
        additionalProperties: fc.constantFrom(undefined, true, false, { type: 'string' }),
        needed: fc.nat(3),
      })
      .map(({ properties, additionalProperties, needed }) => ({
        type: 'object',
        properties,
        required: Object.keys(properties).slice(0, needed),
        ...(additionalProperties === undefined ? {} : { additionalProperties }),
      })),
  ) as fc.Arbitrary<Schema>,
}));
const root = schema.filter(({ type }) => type === 'object');

const ajv = new Ajv2020({ strict: false, logger: false, ownProperties: true });

function isValid(given: Schema, value: unknown): boolean {
  try {
    return ajv.compile(given)(value);
  } finally {
    ajv.removeSchema();
  }
}

/** Values of a format. */
function fitting(format: Schema): fc.Arbitrary<unknown> {
  const { type, properties = {}, required = [], items, anyOf, enum: choices, minItems } = format;
  if (Array.isArray(choices)) {
    return fc.constantFrom(...choices);
  }
  if (Array.isArray(anyOf)) {
    return fc.oneof(...(anyOf as Schema[]).map(fitting));
  }
  switch ([type].flat()[0]) {
    case 'object': {
      const values = Object.entries(properties as Record<string, Schema>).map(
        ([key, each]) => [key, fitting(each)] as const,
      );
      return fc.record(Object.fromEntries(values), { requiredKeys: required as never[] });
    }
    case 'array':
      return fc.array(fitting(items as Schema), { minLength: Number(minItems ?? 0), maxLength: 3 });
    case 'string':
      return [type].flat().includes('null') ? fc.option(fc.string()) : fc.string();
    default:
      return fc.integer();
  }
}

describe('Schemas of answers', () => {
  it('are such as Bedrock takes, or are not sent as the format', () => {
    let formats = 0;
    fc.assert(
      fc.property(root, (given) => {
        const format = formatSchema(given);
        formats += Number(format !== undefined);
        assert.equal(faultOf(format), undefined);
      }),
      { numRuns: 2_000 },
    );
    // Else the property would say nothing.
    assert.ok(formats > 200, String(formats));
  });

  it('take in the format no value that the author’s own shape does not', () => {
    const sampled = root
      .map((given) => ({ given, format: formatSchema(given) }))
      .filter(({ format }) => format !== undefined)
      .chain(({ given, format = {} }) => fc.record({ given: fc.constant(given), value: fitting(format) }));
    fc.assert(
      fc.property(sampled, ({ given, value }) => {
        assert.equal(isValid(withoutRules(given), value), true);
      }),
      { numRuns: 150 },
    );
  });

  it('are strict only where nothing may be left out', () => {
    fc.assert(
      fc.property(root, (given) => {
        const format = formatSchema(given);
        fc.pre(format !== undefined && isStrict(format));
        assert.ok(!JSON.stringify(format).includes('"additionalProperties":true'));
        const { properties = {}, required = [] } = format as { properties?: object; required?: string[] };
        assert.deepEqual([...required].sort(), Object.keys(properties).sort());
      }),
      { numRuns: 300, maxSkipsPerRun: 100 },
    );
  });

  it('are held against answers as another’s validator does', async () => {
    const checker = new SchemaChecker();
    await fc.assert(
      fc.asyncProperty(schema, fc.jsonValue({ maxDepth: 3 }), async (given, value) => {
        const faults = await checker.faults(JSON.stringify(value), given);
        assert.equal(faults.length === 0, isValid(given, JSON.parse(JSON.stringify(value))));
      }),
      { numRuns: 100 },
    );
  });

  it('are of the draft that they name', async () => {
    const checker = new SchemaChecker();
    const tuple = { type: 'array', items: [{ type: 'string' }], additionalItems: false };
    const draft7 = { $schema: 'http://json-schema.org/draft-07/schema#', ...tuple } as Schema;
    assert.deepEqual(await checker.faults('["a"]', draft7), []);
    assert.equal((await checker.faults('["a", "b"]', draft7)).length, 1);
    assert.match((await checker.schemaProblem(tuple)) ?? '', /items/);
  });

  it('know each pattern from the others', async () => {
    const properties = { a: { type: 'string', pattern: '^x' }, b: { type: 'string', pattern: 'y$' } };
    const faults = await new SchemaChecker().faults('{"a": "y", "b": "x"}', { type: 'object', properties });
    assert.deepEqual(
      faults.map(({ pointer }) => pointer),
      ['/a', '/b'],
    );
  });

  it('never read a pattern in a way that takes for ever', async () => {
    const text = JSON.stringify({ a: `${'a'.repeat(20_000)}!` });
    const given = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } } as Schema;
    const faults = await new SchemaChecker().faults(text, given);
    assert.deepEqual(faults, [{ pointer: '/a', text: 'it breaks the rule pattern: ^(a+)+$' }]);
  });
});

/** The shape alone: the rules that the format cannot say are left to the check. */
function withoutRules(value: Schema): Schema {
  const told = ['minimum', 'maximum', 'maxLength', 'minItems', 'maxItems', 'uniqueItems'];
  const strip = (each: unknown, isSchema: boolean): unknown => {
    if (Array.isArray(each)) {
      return each.map((inner) => strip(inner, isSchema));
    }
    if (typeof each !== 'object' || each === null) {
      return each;
    }
    const entries = Object.entries(each)
      .filter(([key]) => !isSchema || !told.includes(key))
      .map(([key, inner]) => [key, strip(inner, !isSchema || key !== 'properties')] as const);
    return Object.fromEntries(entries);
  };
  return strip(value, true) as Schema;
}
