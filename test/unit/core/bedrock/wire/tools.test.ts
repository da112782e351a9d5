import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { toolLimits } from '../../../../../src/core/bedrock/tools/familyLimits';
import { wireNames } from '../../../../../src/core/bedrock/tools/wireNames';
import { WireTools } from '../../../../../src/core/bedrock/wire/tools';

const claude = 'anthropic.claude-sonnet-5';
const nova = 'us.amazon.nova-2-lite-v1:0';

const tool = (name: string, inputSchema: unknown = {}, description = 'Does it') => ({
  name,
  description,
  inputSchema,
});

function schemaOf(inputSchema: unknown): unknown {
  return WireTools.of([tool('a', inputSchema)], claude).config(false)?.tools?.[0]?.toolSpec?.inputSchema
    ?.json;
}

describe('Tools, as they are declared', () => {
  it('are left out when there are none', () => {
    assert.equal(WireTools.of([], claude).config(true), undefined);
  });

  it('have names that Converse takes, each once', () => {
    const tools = ['mcp.read/file', 'mcp_read_file', 'mcp read file', 'a-b', '', 'x'.repeat(80)].map((n) =>
      tool(n),
    );
    const others = ['_', 'x'.repeat(64)];
    const claudes = ['mcp_read_file_2', 'mcp_read_file', 'mcp_read_file_3', 'a-b', ...others];
    assert.deepEqual(wireNames(tools, toolLimits(claude)), claudes);
    const novas = ['mcp_read_file_2', 'mcp_read_file', 'mcp_read_file_3', 'a_b', ...others];
    assert.deepEqual(wireNames(tools, toolLimits(nova)), novas);
  });

  it('say something of themselves', () => {
    const config = WireTools.of([tool('read', {}, ' ')], claude).config(false);
    assert.equal(config?.tools?.[0]?.toolSpec?.description, 'read');
  });

  it('are chosen freely unless one has to be called', () => {
    assert.equal(WireTools.of([tool('read')], claude).config(false)?.toolChoice, undefined);
    assert.deepEqual(WireTools.of([tool('read')], claude).config(true)?.toolChoice, { any: {} });
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
      properties: { path: { type: 'string', enum: ['a', null] }, all: {} },
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
      properties: { path: { type: 'string', minLength: 1 }, line: {}, nowhere: {}, id: {} },
      required: ['line', 'nowhere'],
    });
  });
});
