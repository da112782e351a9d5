import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyses, explained, offer } from '../../../../src/core/finops/analyses/index';
import type { Cell } from '../../../../src/protocol/finops';
import { openEngine, temporaryFolder } from './engine';

const head =
  'line_item_unblended_cost,line_item_usage_start_date,line_item_line_item_type,line_item_product_code,line_item_usage_type,line_item_resource_id,resource_tags,line_item_currency_code';

/** The answer of a saved analysis, and what is said of it. */
export interface ToldAnswer {
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  readonly note: string;
}

/** Options of a question. */
export interface AskOptions {
  readonly tagKey?: string;
  readonly budget?: string;
  /** The header in the place of CUR 2.0's. */
  readonly header?: string;
}

export type Questions = Awaited<ReturnType<typeof openQuestions>>;

/** Asks saved analyses of files that are written for them, in the engine as it ships. */
export async function openQuestions() {
  const folder = temporaryFolder();
  const { engine } = await openEngine();
  const ask = async (
    name: string,
    rows: readonly string[],
    id: string,
    { header, ...options }: AskOptions = {},
  ): Promise<ToldAnswer> => {
    const path = join(folder, `${name}.csv`);
    const lines = header === undefined ? [head, ...rows.map((row) => `${row},USD`)] : [header, ...rows];
    writeFileSync(path, lines.join('\n'));
    const dataSet = await engine.load([path]);
    const offered = offer(analyses, dataSet, options).find(({ analysis }) => analysis.id === id);
    assert.ok(offered !== undefined, id);
    if (!offered.available) {
      return { rows: [], note: offered.reason };
    }
    const result = await engine.query(dataSet.id, offered.sql);
    const { columns } = result;
    return {
      rows: result.rows.map((row) =>
        Object.fromEntries(columns.map(({ name: column }, at) => [column, row[at] ?? null])),
      ),
      note: explained(offered.analysis, { result, currency: 'USD' }),
    };
  };
  return { ask, close: () => engine.dispose() };
}

/** `YYYY-MM-DD`, so many days after another. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
