import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import { listTokenPrices } from '../../src/core/spending/priceListing';
import { tryConverse } from '../../src/core/bedrock/probes';
import { fromStored } from '../../src/core/aws/credentials/providers';
import { connectAthena } from '../../src/core/finops/athena/connection';
import { AthenaRunner } from '../../src/core/finops/athena/runner';
import { HistoryTable } from '../../src/core/finops/history/historyTable';
import { planOf } from '../../src/core/prompts/batch/jobPlan';
import { batchOrder, testBatch } from '../support/batch';
import { eventFrame } from '../support/emulators/bedrock/frames';
import { testEngine, type TestEngine } from '../support/engine';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-secret' };
const megabyte = Buffer.alloc(1024 * 1024, ' ');
/** Stands for no end: more than anybody may take, and yet one that a test survives. */
const ENDLESS_MB = 48;

describe('a server that answers with more than anybody asked for', () => {
  let server: Server;
  let url: string;
  let test: TestEngine;
  let answer: RequestListener;

  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume();
      request.on('end', () => answer(request, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    test = testEngine(url, keys);
    test.connection = { ...test.connection, retryMaxAttempts: 1 };
    answer = endless;
  });
  afterEach(() => {
    test.dispose();
    server.closeAllConnections();
    server.close();
  });

  const endless: RequestListener = (_request, response) => {
    let left = ENDLESS_MB;
    const go = (): void => {
      if (left-- === 0) {
        response.end();
      } else if (response.write(megabyte)) {
        setImmediate(go);
      } else {
        response.once('drain', go);
      }
    };
    go();
  };
  const json =
    (body: (request: IncomingMessage) => unknown): RequestListener =>
    (request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body(request)));
    };
  const credentials = () => Promise.resolve(fromStored({ kind: 'keys', ...keys }));
  const retries = { retryMaxAttempts: 1, retryBaseDelayMs: 1 };
  const plan = planOf([], batchOrder);
  const batch = () => testBatch(test, { control: url, s3: url, serviceQuotas: url }).service;
  const athena = async () => {
    const account = { credentials, region: () => Promise.resolve('us-east-1') };
    const connection = await connectAthena(account, { endpoint: url, ...retries });
    const options = { workgroup: 'primary', outputLocation: '', maxScannedBytes: 1e9 };
    return new AthenaRunner(connection, { ...options, pausesMs: [1, 5] });
  };
  const prices = async () =>
    listTokenPrices('us-east-1', { credentials: await credentials(), endpoint: url, ...retries });

  describe('in one piece', () => {
    it('is left where Bedrock is asked by Converse', async () => {
      const connection = await test.connections.current();
      const { error } = await tryConverse(connection, {
        model: configuredModel('anthropic.claude-3-haiku-20240307-v1:0'),
        signal: new AbortController().signal,
        observer: () => undefined,
        price: () => undefined,
      });
      assert.equal(error?.detail.code, 'AnswerTooLong');
    });

    it('is left where batch jobs and their files are looked for', async () => {
      const { signal } = new AbortController();
      const tooLong = { name: 'BedrockError', message: /more than 2048 KB/ };
      await assert.rejects(batch().look(plan, 'arn/job', signal), tooLong);
      await assert.rejects(batch().outputs(plan, 'arn/job'), tooLong);
    });

    it('is left where a table of questions is read', async () => {
      const access = { table: 'questions', region: 'us-east-1', endpoint: url, credentials };
      const table = await HistoryTable.open(access);
      await assert.rejects(table.describe(), { name: 'AnswerTooLong' });
      await assert.rejects(table.sessions(), { name: 'AnswerTooLong' });
      table.close();
    });

    it('is left where Athena is asked', async () => {
      const runner = await athena();
      await assert.rejects(runner.run('SELECT 1'), { name: 'FinopsError', message: /more than \d+ KB/ });
    });

    it('is left where it is a page of Athena’s rows without anything in them', async () => {
      const rows = '{},'.repeat(900_000);
      answer = ({ headers }, response) => {
        response.setHeader('content-type', 'application/json');
        switch (headers['x-amz-target']) {
          case 'AmazonAthena.StartQueryExecution':
            return response.end('{"QueryExecutionId":"q"}');
          case 'AmazonAthena.GetQueryExecution':
            return response.end('{"QueryExecution":{"Status":{"State":"SUCCEEDED"}}}');
          default:
            return response.end(`{"ResultSet":{"Rows":[${rows}{}]}}`);
        }
      };
      const runner = await athena();
      await assert.rejects(runner.run('SELECT 1'), { name: 'FinopsError', message: /more than 2048 KB/ });
    });

    it('is read on where it is the output of a batch job, line by line', async () => {
      let lines = 0;
      answer = (_request, response) => response.end(Buffer.alloc(4 * 1024 * 1024, `${'x'.repeat(1023)}\n`));
      for await (const line of batch().lines(plan, 's3://prompts/out.jsonl')) {
        lines += Number(line?.length === 1023);
      }
      assert.equal(lines, 4096);
    });
  });

  describe('in a stream', () => {
    const stream =
      (...chunks: Uint8Array[]): RequestListener =>
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
        void (async () => {
          for (const chunk of chunks) {
            response.write(chunk);
            await sleep(1);
          }
          response.end();
        })();
      };
    const text = (said: string, more = {}) =>
      eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: said }, ...more });
    const stop = eventFrame('messageStop', { stopReason: 'end_turn' });

    it('is left before a message of megabytes is read', async () => {
      answer = stream(text('Hi'), text('!', { unused: Array.from({ length: 1_000_000 }, () => 1) }), stop);
      const asked = await test.ask('Hi');
      assert.equal(asked.text, 'Hi');
      assert.equal(test.invocations[0]?.error_code, 'MessageTooLong');
      assert.match(JSON.stringify(asked.outcome), /more than 1024 KB/);
    });

    it('is left at the length that a message only claims, which is no reason to try again', async () => {
      test.connection = { ...test.connection, retryMaxAttempts: 3 };
      answer = stream(Buffer.from('<html>Sign in to the network first</html>'));
      await test.ask('Hi');
      assert.deepEqual(
        test.invocations.map((each) => [each.error_code, each.attempts]),
        [['MessageTooLong', 1]],
      );
    });

    it('is read where its messages are long, and however they are cut', async () => {
      const long = 'x'.repeat(900 * 1024);
      answer = stream(text(long), stop);
      assert.equal((await test.ask('Hi')).text, long);
      const messages = Buffer.concat([text('one '), text('two'), stop]);
      for (const size of [1, 3, 5]) {
        const pieces = Math.ceil(messages.length / size);
        answer = stream(
          ...Array.from({ length: pieces }, (_, at) => messages.subarray(at * size, (at + 1) * size)),
        );
        assert.equal((await test.ask('Hi')).text, 'one two');
      }
    });
  });

  describe('page after page', () => {
    it('is left where they are of a result of Athena and have no rows', async () => {
      let pages = 0;
      answer = json(({ headers }) => {
        switch (headers['x-amz-target']) {
          case 'AmazonAthena.StartQueryExecution':
            return { QueryExecutionId: 'q' };
          case 'AmazonAthena.GetQueryExecution':
            return { QueryExecution: { Status: { State: 'SUCCEEDED' } } };
          default:
            // An end, so that whoever reads on fails rather than hangs.
            return { ResultSet: { Rows: [] }, ...(++pages < 1000 && { NextToken: `t${pages}` }) };
        }
      });
      const runner = await athena();
      await assert.rejects(runner.run('SELECT 1'), { name: 'FinopsError', message: /more than \d+ pages/ });
      assert.ok(pages < 200, `${pages} pages`);
    });

    it('leaves time for others between the prices that it lists', async () => {
      const products = 200;
      let turns = 0;
      let isOver = false;
      const turn = (): void => {
        turns++;
        if (!isOver) {
          setImmediate(turn);
        }
      };
      answer = (_request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ PriceList: Array.from({ length: products }, () => '{}') }));
      };
      turn();
      await prices();
      isOver = true;
      assert.ok(turns > products, `${turns} turns`);
    });
  });
});
