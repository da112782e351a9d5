import assert from 'node:assert/strict';
import { AthenaSource } from '../../../../../src/core/finops/athena/athenaSource';
import type { AthenaProgress } from '../../../../../src/core/finops/athena/runner';
import { BedrockError } from '../../../../../src/core/aws/errors';
import type { ActiveCredentials } from '../../../../../src/core/aws/credentials/activeCredentials';
import { FinopsError } from '../../../../../src/core/finops/finopsError';
import { sampleTable, startAthenaEmulator, type AthenaEmulator } from '../../../../support/emulators/athena';
import { openSource, settingsOf, usd } from './openSource';

const table = sampleTable('cur-2.0', 2500);
/** For statements that the tests wrote themselves. */
const trusting = () => Promise.resolve({ limited: false });

describe('a query in Athena', () => {
  let emulator: AthenaEmulator;
  let source: AthenaSource;

  before(async () => {
    emulator = await startAthenaEmulator({
      tables: [table],
      workgroups: [
        { name: 'primary' },
        { name: 'own', outputLocation: 's3://of-the-group/', enforced: true },
        { name: 'small', outputLocation: 's3://of-the-group/', cutoffBytes: 1_500_000 },
      ],
    });
    source = await openSource(emulator, table.name, trusting);
  });
  beforeEach(() => emulator.reset());
  after(async () => {
    await emulator.close();
  });

  const failureOf = async (work: Promise<unknown>): Promise<FinopsError> => {
    try {
      await work;
    } catch (error) {
      assert.ok(error instanceof FinopsError, String(error));
      return error;
    }
    return assert.fail('it did not fail');
  };
  const states = () => emulator.executions.all.map(({ state }) => state);

  it('says its state, the bytes scanned and what they may cost while it runs', async () => {
    const seen: AthenaProgress[] = [];
    const result = await source.query('SELECT count(*) AS Lines FROM costs', usd, {
      onProgress: (one) => seen.push(one),
    });
    assert.deepEqual(result.rows, [[2500]]);
    const steps = seen.map(({ state, scannedBytes }) => `${state} ${scannedBytes}`);
    assert.deepEqual(
      [...new Set(steps)],
      ['queued 0', 'running 1000000', 'running 2000000', 'reading 3000000'],
    );
    // Ten megabytes are the least that a query counts as.
    assert.deepEqual([seen[0]?.estimatedUsd, seen.at(-1)?.estimatedUsd], [0, 0.00005]);
    assert.deepEqual([result.scannedBytes, result.estimatedUsd], [3_000_000, 0.00005]);
    assert.equal(result.columns[0]?.name, 'Lines');
  });

  it('reads a result of many pages, each row once', async () => {
    const sql = 'SELECT Cost, UsageType, ResourceId FROM costs ORDER BY 1, 2, 3';
    const { rows, truncated } = await source.query(sql, usd, { maxRows: 5000 });
    assert.deepEqual([rows.length, truncated, emulator.count('GetQueryResults')], [2500, false, 11]);
    const first = await source.query(sql, usd, { maxRows: 1500 });
    assert.deepEqual([first.rows, first.truncated, first.rowCount], [rows.slice(0, 1500), true, 1500]);
    assert.match(emulator.executions.all[1]?.sql ?? '', /\nLIMIT 1501$/);
  });

  it('gives each value as what it is, exact', async () => {
    const sql =
      "SELECT CAST('0.10' AS DECIMAL(38,24)) AS d, 9007199254740993 AS big, 3 AS small, CAST('0.5' AS DOUBLE) AS half, " +
      "DATE '2025-01-31' AS day, true AS yes, CAST(NULL AS VARCHAR) AS nothing, '' AS empty";
    const { rows, columns } = await source.query(sql, usd);
    assert.deepEqual(rows, [['0.1', '9007199254740993', 3, 0.5, '2025-01-31', true, null, '']]);
    const kinds = ['decimal', 'integer', 'integer', 'number', 'date', 'boolean', 'text', 'text'];
    assert.deepEqual(
      columns.map(({ kind }) => kind),
      kinds,
    );
  });

  it('is stopped in Athena when it is cancelled', async () => {
    emulator.executions.held = true;
    const abort = new AbortController();
    const failure = await failureOf(
      source.query('SELECT count(*) FROM costs', usd, {
        signal: abort.signal,
        onProgress: ({ state }) => {
          if (state === 'running') {
            abort.abort();
          }
        },
      }),
    );
    assert.equal(failure.reason, 'cancelled');
    assert.match(failure.message, /told to stop/);
    assert.deepEqual([states(), emulator.count('StopQueryExecution')], [['CANCELLED'], 1]);
    const before = await failureOf(source.query('SELECT 1', usd, { signal: abort.signal }));
    assert.deepEqual([before.reason, emulator.executions.all.length], ['cancelled', 1]);
  });

  it('says where to look when it could not be stopped', async () => {
    emulator.executions.held = true;
    emulator.fail({ operation: 'StopQueryExecution', error: 'AccessDeniedException' });
    const abort = new AbortController();
    const onProgress = () => abort.abort();
    const { message } = await failureOf(source.query('SELECT 1', usd, { signal: abort.signal, onProgress }));
    assert.ok(message.includes(emulator.executions.all[0]?.id ?? '?'), message);
  });

  it('is stopped when it scans more than is allowed', async () => {
    emulator.executions.held = true;
    const frugal = await openSource(emulator, table.name, trusting, {
      settings: { maxScannedBytes: 1_500_000 },
    });
    const failure = await failureOf(frugal.query('SELECT count(*) FROM costs', usd));
    assert.equal(failure.reason, 'scanLimit');
    assert.match(failure.message, /scanned 2 MB, more than the 1.5 MB .*athena\.maxScannedBytes/);
    assert.deepEqual(states().slice(-1), ['CANCELLED']);
  });

  it('keeps within the workgroup’s own limit, and says that it was that', async () => {
    const limited = await openSource(emulator, table.name, trusting, { settings: { workgroup: 'small' } });
    const failure = await failureOf(limited.query('SELECT count(*) FROM costs', usd));
    assert.deepEqual([failure.reason, emulator.count('StopQueryExecution')], ['scanLimit', 0]);
    assert.match(failure.message, /workgroup/);
  });

  const faults = [
    { error: 'TooManyRequestsException', afterwards: false },
    { error: 'TooManyRequestsException', afterwards: true },
    { error: 'InternalServerException', afterwards: true },
    { error: 'drop', afterwards: true },
  ];
  for (const { error, afterwards } of faults) {
    const when = afterwards ? 'after it was started' : 'before it was started';
    it(`is one query, though ${error === 'drop' ? 'the connection was cut' : `${error} came`} ${when}`, async () => {
      emulator.fail({ operation: 'StartQueryExecution', error, afterwards, times: 2 });
      const { rows } = await source.query('SELECT count(*) FROM costs', usd);
      assert.deepEqual(rows, [[2500]]);
      assert.deepEqual([emulator.count('StartQueryExecution'), emulator.executions.all.length], [3, 1]);
    });
  }

  it('is throttled for good: says so, and that it is not about the SQL', async () => {
    emulator.fail({ operation: 'StartQueryExecution', error: 'TooManyRequestsException', times: 99 });
    const failure = await failureOf(source.query('SELECT 1', usd));
    assert.deepEqual([failure.reason, emulator.count('StartQueryExecution')], ['service', 4]);
    assert.match(failure.message, /too much to do.*Ask again/);
  });

  it('is stopped when it can no longer be watched', async () => {
    emulator.executions.held = true;
    emulator.fail({
      operation: 'GetQueryExecution',
      error: 'AccessDeniedException',
      message: 'no policy allows it',
    });
    const failure = await failureOf(source.query('SELECT 1', usd));
    assert.deepEqual([failure.reason, states()], ['account', ['CANCELLED']]);
    assert.match(failure.message, /no policy allows it.*docs\/athena\.md.*told to stop/s);
  });

  it('fails with Athena’s own words where the SQL is wrong', async () => {
    const failure = await failureOf(source.query('SELECT nothing_of_the_kind FROM costs', usd));
    assert.deepEqual([failure.reason, emulator.count('StopQueryExecution')], ['sql', 0]);
    assert.match(failure.message, /SYNTAX_ERROR.*nothing_of_the_kind/);
  });

  it('goes to the place that the settings name, unless the workgroup insists on its own', async () => {
    await source.query('SELECT 1', usd);
    const strict = await openSource(emulator, table.name, trusting, { settings: { workgroup: 'own' } });
    await strict.query('SELECT 1', usd);
    const places = emulator.executions.all.map(({ outputLocation }) => outputLocation);
    assert.deepEqual(places, ['s3://results-of-tests/athena/', 's3://of-the-group/']);
  });

  it('asks for a place where there is none, and says which setting is wrong', async () => {
    const open = (more: Parameters<typeof openSource>[3]) => openSource(emulator, table.name, trusting, more);
    const nowhere = await failureOf(open({ settings: { outputLocation: '' } }));
    assert.match(nowhere.message, /no place for results.*athena\.outputLocation/);
    const asked = await openSource(emulator, table.name, trusting, {
      settings: { outputLocation: '' },
      askOutputLocation: () => Promise.resolve('s3://asked-for/'),
    });
    await asked.query('SELECT 1', usd);
    assert.equal(emulator.executions.all.at(-1)?.outputLocation, 's3://asked-for/');
    for (const [settings, what] of [
      [{ table: 'none_such' }, /table billing\.none_such/],
      [{ workgroup: 'none-such' }, /workgroup none-such/],
    ] as const) {
      const failure = await failureOf(open({ settings }));
      assert.equal(failure.reason, 'settings');
      assert.match(failure.message, what);
    }
    assert.equal(emulator.executions.all.length, 1);
  });

  it('is not for those who have a Bedrock API key alone, or wrong keys', async () => {
    const account = (credentials: unknown) => ({
      account: {
        credentials: () => Promise.resolve(credentials as never),
        region: () => Promise.resolve('us-east-1'),
      },
    });
    const bearer = { kind: 'bearer', origin: 'apiKey', label: 'key', token: () => Promise.resolve('x') };
    const keys = { accessKeyId: emulator.credentials.accessKeyId, secretAccessKey: 'a/wrong/secret' };
    const wrong = { kind: 'aws', origin: 'keys', label: 'keys', provider: () => Promise.resolve(keys) };
    const refused = await failureOf(openSource(emulator, table.name, trusting, account(bearer)));
    assert.match(refused.message, /API key.*access keys or a profile/);
    const failure = await failureOf(openSource(emulator, table.name, trusting, account(wrong)));
    assert.equal(failure.reason, 'account');
    assert.ok(!failure.message.includes('a/wrong/secret'));
  });

  it('asks anew each time who is signed in, and how much may be scanned', async () => {
    let isSignedIn = true;
    const settings = { ...settingsOf(emulator, table.name) };
    const keys: ActiveCredentials = {
      kind: 'aws',
      origin: 'keys',
      label: 'access keys',
      provider: () => Promise.resolve(emulator.credentials),
    };
    const credentials = () => {
      if (isSignedIn) {
        return Promise.resolve(keys);
      }
      const detail = { code: 'CredentialsProviderError', message: 'nobody is signed in' };
      return Promise.reject(new BedrockError('credentialsMissing', detail));
    };
    const opened = await AthenaSource.open({
      account: { credentials, region: () => Promise.resolve('us-east-1') },
      settings,
      guard: trusting,
      pausesMs: [1, 5],
    });
    await opened.query('SELECT 1', usd);
    settings.maxScannedBytes = 1_500_000;
    assert.equal((await failureOf(opened.query('SELECT 1', usd))).reason, 'scanLimit');
    isSignedIn = false;
    emulator.reset();
    const failure = await failureOf(opened.query('SELECT 1', usd));
    assert.equal(failure.reason, 'account');
    assert.match(failure.message, /Nobody is signed in.*Sign In/);
    assert.deepEqual(emulator.calls, []);
  });
});
