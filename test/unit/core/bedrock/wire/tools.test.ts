import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { toToolConfig, wireNames } from '../../../../../src/core/bedrock/wire/tools';

const tool = (name: string, inputSchema: unknown = {}, description = 'Does it') => ({
  name,
  description,
  inputSchema,
});

function schemaOf(inputSchema: unknown): unknown {
  return toToolConfig([tool('a', inputSchema)], false)?.tools?.[0]?.toolSpec?.inputSchema?.json;
}

describe('Tools, as they are declared', () => {
  it('are left out when there are none', () => {
    assert.equal(toToolConfig([], true), undefined);
  });

  it('have names that Converse takes, each once', () => {
    const names = wireNames(
      ['mcp.read/file', 'mcp_read_file', 'mcp read file', '', 'x'.repeat(80)].map((n) => tool(n)),
    );
    assert.deepEqual(names, ['mcp_read_file', 'mcp_read_file_2', 'mcp_read_file_3', '_', 'x'.repeat(64)]);
  });

  it('say something of themselves', () => {
    const config = toToolConfig([tool('read', {}, ' ')], false);
    assert.equal(config?.tools?.[0]?.toolSpec?.description, 'read');
  });

  it('are chosen freely unless one has to be called', () => {
    assert.equal(toToolConfig([tool('read')], false)?.toolChoice, undefined);
    assert.deepEqual(toToolConfig([tool('read')], true)?.toolChoice, { any: {} });
  });

  it('have an object at the root of their schema, whatever was given', () => {
    const empty = { type: 'object', properties: {} };
    for (const schema of [undefined, null, 'x', [], {}, { type: 'string', properties: null }]) {
      assert.deepEqual(schemaOf(schema), empty);
    }
  });

  it('keep their schema where it is right', () => {
    const schema = {
      type: 'object',
      properties: { path: { type: 'string', enum: ['a', null], default: null }, all: true },
      required: ['path'],
      additionalProperties: false,
    };
    assert.deepEqual(schemaOf(schema), {
      ...schema,
      properties: { path: { type: 'string', enum: ['a', null] }, all: true },
    });
  });

  it('lose nulls where a schema is meant, at any depth', () => {
    const schema = {
      type: 'object',
      description: null,
      properties: { list: { type: 'array', items: { type: 'object', properties: null, required: null } } },
      required: null,
    };
    assert.deepEqual(schemaOf(schema), {
      type: 'object',
      properties: { list: { type: 'array', items: { type: 'object' } } },
    });
  });

  it('take over what alternatives at the root say', () => {
    const schema = {
      anyOf: [{ properties: { path: { type: 'string' } }, required: ['path'] }, { properties: { id: {} } }],
      allOf: [{ properties: { line: {} }, required: ['line', 'nowhere'] }],
      properties: { path: { type: 'string', minLength: 1 } },
    };
    assert.deepEqual(schemaOf(schema), {
      type: 'object',
      properties: { path: { type: 'string', minLength: 1 }, id: {}, line: {} },
      required: ['line'],
    });
  });
});
