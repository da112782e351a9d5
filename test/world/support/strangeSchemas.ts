import fc from 'fast-check';

/** A schema in draft 2020-12, and the same as an older draft, or an author who knows none, writes it. */
export interface StrangeSchema {
  readonly plain: Json;
  readonly written: Json;
}

/** A value of JSON; schemas are made of them. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/* None is empty: of what requires such a one, ajv 8 says the opposite. */
const keys = [
  'id',
  'name',
  'type',
  'kind',
  'a_b',
  'filter',
  'filter_2',
  'required',
  'properties',
  'constructor',
  'toString',
  '$filter',
  '@id',
  'filter[name]',
  'größe',
  'a b',
  'a/b',
  '名前',
  'x'.repeat(70),
  'x'.repeat(71),
  '$ref',
];
const DEFINITIONS = 3;

const same = (plain: Json): StrangeSchema => ({ plain, written: plain });
const written = (plain: object, other: object): StrangeSchema => ({
  plain: plain as Json,
  written: other as Json,
});
const one = <const T>(...values: readonly T[]) => fc.constantFrom(...values);

const texts = fc
  .tuple(
    one('string', 'str', 'Text', 'STRING', 'varchar'),
    one({}, { minLength: 1 }, { pattern: '^[a-z]*$' }, { maxLength: 4 }),
  )
  .map(([type, more]) => written({ type: 'string', ...more }, { type, ...more }));
const integers = fc
  .tuple(one('integer', 'int', 'long'), fc.integer({ min: -3, max: 3 }), fc.boolean())
  .map(([type, minimum, isOpen]) =>
    isOpen
      ? written({ type: 'integer', exclusiveMinimum: minimum }, { type, minimum, exclusiveMinimum: true })
      : written({ type: 'integer', minimum }, { type, minimum, exclusiveMinimum: false }),
  );
const others = one(
  written({}, { type: 'any' }),
  written({ type: 'number', multipleOf: 2 }, { type: 'float', divisibleBy: 2 }),
  written({ type: 'boolean' }, { type: 'bool', description: null }),
  written({ type: ['null', 'string'] }, { type: ['None', 'str', 'nonsense'] }),
  written({ type: ['string', 'null'] }, { type: 'string', nullable: true }),
  written({ type: ['string', 'null'], enum: ['a', null] }, { type: 'string', nullable: true, enum: ['a'] }),
  written({ not: { type: 'string' } }, { disallow: 'string' }),
  written({ anyOf: [{ type: 'integer' }, { const: 'auto' }] }, { type: ['int', { const: 'auto' }] }),
  same({ enum: ['a', 'b', 3, null] }),
  same({ const: { '@id': 1, rest: [1] } }),
  same({ type: 'string', format: 'date' }),
  same(true),
);

/** Schemas of which some refer to `definitions` of each other and of themselves. */
const { node, object } = fc.letrec<{ node: StrangeSchema; object: StrangeSchema }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    texts,
    integers,
    others,
    fc.nat(DEFINITIONS).map((index) => reference(index)),
    tie('object'),
    tie('node').map(({ plain, written: item }) =>
      written({ type: 'array', items: plain }, { type: 'list', items: item }),
    ),
    fc
      .tuple(fc.array(tie('node'), { minLength: 1, maxLength: 2 }), fc.boolean())
      .map(([items, isClosed]) => tuple(items, isClosed)),
    fc
      .tuple(one('anyOf', 'oneOf'), fc.array(tie('node'), { minLength: 1, maxLength: 3 }))
      .map(([keyword, branches]) => listOf(keyword, branches)),
    fc.array(tie('node'), { minLength: 1, maxLength: 2 }).map((parts) => listOf('allOf', parts)),
    fc.tuple(tie('node'), tie('object')).map(([first, second]) => listOf('allOf', [first, second])),
  ),
  object: fc
    .record({
      properties: fc.uniqueArray(fc.tuple(one(...keys), tie('node'), fc.boolean()), {
        maxLength: 4,
        selector: ([key]) => key,
      }),
      isClosed: fc.boolean(),
      asks: one('list', 'flags'),
      more: fc.option(one('dependent', 'pattern', 'condition', 'rest', 'count', 'alone'), { freq: 2 }),
    })
    .map(objectSchema),
}));

interface ObjectParts {
  readonly properties: readonly (readonly [key: string, schema: StrangeSchema, required: boolean])[];
  readonly isClosed: boolean;
  readonly asks: 'list' | 'flags';
  readonly more: 'dependent' | 'pattern' | 'condition' | 'rest' | 'count' | 'alone' | null;
}

