import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { costToolSpecs } from '../../../../../src/core/finops/conversation/costTools';

const manifestSchema = v.object({
  contributes: v.object({
    languageModelTools: v.array(
      v.object({ name: v.string(), modelDescription: v.string(), inputSchema: v.unknown() }),
    ),
  }),
});

describe('The tools that ask cost data', () => {
  it('are contributed to VS Code as models of ours know them', () => {
    const path = resolve(import.meta.dirname, '../../../../../package.json');
    const { contributes } = v.parse(manifestSchema, JSON.parse(readFileSync(path, 'utf8')));
    for (const { name, description, inputSchema } of costToolSpecs) {
      const contributed = contributes.languageModelTools.find((tool) => tool.name === `bedrock-chat_${name}`);
      assert.deepEqual(
        { modelDescription: contributed?.modelDescription, inputSchema: contributed?.inputSchema },
        { modelDescription: description, inputSchema },
      );
    }
  });
});
