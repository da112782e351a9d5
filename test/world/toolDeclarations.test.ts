import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { AskedTools, families, tool } from './support/askedTools';

const { claude, mistral, nova } = families;

describe('Tools as strangers describe them', () => {
  const asked = new AskedTools();

  it('may have properties of any name, which come back as the tool knows them, at any depth', async () => {
    const long = `shipping_${'x'.repeat(70)}`;
    const inner = { type: 'object', properties: { '@id': { type: 'string' }, note: {} }, required: ['@id'] };
    const properties = {
      $filter: { type: 'string' },
      'filter[name]': { type: 'string' },
      größe: { type: 'integer' },
      [long]: { type: 'boolean' },
      lines: { type: 'array', items: inner },
    };
    for (const model of [claude, nova, mistral]) {
      const { schema } = await asked.ask(model, [
        tool({ type: 'object', properties, required: ['$filter', 'größe'] }),
      ]);
      const wire = Object.keys(schema.properties);
      assert.equal(new Set(wire).size, 5);
      assert.ok(wire.every((key) => /^[a-zA-Z0-9_.-]{1,64}$/.test(key)));
      const [filter = '', name = '', size = '', flag = ''] = wire;
      assert.deepEqual(schema['required'], [filter, size]);
      const items = schema.properties['lines']?.['items'] as { readonly properties: object };
      const [id = ''] = Object.keys(items.properties);
      const values = { '@id': 'untouched', [id]: 'also untouched' };
      const { called } = await asked.ask(model, [tool({ type: 'object', properties })], {
        [filter]: 'a',
        [name]: 'b',
        [size]: 3,
        [flag]: true,
        lines: [{ [id]: 'x', note: values }],
        more: values,
      });
      assert.deepEqual(called?.input, {
        $filter: 'a',
        'filter[name]': 'b',
        größe: 3,
        [long]: true,
        lines: [{ '@id': 'x', note: values }],
        more: values,
      });
    }
  });

  it('are called right also where the model writes names as the tool knows them', async () => {
    const inner = { type: 'object', properties: { '@id': { type: 'string' }, '@at': {} } };
    const given = tool({
      type: 'object',
      properties: { $filter: inner, filter: {}, $list: { type: 'array', items: inner } },
      additionalProperties: inner,
    });
    for (const model of [claude, nova, mistral]) {
      const own = { $filter: { '@id': 'a' }, $list: [{ '@id': 'b' }] };
      assert.deepEqual((await asked.ask(model, [given], own)).called?.input, own);
      // Part of the names as they went out, part as they were.
      const { called } = await asked.ask(model, [given], {
        $filter: { id: 'a', '@at': 1 },
        filter: { '@id': 'not described here', id: 'nor here' },
        list: [{ '@id': 'b', at: 2 }],
      });
      assert.deepEqual(called?.input, {
        $filter: { '@id': 'a', '@at': 1 },
        filter: { '@id': 'not described here', id: 'nor here' },
        $list: [{ '@id': 'b', '@at': 2 }],
      });
    }
  });

  it('are given both names of one property as they are called, where a model writes both', async () => {
    const given = tool({ type: 'object', properties: { $top: { type: 'integer' }, by: {} } });
    for (const model of [claude, nova, mistral]) {
      for (const both of [
        { top: 1, $top: 2 },
        { $top: 2, top: 1, by: 3 },
      ]) {
        assert.deepEqual((await asked.ask(model, [given], both)).called?.input, both);
      }
    }
  });

  it('may name whole values with properties of any name, beside other descriptions of the same', async () => {
    const value = { '@id': 1, within: [{ '@id': 2, id: 3 }] };
    const described = { type: 'object', properties: { '@id': { type: 'string' } }, required: ['@id'] };
    const properties = {
      id: {},
      origin: { anyOf: [{ const: value }, described] },
      target: { enum: [value, null] },
      other: {},
    };
    const wire = { id_2: 1, within: [{ id_2: 2, id: 3 }] };
    for (const model of [claude, nova, mistral]) {
      const { schema, called } = await asked.ask(model, [tool({ type: 'object', properties })], {
        origin: wire,
        target: wire,
        other: value,
      });
      const [named] = schema.properties['origin']?.['anyOf'] as readonly object[];
      assert.deepEqual(named, { const: wire });
      assert.deepEqual(schema.properties['target'], { enum: [wire, null] });
      assert.deepEqual(called?.input, { origin: value, target: value, other: value });
    }
  });

  it('refuse nothing where what they exclude can only be told in part', async () => {
    const broken = { type: 'string', pattern: '(?i)[' };
    const code = { type: 'string', maxLength: 3 };
    const properties = {
      either: { oneOf: [broken, code] },
      none: { type: 'string', not: broken },
      asked: { if: { properties: { by: broken } }, then: { required: ['at'] } },
      rest: { type: 'object', patternProperties: { '(?i)[': {} }, additionalProperties: false },
      exact: { oneOf: [code, { type: 'integer' }], not: { const: 'none' } },
    };
    const { schema } = await asked.ask(claude, [tool({ type: 'object', properties })]);
    assert.deepEqual(schema.properties, {
      either: { anyOf: [{ type: 'string' }, code] },
      none: { type: 'string' },
      asked: {},
      rest: { type: 'object', patternProperties: {} },
      exact: properties.exact,
    });
  });

  it('keep names of properties apart that differ only in what cannot go out', async () => {
    const { schema } = await asked.ask(claude, [
      tool({
        properties: { 'a b': {}, 'a/b': {}, a_b: {}, ['a_b'.padEnd(90, '!')]: {}, 名: {}, 名前: {}, '': {} },
      }),
    ]);
    assert.equal(Object.keys(schema.properties).length, 7);
  });

  it('may be described in any draft, and in none', async () => {
    const { schema } = await asked.ask(claude, [
      tool({
        $schema: 'http://json-schema.org/draft-04/schema#',
        id: 'http://shop.example/orders',
        type: 'object',
        properties: {
          n: { type: 'integer', minimum: 0, exclusiveMinimum: true },
          pair: { type: 'array', items: [{ type: 'str' }, { type: 'float' }], additionalItems: false },
          owner: { type: 'string', required: true },
          either: { type: ['None', 'dict', 'nonsense'] },
          any: { type: 'any', pattern: '(?i)[', default: null },
          old: { type: 'string', nullable: true, enum: ['a'], format: 'utc-millisec', example: 'a' },
          needs: { type: 'list', items: { $ref: '#/definitions/item' } },
        },
        dependencies: { n: ['owner'], pair: { required: ['owner'] } },
        definitions: { item: { type: 'object', properties: { sku: { type: 'Text' } } } },
      }),
    ]);
    assert.deepEqual(schema.properties, {
      n: { type: 'integer', exclusiveMinimum: 0 },
      pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false },
      owner: { type: 'string' },
      either: { type: ['null', 'object'] },
      any: {},
      old: { type: ['string', 'null'], enum: ['a', null], examples: ['a'] },
      needs: { type: 'array', items: { $ref: '#/$defs/item' } },
    });
    assert.deepEqual(schema['required'], ['owner']);
    assert.deepEqual(schema['dependentRequired'], { n: ['owner'] });
    assert.equal('$schema' in schema || 'id' in schema || 'definitions' in schema, false);
  });

  it('may be a choice at the root: one object, told apart by what tells its branches apart', async () => {
    const branch = (kind: string, more: object) => ({
      type: 'object',
      properties: { kind: { const: kind }, ...more },
      required: ['kind', ...Object.keys(more)],
    });
    const schemas = [
      { oneOf: [branch('a', { x: { type: 'string' } }), branch('b', { y: { type: 'number' } })] },
      {
        type: 'object',
        anyOf: [{ $ref: '#/$defs/a' }, { oneOf: [{ $ref: '#/$defs/b' }] }, { type: 'null' }],
        $defs: { a: branch('a', { x: { type: 'string' } }), b: branch('b', { y: { type: 'number' } }) },
      },
    ];
    for (const model of [claude, nova, mistral]) {
      for (const given of schemas) {
        const { schema, called } = await asked.ask(model, [tool(given)], { kind: 'a', y: 'does not fit' });
        assert.deepEqual(schema.properties, {
          kind: { enum: ['a', 'b'] },
          x: { type: 'string' },
          y: { type: 'number' },
        });
        assert.deepEqual([schema['type'], schema['required']], ['object', ['kind']]);
        assert.deepEqual(called?.input, { kind: 'a', y: 'does not fit' });
      }
    }
  });

  it('keep their properties where the root is a reference, an allOf or nothing', async () => {
    const $defs = {
      A: {
        type: 'object',
        properties: { a: { type: 'string' } },
        required: ['a'],
        additionalProperties: false,
      },
      B: { allOf: [{ $ref: '#/$defs/A' }, { properties: { b: { type: 'integer' } } }] },
    };
    const both = { a: { type: 'string' }, b: { type: 'integer' } };
    const roots: readonly (readonly [object, object])[] = [
      [{ $ref: '#/$defs/A', $defs }, { a: { type: 'string' } }],
      [{ allOf: [{ $ref: '#/$defs/A' }], $defs }, { a: { type: 'string' } }],
      [{ type: 'object', allOf: [{ $ref: '#/$defs/B' }, { required: ['b'] }], $defs }, both],
      [{}, {}],
      [{ $ref: '#' }, {}],
    ];
    for (const model of [claude, nova, mistral]) {
      for (const [given, properties] of roots) {
        const { schema } = await asked.ask(model, [tool(given)]);
        assert.deepEqual(schema.properties, properties);
      }
    }
  });

  it('keep all parts of an allOf of an allOf that cannot be one schema', async () => {
    const closed = { type: 'object', properties: {}, additionalProperties: false };
    const [first, second] = ['a', 'b'].map((name) => ({ properties: { [name]: {} }, required: [name] }));
    const properties = { id: { allOf: [{ allOf: [closed, first] }, second] } };
    const { schema } = await asked.ask(claude, [tool({ type: 'object', properties })]);
    assert.deepEqual(schema.properties['id'], { ...closed, allOf: [first, second] });
  });

  it('end where they hold themselves, or name themselves, as the model takes it', async () => {
    const given = {
      type: 'object',
      properties: { tree: { $ref: '#/$defs/node' }, whole: { $ref: '#' } },
      $defs: {
        node: {
          type: 'object',
          properties: { value: {}, left: { $ref: '#/$defs/node' }, right: { $ref: '#/$defs/node' } },
        },
      },
    };
    for (const model of [claude, nova, mistral]) {
      const { schema } = await asked.ask(model, [tool(given)]);
      assert.deepEqual(Object.keys(schema.properties), ['tree', 'whole']);
      assert.ok(JSON.stringify(schema).length < 2_000);
    }
  });

  it('have a plain root and no references for Nova', async () => {
    const given = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'FindOrders',
      description: 'Options',
      type: 'object',
      properties: { by: { $ref: '#/$defs/By' }, when: { $ref: '#/properties/by' } },
      required: ['by'],
      additionalProperties: false,
      $defs: { By: { type: 'string', enum: ['name', 'date'] } },
    };
    const { schema } = await asked.ask(nova, [tool(given)]);
    const by = { type: 'string', enum: ['name', 'date'] };
    assert.deepEqual(schema, { type: 'object', properties: { by, when: by }, required: ['by'] });
  });
});
