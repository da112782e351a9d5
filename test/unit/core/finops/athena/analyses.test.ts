import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyses, offer } from '../../../../../src/core/finops/analyses/index';
import { addAmounts } from '../../../../../src/core/finops/amounts';
import type { AthenaSource } from '../../../../../src/core/finops/athena/athenaSource';
import { duckdb, trino, type Dialect } from '../../../../../src/core/finops/dialect';
import type { CostEngine } from '../../../../../src/core/finops/costEngine';
import type { DataSet, QueryResult } from '../../../../../src/protocol/finops';
import { sampleTable, startAthenaEmulator, type AthenaEmulator } from '../../../../support/emulators/athena';
import { openEngine, temporaryFolder } from '../engine';
import { openSource, usd } from './openSource';

const seed = Math.floor(Math.random() * 1e6);
const tables = (['cur-2.0', 'cur-legacy', 'focus-1.1'] as const).map((format) => ({
  format,
  table: sampleTable(format, 3000, seed),
}));

for (const { format, table } of tables) {
  describe(`saved analyses in Athena’s SQL, over ${format}`, () => {
    const { truth } = table;
    let emulator: AthenaEmulator;
    let engine: CostEngine;
    let source: AthenaSource;
    let dataSet: DataSet;

    before(async () => {
      console.log(`      seed ${seed}`);
      emulator = await startAthenaEmulator({ tables: [table] });
      engine = (await openEngine()).engine;
      const path = join(temporaryFolder(), 'same.csv');
      writeFileSync(path, table.csv);
      dataSet = await engine.load([path]);
      source = await openSource(emulator, table.name, (sql, names) => engine.check(sql, names));
    });
    after(async () => {
      engine.dispose();
      await emulator.close();
    });

    const run = async (id: string, tagKey?: string) => {
      const offered = source.offered(tagKey).find(({ analysis }) => analysis.id === id);
      assert.ok(offered?.available, id);
      return source.query(offered.sql, usd);
    };
    const totals = ({ columns, rows }: QueryResult, key: string, value = 'Cost') => {
      const at = (name: string) => columns.findIndex((column) => column.name === name);
      return Object.fromEntries(rows.map((row) => [String(row[at(key)]), row[at(value)]]));
    };

    it('are the same as for files, and the same are possible', () => {
      const possible = (all: ReturnType<AthenaSource['offered']>) =>
        all.filter(({ available }) => available).map(({ analysis }) => analysis.id);
      assert.equal(source.table.format, format);
      assert.deepEqual(possible(source.offered('user_env')), possible(offer(analyses, dataSet)));
    });

    it('give the totals that were added up while the data was made, to the last digit', async () => {
      for (const id of ['by-service', 'cost-analysis']) {
        assert.deepEqual(totals(await run(id), 'ServiceName'), truth.services, id);
      }
      assert.deepEqual(totals(await run('by-day'), 'Day'), truth.days);
      const { All: all, ...charges } = totals(await run('credits-refunds-tax'), 'ChargeCategory');
      assert.equal(all, truth.total);
      for (const [category, cost] of Object.entries(truth.categories)) {
        assert.equal(charges[category], cost);
      }
      for (const id of ['by-account', 'by-region', 'by-usage-type']) {
        const { rows } = await run(id);
        assert.equal(addAmounts(rows.map((row) => String(row[1]))), truth.total, id);
        assert.equal(
          rows.reduce((sum, row) => sum + Number(row.at(-1)), 0),
          truth.rows,
          id,
        );
      }
      const untagged = Object.values(totals(await run('untagged'), 'ServiceName', 'UntaggedCost'));
      assert.equal(addAmounts(untagged.map(String)), truth.untaggedCost);
    });

    it('take a budget of the user’s, as files do', async () => {
      const of = (dialect: Dialect, data: Parameters<typeof offer>[1]) => {
        const all = offer(analyses, data, { budget: '123.45', dialect });
        const found = all.find(({ analysis }) => analysis.id === 'budget');
        assert.ok(found?.available);
        return found.sql;
      };
      const there = await source.query(of(trino, source.table), usd);
      const here = await engine.query(dataSet.id, of(duckdb, dataSet));
      assert.deepEqual(there.rows, here.rows);
      assert.equal(here.rows[0]?.[2], '123.45');
    });

    it('give what the local engine gives of the same rows, value by value', async () => {
      // Files have the key as their header writes it, the catalog as a name.
      const key = dataSet.tagKeys.find((name) => name.endsWith('env')) ?? '';
      for (const offered of offer(analyses, dataSet, { tagKey: key })) {
        if (!offered.available) {
          continue;
        }
        const { id } = offered.analysis;
        const here = await engine.query(dataSet.id, offered.sql);
        const there = await run(id, 'user_env');
        const names = (result: QueryResult) => result.columns.map(({ name }) => name);
        assert.deepEqual(names(there), names(here), id);
        const plain = (rows: QueryResult['rows']) =>
          rows.map((row) =>
            row.map((cell) => (typeof cell === 'string' ? cell.replace('user:', 'user_') : cell)),
          );
        assert.deepEqual(plain(there.rows), plain(here.rows), id);
      }
    });
  });
}
