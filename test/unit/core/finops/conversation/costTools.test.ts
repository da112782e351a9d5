import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { toolResultText } from '../../../../../src/core/bedrock/content';
import type { AskedData } from '../../../../../src/core/finops/conversation/askedData';
import {
  CHART_TOOL,
  CostTools,
  costToolSpecs,
  QUERY_TOOL,
} from '../../../../../src/core/finops/conversation/costTools';
import type { QueryResult } from '../../../../../src/protocol/finops';

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

  const { signal } = new AbortController();
  const wide = (columns: number, length: number, rows = 200): Pick<QueryResult, 'columns' | 'rows'> => ({
    columns: Array.from({ length: columns }, (_, at) => ({ name: `c${at}`, kind: 'text' as const })),
    rows: Array.from({ length: rows }, () => Array.from({ length: columns }, () => 'x'.repeat(length))),
  });
  /** The tools over data that answers each query in the same way. */
  const toolsOver = (result: Pick<QueryResult, 'columns' | 'rows'>) => {
    const rest = { sql: '', rowCount: result.rows.length, truncated: false, elapsedMs: 1 };
    const data = { query: () => Promise.resolve({ ...result, ...rest }) } as unknown as AskedData;
    return new CostTools(() => data);
  };
  const ask = (tools: CostTools, at = 1, purpose = '') =>
    tools.run({ toolUseId: `t${at}`, name: QUERY_TOOL, input: { sql: 'SELECT 1', purpose } }, signal);

  it('keep no more than fits, the newest, and say what is cut', async () => {
    const tools = toolsOver(wide(30, 2_000));
    for (let at = 1; at <= 30; at++) {
      const { content } = await ask(tools, at);
      assert.match(
        toolResultText(content),
        /only its first \d+ rows are kept\. Texts are cut to 1,000 characters/,
      );
    }
    const { queries } = tools.evidence;
    assert.ok(JSON.stringify(queries).length < 10_100_000);
    assert.equal(queries.at(-1)?.id, 'q30');
    const draw = { toolUseId: 'd', name: CHART_TOOL, input: { query: 'q1' } };
    await assert.rejects(
      tools.run(draw, signal),
      /There is no result q1, or it is no longer kept\. There are: q\d/,
    );
  });

  it('keep a usual result as it is', async () => {
    const tools = toolsOver(wide(3, 40));
    await ask(tools);
    const [query] = tools.evidence.queries;
    assert.ok(query?.outcome.state === 'ended');
    assert.deepEqual(query.outcome.result, { ...wide(3, 40), rowCount: 200, truncated: false, elapsedMs: 1 });
  });

  it('refuse a result of which no row fits, with words for the model', async () => {
    for (const result of [wide(3_000, 900, 2), wide(60_000, 0, 0)]) {
      await assert.rejects(ask(toolsOver(result)), /too wide to be kept: ask for fewer columns/);
    }
  });

  it('take no more of a model’s words than a title has', async () => {
    const tools = toolsOver(wide(1, 1));
    await ask(tools, 1, 'x'.repeat(1_000_000));
    assert.equal(tools.evidence.queries[0]?.purpose.length, 200);
  });
});
