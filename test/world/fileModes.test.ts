import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ModelStore } from '../../src/core/bedrock/models/modelStore';
import { AwsPriceStore, type AwsPrices } from '../../src/core/spending/awsPrices';
import { SpendingLog } from '../../src/core/spending/spendingLog';
import { FeatureUsageLog } from '../../src/core/finops/featureUsageLog';
import { Logger } from '../../src/core/logging/logger';
import { Redactor } from '../../src/core/logging/redaction';
import { RotatingFile } from '../../src/core/logging/rotatingFile';
import { Journal } from '../../src/core/metrics/journal';
import { InvocationRecorder } from '../../src/core/metrics/recorder';
import { invocation } from '../unit/core/metrics/records';

describe('what is kept in the storage', () => {
  let storage: string;

  beforeEach(() => (storage = mkdtempSync(join(tmpdir(), 'modes-'))));
  afterEach(() => rmSync(storage, { recursive: true, force: true }));

  it('can be read by its user alone', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const logger = new Logger({ sinks: [], redactor: new Redactor() });
    await new ModelStore(join(storage, 'models')).write('account', {
      region: 'us-east-1',
      listedAtMs: 0,
      models: [],
      denied: [],
    });
    const prices: AwsPrices = { region: 'us-east-1', date: '2026-11-01', models: {} };
    await new AwsPriceStore(join(storage, 'prices')).write(prices);
    await new FeatureUsageLog(join(storage, 'finops', 'use.ndjson'), logger).count('question');
    const spendingLog = new SpendingLog(join(storage, 'usage'), 'window');
    spendingLog.add(1);
    const recorder = new InvocationRecorder(
      new Journal({ directory: join(storage, 'metrics', 'journal'), windowId: 'window' }),
      logger,
    );
    recorder.record(invocation());
    const log = new RotatingFile({ path: join(storage, 'logs', 'bedrock-chat.log'), maxBytes: 1_000 });
    log.write({ time: 0, level: 'INFO', name: 'test', message: 'Hello', fields: {} });
    await log.flush();
    [spendingLog, recorder, log].forEach((one) => one.dispose());

    const files = readdirSync(storage, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    assert.ok(files.length >= 6, files.map(({ name }) => name).join(', '));
    for (const { parentPath, name } of files) {
      assert.equal(statSync(join(parentPath, name)).mode & 0o077, 0, `${parentPath}/${name}`);
    }
  });
});
