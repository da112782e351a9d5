import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyses, offer } from '../../../../src/core/finops/analyses/index';
import { useTranslations } from '../../../../src/shared/translations';
import { openEngine, temporaryFolder } from './engine';

const sample = [
  'line_item_usage_start_date,line_item_usage_type,line_item_unblended_cost,line_item_product_code',
  '2026-10-01,USE1-NatGateway-Bytes,1.5,AmazonEC2',
].join('\n');

describe('cost data in the user’s language', () => {
  const folder = temporaryFolder();
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  before(() => {
    useTranslations({
      language: 'fr',
      texts: {
        'Cost by service': 'Coût par service',
        '{0} is empty: it has no byte.': '{0} est vide.',
        'The SQL cannot be run: {0}': 'Cette requête est impossible : {0}',
        'Unblended cost': 'Coût non mélangé',
        'Through NAT gateways': "Par l'intermédiaire de NAT",
      },
    });
  });
  after(() => useTranslations({ language: 'en', texts: null }));

  it('is named, refused and summed up in it, in the engine’s process too', async () => {
    const { engine } = await openEngine();
    try {
      await assert.rejects(engine.inspect([file('empty.csv', '')]), { message: 'empty.csv est vide.' });
      const dataSet = await engine.load([file('bill.csv', sample)]);
      assert.equal(dataSet.measures[0]?.title, 'Coût non mélangé');
      await assert.rejects(engine.query(dataSet.id, 'SELECT nothing FROM costs'), {
        message: /^Cette requête est impossible : /,
      });
      const offered = offer(analyses, dataSet);
      assert.ok(offered.some(({ analysis }) => analysis.title() === 'Coût par service'));
      const transfer = offered.find(({ analysis }) => analysis.id === 'data-transfer');
      assert.ok(transfer?.available);
      const { columns, rows } = await engine.query(dataSet.id, transfer.sql);
      assert.equal(columns[0]?.name, 'Kind');
      assert.equal(rows[0]?.[0], "Par l'intermédiaire de NAT");
    } finally {
      engine.dispose();
    }
  });
});
