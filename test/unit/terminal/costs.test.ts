import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltTerminal } from '../../support/terminal';
import { buildWholeTerminal } from '../../support/terminalWorkers';

const focus = [
  'BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ServiceName,SubAccountId,Tags',
  '0.1,1,USD,Usage,2026-01-01T00:00:00Z,Amazon S3,111111111111,"{""env"":""prod""}"',
  '0.2,1,USD,Usage,2026-01-02T00:00:00Z,Amazon S3,111111111111,"{""env"":""dev""}"',
  '0.00000000000000000001,1,USD,Tax,2026-01-02T00:00:00Z,Tax,222222222222,',
  ',1,USD,Usage,2026-01-03T00:00:00Z,Amazon EC2,222222222222,',
];

describe('the terminal’s command costs', () => {
  let terminal: BuiltTerminal;

  before(async function () {
    this.timeout(180_000);
    terminal = await buildWholeTerminal();
  });
  afterEach(() => terminal.reset());
  after(() => terminal.dispose());

  const write = (name: string, lines: readonly string[]): string => {
    const file = join(terminal.folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  // Nobody is signed in, and every way to a network leads nowhere.
  const env = {
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    HTTPS_PROXY: 'http://127.0.0.1:9',
    HTTP_PROXY: 'http://127.0.0.1:9',
  };
  const costs = (...args: readonly string[]) =>
    terminal.run(['costs', '--storage', terminal.storage, ...args], { env });
  const jsonOf = async (...args: readonly string[]) => {
    const { code, stdout } = await costs('--json', ...args);
    return { code, json: JSON.parse(stdout) as Record<string, unknown> };
  };

  it('gives exact figures, and says how it came by them', async () => {
    const { code, json } = await jsonOf(write('focus.csv', focus));
    const { reading, suggestions, notices, files, ...figures } = json;
    assert.deepEqual(figures, {
      format: 'focus-1.0',
      formatTitle: 'FOCUS 1.0',
      rows: 4,
      rowsCounted: 3,
      rowsWithoutAmount: 1,
      total: { amount: '0.30000000000000000001', currency: 'USD' },
      totalsByCurrency: { USD: '0.30000000000000000001' },
      currencies: ['USD'],
      currency: 'USD',
      totalsByKind: { Tax: '0.00000000000000000001', Usage: '0.3' },
      days: 3,
      firstDay: '2026-01-01',
      lastDay: '2026-01-03',
      byDay: { '2026-01-01': '0.1', '2026-01-02': '0.20000000000000000001', '2026-01-03': '0' },
      byService: { 'Amazon S3': '0.3', Tax: '0.00000000000000000001', 'Amazon EC2': '0' },
      byAccount: { '111111111111': '0.3', '222222222222': '0.00000000000000000001' },
      byTag: { env: { dev: '0.2', prod: '0.1' } },
      untagged: '0.00000000000000000001',
    });
    const { reasons, ...read } = reading as Record<string, unknown>;
    assert.deepEqual(read, {
      encoding: 'utf-8',
      delimiter: ',',
      headerLine: 1,
      shape: 'long',
      dateOrder: null,
      decimalSign: '.',
      leftOut: [],
      others: {},
      accountName: null,
      cost: 'BilledCost',
      date: 'ChargePeriodStart',
      service: 'ServiceName',
      account: 'SubAccountId',
      region: null,
      usageType: null,
      resource: null,
      tags: 'Tags',
      kind: 'ChargeCategory',
      currency: 'BillingCurrency',
    });
    assert.equal((reasons as Record<string, string>)['cost'], 'FOCUS 1.0 has the billed cost there.');
    assert.equal((suggestions as unknown[]).length, 5);
    assert.ok(Array.isArray(notices));
    assert.deepEqual(files, [{ name: 'focus.csv', rows: 4, skippedRows: 0 }]);
    assert.equal(code, 0);
  });

  it('takes another cost of a known format by its name', async () => {
    const { json } = await jsonOf(write('focus.csv', focus), '--cost', 'effectivecost');
    assert.deepEqual(json['total'], { amount: '4', currency: 'USD' });
    assert.equal((json['reading'] as Record<string, unknown>)['cost'], 'EffectiveCost');
  });

  it('never adds amounts of different currencies', async () => {
    const file = write('two.csv', [
      'day,cost,currency',
      '2026-01-01,1,USD',
      '2026-01-02,2,EUR',
      '2026-01-03,4,USD',
    ]);
    const { json } = await jsonOf(file);
    assert.equal(json['total'], null);
    assert.deepEqual(json['totalsByCurrency'], { USD: '5', EUR: '2' });
    assert.deepEqual(json['currencies'], ['USD', 'EUR']);
    assert.equal(json['currency'], 'USD');
    assert.deepEqual(json['byDay'], { '2026-01-01': '1', '2026-01-03': '4' });
  });

  it('reads columns that are named over those that it would guess', async () => {
    const file = write('own.csv', [
      'booked,due,cost,mine',
      '2026-01-01,2026-02-01,1,10',
      '2026-01-02,2026-02-01,2,20',
    ]);
    const guessed = await jsonOf(file);
    const named = await jsonOf(file, '--cost', 'mine', '--date', 'due');
    assert.deepEqual([guessed.json['total'], guessed.json['days']], [{ amount: '3', currency: null }, 2]);
    assert.deepEqual([named.json['total'], named.json['days']], [{ amount: '30', currency: null }, 1]);
    const { cost, date, reasons } = named.json['reading'] as Record<string, unknown>;
    assert.deepEqual([cost, date], ['mine', 'due']);
    assert.deepEqual(reasons, { cost: 'Named by --cost.', date: 'Named by --date.' });
    assert.deepEqual((guessed.json['reading'] as Record<string, unknown>)['reasons'], {
      cost: 'Its name speaks of money. Its values are whole numbers.',
      date: 'Its name and its values are those of a date: 2 different days.',
    });
  });

  it('answers SQL with exact rows', async () => {
    const sql = 'SELECT ServiceName, sum(Cost) AS total FROM costs GROUP BY 1 ORDER BY 1';
    const { code, json } = await jsonOf(write('focus.csv', focus), '--sql', sql);
    assert.deepEqual(json, {
      columns: ['ServiceName', 'total'],
      rows: [
        ['Amazon EC2', null],
        ['Amazon S3', '0.3'],
        ['Tax', '0.00000000000000000001'],
      ],
      truncated: false,
      notices: [],
    });
    assert.equal(code, 0);
  });

  const forbidden: readonly (readonly [string, string])[] = [
    ['writes', 'DELETE FROM costs'],
    ['writes a file', "COPY costs TO '/tmp/never.csv'"],
    ['reads a file', "SELECT * FROM read_csv('/etc/passwd')"],
    ['is two', 'SELECT 1; SELECT 2'],
  ];
  for (const [what, sql] of forbidden) {
    it(`refuses a statement that ${what}`, async () => {
      const { code, json } = await jsonOf(write('focus.csv', focus), '--sql', sql);
      const { reason, message } = json['refused'] as Record<string, string>;
      assert.deepEqual([code, reason], [1, 'notReadOnly'], message);
    });
  }

  it('says what is wrong with a file', async () => {
    const folder = join(terminal.folder, 'bills');
    mkdirSync(folder, { recursive: true });
    const focusFile = write('focus.csv', focus);
    const refusals: readonly (readonly [readonly string[], string, RegExp])[] = [
      [['/nowhere.csv'], 'file', /nowhere\.csv cannot be read: it is not there/],
      [[folder], 'file', /bills holds no \.csv, \.csv\.gz, \.csv\.zip or \.parquet file/],
      [[write('empty.csv', [])], 'noHeader', /empty\.csv/],
      [[focusFile, '--cost', 'nothing'], 'format', /“nothing” is no cost.*BilledCost, EffectiveCost/],
      [[focusFile, '--date', 'BillingCurrency'], 'format', /--date is not taken/],
      [[write('own.csv', ['day,cost', '2026-01-01,1']), '--cost', 'x'], 'format', /no column “x”.*day, cost/],
    ];
    for (const [args, reason, message] of refusals) {
      const { code, json } = await jsonOf(...args);
      const refused = json['refused'] as Record<string, string>;
      assert.deepEqual([code, refused['reason']], [1, reason], refused['message']);
      assert.match(refused['message'] ?? '', message);
    }
    const { stdout, stderr } = await costs('/nowhere.csv');
    assert.deepEqual([stdout, stderr], ['', 'nowhere.csv cannot be read: it is not there.\n']);
  });

  it('prints a table for people', async () => {
    const { code, stdout } = await costs(write('focus.csv', focus));
    assert.match(
      stdout,
      /^Total +0\.30000000000000000001 USD\nFormat +FOCUS 1\.0\nRows +4, 1 of them without an amount\n/,
    );
    assert.match(stdout, /\nHow it was read\n {2}cost +BilledCost +FOCUS 1\.0 has the billed cost there\.\n/);
    assert.match(stdout, /\nBy service\n {2}Amazon S3 +0\.30 USD\n/);
    assert.equal(code, 0);
  });

  it('keeps nothing of the data when it has ended', async () => {
    await costs(write('focus.csv', focus));
    assert.deepEqual(readdirSync(join(terminal.storage, 'finops')), []);
  });

  it('says so where there is no DuckDB for the platform', async () => {
    const binaries = join(terminal.folder, 'dist', 'duckdb');
    renameSync(binaries, `${binaries}.away`);
    try {
      const { code, json } = await jsonOf(write('focus.csv', focus));
      const { reason, message } = json['refused'] as Record<string, string>;
      assert.deepEqual([code, reason], [1, 'platform']);
      assert.match(message ?? '', /no DuckDB for/);
    } finally {
      renameSync(`${binaries}.away`, binaries);
    }
  });
});
