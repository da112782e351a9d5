import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { toolLimits } from '../../../../../src/core/bedrock/tools/familyLimits';
import { fitSchema } from '../../../../../src/core/bedrock/tools/fittedSchema';
import { PlainSchemas } from '../../../../../src/core/bedrock/tools/plainSchemas';
import { holds } from '../../../../support/properties';
import { strangeSchemas, type Json } from '../../../../world/support/strangeSchemas';

type Schema = { readonly [key: string]: Json };

const families = ['anthropic.claude-sonnet-5', 'us.amazon.nova-2-lite-v1:0', 'mistral.mistral-large'].map(
  toolLimits,
);
/** Values of keywords, some of which are right, or nearly so. */
const keywords: Readonly<Record<string, readonly Json[]>> = {
  type: [
    'string',
    'number',
    'object',
    'String',
    'any',
    ['string', 'null'],
    ['string'],
    ['null', 'null'],
    null,
  ],
  title: ['A', '', null, ['a', 'b']],
  description: ['A', ['a', 'b'], 3],
  enum: [['a', 'b'], ['a', 'a'], [], [null], 'a', { a: 1 }, [{ a: [1] }]],
  const: ['a', null, { '@id': 1 }],
  default: ['a', null, 1, 1.5, [], {}, false],
  minimum: [1, '1', null, -0.5],
  exclusiveMinimum: [1, true, false, '2'],
  maxLength: [1, 1.5, -1, '3'],
  minItems: [0, null],
  uniqueItems: [true, 'true'],
  format: ['date', 'url', 'email', 'int32', 3],
  pattern: ['^a$', '(?i)a', '\\_', '['],
  required: [['id'], [], ['id', 'id'], ['$id'], true, 'id', ['id', 3]],
  nullable: [true, false],
  examples: [['a'], 'a'],
  $schema: ['http://json-schema.org/draft-07/schema#', 'https://json-schema.org/draft/2020-12/schema'],
  id: ['https://a.example/b', '#c'],
  'x-order': [1],
};
const { schema } = fc.letrec<{ schema: Schema; any: Json }>((tie) => ({
  schema: fc
    .tuple(
      fc.record(
        Object.fromEntries(
          Object.entries(keywords).map(([key, values]) => [key, fc.constantFrom(...values)]),
        ),
        { requiredKeys: [] },
      ),
      fc.subarray(Object.keys(keywords), { maxLength: 4 }),
      fc.record(
        {
          properties: fc.dictionary(fc.constantFrom('id', 'name', '$id', 'constructor'), tie('any')),
          items: tie('any'),
          additionalProperties: tie('any'),
          propertyNames: tie('any'),
          anyOf: fc.array(tie('any'), { maxLength: 3 }),
          not: tie('any'),
          $ref: fc.constantFrom('#', '#/properties/id', '#/nowhere'),
        },
        { requiredKeys: [] },
      ),
      fc.subarray(['properties', 'items', 'additionalProperties', 'propertyNames', 'anyOf', 'not', '$ref'], {
        maxLength: 2,
      }),
    )
    .map(([said, chosen, within, held]) => ({ ...only(said, chosen), ...only(within, held) })),
  any: fc.oneof({ maxDepth: 2, depthSize: 'small' }, fc.constantFrom<Json>(true, false, {}), tie('schema')),
}));

function only(record: Readonly<Record<string, Json | undefined>>, keys: readonly string[]): Schema {
  const chosen: Record<string, Json> = {};
  for (const key of keys) {
    const value = record[key];
    if (value !== undefined) {
      chosen[key] = value;
    }
  }
  return chosen;
}

/** The same with a keyword that says nothing in each schema, so that none is plain. */
function commented(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  const all = Object.entries(value).map(([key, inner]): [string, Json] => {
    if (Array.isArray(inner)) {
      const isList = ['anyOf', 'oneOf', 'allOf', 'items', 'prefixItems'].includes(key);
      return [key, isList ? inner.map(commented) : inner];
    }
    const isByName = ['properties', 'definitions', '$defs', 'patternProperties'].includes(key);
    if (isByName && typeof inner === 'object' && inner !== null) {
      return [key, Object.fromEntries(Object.entries(inner).map(([name, each]) => [name, commented(each)]))];
    }
    const isOne = ['items', 'additionalProperties', 'propertyNames', 'not', 'if', 'then'].includes(key);
    return [key, isOne ? commented(inner) : inner];
  });
  return { ...Object.fromEntries(all), $comment: 'Says nothing' };
}

function sameBothWays(given: Json): void {
  for (const limits of families) {
    const { json, description, widened, renamed } = fitSchema(given, limits);
    const longer = fitSchema(commented(given), limits);
    assert.equal(json, longer.json);
    assert.deepEqual([description, widened], [longer.description, longer.widened]);
    assert.equal(renamed === undefined, longer.renamed === undefined);
  }
}

describe('Schemas that go out as they are', () => {
  it('are the same as when they are written anew', () => {
    let plain = 0;
    const property = fc.property(schema, (given) => {
      plain += Number(new PlainSchemas().isPlain(given, 0));
      sameBothWays(given);
    });
    holds(property, 1_000);
    assert.ok(plain > 100, `${plain} were plain`);
  });

  it('are the same within others', () => {
    holds(
      fc.property(strangeSchemas, ({ plain, written }) => [plain, written].forEach(sameBothWays)),
      300,
    );
  });

  it('are cut where all others are', () => {
    const nested = (depth: number): Json =>
      depth === 0 ? { type: 'string' } : { type: 'object', properties: { inner: nested(depth - 1) } };
    const wide = (count: number): Json => ({
      type: 'object',
      properties: Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, {}])),
    });
    for (const given of [nested(50), nested(51), nested(70), wide(3_999), wide(4_000), wide(4_500)]) {
      sameBothWays(given);
    }
    assert.ok(fitSchema(nested(51), toolLimits('')).widened.has('size'));
    assert.ok(fitSchema(wide(4_000), toolLimits('')).widened.has('size'));
  });

  it('are left alone', () => {
    const given = Object.freeze({ $schema: 'a', type: 'object', properties: Object.freeze({ a: {} }) });
    const { schema: fitted } = fitSchema(given, toolLimits('anthropic.claude-sonnet-5'));
    assert.deepEqual(fitted, { type: 'object', properties: { a: {} } });
    assert.equal(fitted['properties'], given.properties);
  });
});
