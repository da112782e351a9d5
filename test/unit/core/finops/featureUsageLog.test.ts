import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FeatureUsageLog } from '../../../../src/core/finops/featureUsageLog';
import { Logger } from '../../../../src/core/logging/logger';
import type { LogEntry } from '../../../../src/core/logging/entry';
import { Redactor } from '../../../../src/core/logging/redaction';

describe('What is done with cost data', () => {
  let folder: string;
  let path: string;
  let logged: LogEntry[];
  let use: FeatureUsageLog;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cost-use-'));
    path = join(folder, 'finops', 'use.ndjson');
    logged = [];
    use = open();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function open(): FeatureUsageLog {
    const sinks = [{ write: (entry: LogEntry) => logged.push(entry) }];
    return new FeatureUsageLog(path, new Logger({ sinks, redactor: new Redactor() }));
  }

  it('is nothing before anybody did something', async () => {
    assert.equal(await use.read(), undefined);
  });

  it('is counted by conversation, with the time of queries and how many failed', async () => {
    for (const conversation of ['a', 'a', 'b']) {
      await use.count('question', { conversation });
    }
    await use.count('query', { conversation: 'a', durationMs: 100 });
    await use.count('query', { conversation: 'b', durationMs: 300, failed: true });
    await use.count('load');
    await use.count('helpful', { conversation: 'a' });
    assert.deepEqual(await use.read(), {
      conversations: 2,
      questions: 3,
      questionsPerConversation: 1.5,
      queries: 2,
      queriesPerConversation: 1,
      meanQueryMs: 200,
      queryErrorRate: 0.5,
      helpful: 1,
      unhelpful: 0,
      features: [
        { feature: 'load', count: 1 },
        { feature: 'question', count: 3 },
        { feature: 'query', count: 2 },
      ],
    });
  });

  it('is counted over all windows, and over a restart', async () => {
    const other = open();
    await Promise.all(Array.from({ length: 50 }, (_, at) => (at % 2 === 0 ? use : other).count('analysis')));
    assert.deepEqual((await open().read())?.features, [{ feature: 'analysis', count: 50 }]);
  });

  it('passes over lines that are torn or of a later version', async () => {
    await use.count('export');
    appendFileSync(path, '{"timeUtc":"2026-01-01T00:00:00Z","what":"telepathy"}\n{"timeUtc":"20');
    assert.deepEqual((await use.read())?.features, [{ feature: 'export', count: 1 }]);
  });

  it('keeps its file small', async () => {
    mkdirSync(join(folder, 'finops'));
    writeFileSync(path, `${' '.repeat(1024 * 1024)}\n`);
    await use.count('chart');
    assert.ok(statSync(path).size < 1000);
    assert.deepEqual(readdirSync(join(folder, 'finops')).sort(), ['use.ndjson', 'use.ndjson.1']);
  });

  it('hinders nobody where it cannot be written, which is logged', async () => {
    writeFileSync(join(folder, 'finops'), 'a file where the folder should be');
    await use.count('load');
    assert.equal(await use.read(), undefined);
    assert.equal(logged.length, 1);
  });
});