function objectSchema({ properties, isClosed, asks, more }: ObjectParts): StrangeSchema {
  const names = properties.map(([key]) => key);
  const required = properties.filter(([, , isRequired]) => isRequired).map(([key]) => key);
  const [first = 'id', second = 'name'] = names;
  const extra: readonly [plain: object, written: object] =
    more === 'dependent'
      ? [{ dependentRequired: { [first]: [second] } }, { dependencies: { [first]: [second] } }]
      : more === 'pattern'
        ? [
            { patternProperties: { '^x-': { type: 'string' } } },
            { patternProperties: { '^x-': { type: 'str' } } },
          ]
        : more === 'condition'
          ? both({ if: { required: [first] }, then: { required: [second] } })
          : more === 'rest'
            ? [{ additionalProperties: { type: 'integer' } }, { additionalProperties: { type: 'int' } }]
            : more === 'count'
              ? both({ minProperties: 1, maxProperties: 5 })
              : more === 'alone'
                ? both({ anyOf: [{ required: [first] }, { required: ['other'] }] })
                : both({});
  const rest = isClosed && more !== 'rest' ? { additionalProperties: false } : {};
  const flagged = properties.map(([key, { written: schema }, isRequired]): [string, Json] => [
    key,
    asks === 'flags' && isRecord(schema) ? { ...schema, required: isRequired } : schema,
  ]);
  const asked = properties
    .filter(([, { written: schema }, isRequired]) => isRequired && !(asks === 'flags' && isRecord(schema)))
    .map(([key]) => key);
  return written(
    {
      type: 'object',
      properties: Object.fromEntries(properties.map(([key, { plain }]) => [key, plain])),
      required,
      ...rest,
      ...extra[0],
    },
    {
      type: 'dict',
      properties: Object.fromEntries(flagged),
      ...(asked.length > 0 ? { required: asked } : {}),
      ...rest,
      ...extra[1],
    },
  );
}

const both = (schema: object): readonly [object, object] => [schema, schema];

function isRecord(schema: Json): schema is { readonly [key: string]: Json } {
  // An object of its own may list what it requires, and one that is referred to has nothing beside it.
  return typeof schema === 'object' && schema !== null && !('required' in schema) && !('$ref' in schema);
}

function reference(index: number): StrangeSchema {
  return index === DEFINITIONS
    ? same({ $ref: '#' })
    : written({ $ref: `#/$defs/d${index}` }, { $ref: `#/definitions/d${index}` });
}

function listOf(keyword: string, schemas: readonly StrangeSchema[]): StrangeSchema {
  return written(
    { [keyword]: schemas.map(({ plain }) => plain) },
    { [keyword]: schemas.map(({ written: each }) => each) },
  );
}

function tuple(items: readonly StrangeSchema[], isClosed: boolean): StrangeSchema {
  return written(
    { type: 'array', prefixItems: items.map(({ plain }) => plain), ...(isClosed ? { items: false } : {}) },
    {
      type: 'tuple',
      items: items.map(({ written: each }) => each),
      ...(isClosed ? { additionalItems: false } : {}),
    },
  );
}

const root = fc.oneof(
  { weight: 6, arbitrary: object },
  { weight: 1, arbitrary: fc.nat(DEFINITIONS - 1).map(reference) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(DEFINITIONS - 1), object)
      .map(([index, own]) => listOf('allOf', [reference(index), own])),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(one('anyOf', 'oneOf'), fc.array(object, { minLength: 1, maxLength: 3 }))
      .map(([keyword, all]) => listOf(keyword, all)),
  },
  { weight: 1, arbitrary: fc.nat(70).chain((depth) => object.map((inner) => nested(inner, depth))) },
);

function nested(inner: StrangeSchema, depth: number): StrangeSchema {
  let schema = inner;
  for (let level = 0; level < depth; level++) {
    const at = schema;
    schema = written(
      { type: 'object', properties: { 'in ner': at.plain } },
      { type: 'object', properties: { 'in ner': at.written } },
    );
  }
  return schema;
}

/** Schemas of tools with references, choices, all drafts, hostile names, and deep ones. */
export const strangeSchemas: fc.Arbitrary<StrangeSchema> = fc
  .tuple(
    root,
    fc.array(fc.oneof({ weight: 2, arbitrary: object }, node), {
      minLength: DEFINITIONS,
      maxLength: DEFINITIONS,
    }),
  )
  .map(([schema, definitions]) => {
    const named = (pick: (each: StrangeSchema) => Json) =>
      Object.fromEntries(definitions.map((each, index) => [`d${index}`, pick(each)]));
    return written(
      { ...(schema.plain as object), $defs: named(({ plain }) => plain) },
      {
        $schema: 'http://json-schema.org/draft-04/schema#',
        ...(schema.written as object),
        definitions: named(({ written: each }) => each),
      },
    );
  });
