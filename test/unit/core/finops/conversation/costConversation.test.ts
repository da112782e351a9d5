import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { makeSampleWorkspace } from '../../../../support/samples/sampleWorkspace';
import { CostConversation } from '../../../../../src/core/finops/conversation/costConversation';
import type { CostExchange } from '../../../../../src/core/finops/conversation/costExchange';
import type { CostEngine } from '../../../../../src/core/finops/costEngine';
import {
  toConversationSchema,
  type AskedChart,
  type AskedQuery,
  type Citations,
  type ToConversation,
} from '../../../../../src/protocol/costConversation';
import { CostSession } from '../../../../../src/core/finops/costSession';
import { answer, startBedrockEmulator, type BedrockEmulator } from '../../../../support/emulators/bedrock';
import { testEngine, type TestEngine } from '../../../../support/engine';
import { openEngine, temporaryFolder } from '../engine';

describe('A conversation about cost data', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let emulator: BedrockEmulator;
  let bedrock: TestEngine;
  let engine: CostEngine;
  let session: CostSession;
  let conversation: CostConversation;
  let told: ToConversation[];
  let exchanges: CostExchange[];
  let counted: [what: string, failed: boolean][];

  before(async () => {
    makeSampleWorkspace(folder);
    emulator = await startBedrockEmulator();
    ({ engine } = await openEngine());
  });
  beforeEach(async () => {
    emulator.reset();
    told = [];
    exchanges = [];
    counted = [];
    bedrock = testEngine(emulator.url, emulator.credentials);
    bedrock.settings = { ...bedrock.settings, model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0' };
    session = new CostSession({
      engine,
      askMapping: () => Promise.resolve({ cost: 'amount', currencyCode: 'USD' }),
      onChange: () => undefined,
      onOtherData: () => void conversation.reset(),
    });
    conversation = new CostConversation({
      chat: {
        engine: bedrock.engine,
        feedback: { record: () => undefined },
        toolLimits: { maxRounds: 5 },
      },
      data: () => session.data,
      // What a page would not take is not told.
      post: (message) => told.push(v.parse(toConversationSchema, message)),
      onExchange: (exchange) => exchanges.push(exchange),
      usage: { count: (what, more) => Promise.resolve(void counted.push([what, more?.failed ?? false])) },
    });
    await session.load([join(folder, 'costs', 'focus-sample.csv')]);
  });
  afterEach(async () => {
    await session.close();
    bedrock.dispose();
  });
  after(async () => {
    engine.dispose();
    await emulator.close();
  });

  const calls = () => emulator.requests.filter(({ operation }) => operation === 'ConverseStream');
  const lastBody = () => JSON.stringify(calls().at(-1)?.body);
  /** The state of a page after all that it was told. */
  const evidence = () => {
    let queries: AskedQuery[] = [];
    let charts: AskedChart[] = [];
    let citations: Citations[] = [];
    for (const message of told) {
      if (message.type === 'evidence') {
        ({ queries, charts, citations } = message);
      }
      if (message.type !== 'moreEvidence') {
        continue;
      }
      const isKept = ({ toolUseId }: { toolUseId: string }) => !message.dropped.includes(toolUseId);
      queries = [...queries.filter(isKept), ...message.queries];
      charts = [...charts.filter(isKept), ...message.charts];
      citations = [...citations, ...message.citations];
    }
    return { queries, charts, citations };
  };
  const use = (name: string, input: Record<string, unknown>) =>
    answer({ text: 'Let me see.', toolUses: [{ name, input }] });

  it('goes out with what the data is, and is on record as a question about costs', async () => {
    await conversation.session.send('What is this?');
    const sent = lastBody();
    for (const piece of [
      'FOCUS',
      '465 rows',
      'Columns of costs: ',
      'Highest services',
      'First rows of source',
    ]) {
      assert.ok(sent.includes(piece), piece);
    }
    assert.match(sent, /"name":"query_cost_data"/);
    assert.equal(bedrock.invocations.at(-1)?.surface, 'finops');
  });

  it('has an answer pinned with its queries, over new conversations, until it is taken off', async () => {
    emulator.script(
      use('query_cost_data', { sql: 'SELECT 1 AS one', purpose: 'One' }),
      answer({ text: 'It is 1.' }),
    );
    await conversation.session.send('How much?');
    const { id = '' } = conversation.session.snapshot().at(-1) ?? {};
    conversation.pin('of no message', true);
    assert.equal(conversation.report.length, 0);
    conversation.pin(id, true);
    await conversation.reset();
    const [pinned] = conversation.report;
    assert.deepEqual(
      [pinned?.question, pinned?.queries.map(({ sql }) => sql)],
      ['How much?', ['SELECT 1 AS one']],
    );
    assert.match(pinned?.answer ?? '', /It is 1\./);
    assert.match(pinned?.about ?? '', /^focus-sample\.csv \(FOCUS/);
    assert.deepEqual(
      told.findLast(({ type }) => type === 'report'),
      { type: 'report', pinned: [id] },
    );
    conversation.pin(id, false);
    assert.equal(conversation.report.length, 0);
  });

  it('takes the last five exchanges along, and no more', async () => {
    for (let at = 1; at <= 7; at++) {
      emulator.script(answer({ text: 'Yes.' }));
      await conversation.session.send(`Question number ${at}.`);
    }
    const sent = lastBody();
    assert.doesNotMatch(sent, /Question number 1\./);
    for (let at = 2; at <= 7; at++) {
      assert.ok(sent.includes(`Question number ${at}.`), String(at));
    }
  });

  it('keeps what was asked of the data, with its rows, and says which numbers it gave', async () => {
    emulator.script(
      use('query_cost_data', { sql: 'SELECT count(*) AS n, sum(Cost) AS cost FROM costs', purpose: 'All' }),
      answer({ text: 'There are 465 charges, and 123,456 more.' }),
    );
    await conversation.session.send('How many?');
    const { queries, citations } = evidence();
    assert.deepEqual(
      queries.map(({ id, purpose, outcome }) => [id, purpose, outcome.state]),
      [['q1', 'All', 'ended']],
    );
    assert.deepEqual(citations.at(-1)?.cited, [{ text: '465', queryId: 'q1', cell: { row: 0, column: 0 } }]);
    assert.deepEqual(citations.at(-1)?.uncited, ['123,456']);
    assert.match(lastBody(), /Result q1: 1 row\./);
    assert.deepEqual(counted, [
      ['query', false],
      ['question', false],
    ]);
    assert.deepEqual(
      exchanges.map(({ question, answer, queries }) => [question, answer, queries.map(({ id }) => id)]),
      [['How many?', 'Let me see.\n\nThere are 465 charges, and 123,456 more.', ['q1']]],
    );
  });

  const faults: [string, string, Record<string, unknown>, RegExp][] = [
    ['SQL that is wrong', 'query_cost_data', { sql: 'SELECT Nothing FROM costs' }, /Nothing/],
    ['a query without SQL', 'query_cost_data', { purpose: 'x' }, /sql/],
    ['a chart of no result', 'draw_chart', { query: 'q9' }, /There is no result q9/],
    ['a chart of an unknown kind', 'draw_chart', { query: 'q1', kind: 'radar' }, /kind/],
    ['a tool that there is not', 'format_disk', {}, /There is no tool format_disk/],
  ];
  for (const [what, name, input, words] of faults) {
    it(`tells the model of ${what}, and goes on`, async () => {
      emulator.script(use(name, input), answer({ text: 'I see.' }));
      await conversation.session.send('Try');
      // A call of what is not declared goes back as text.
      assert.match(lastBody(), /"status":"error"|The tool failed:/);
      assert.match(lastBody(), words);
    });
  }

  it('draws a chart of a result, and says why where it cannot', async () => {
    const sql = 'SELECT ServiceName AS service, sum(Cost) - 2000 AS above FROM costs GROUP BY 1';
    emulator.script(
      use('query_cost_data', { sql }),
      answer({
        toolUses: [
          { name: 'draw_chart', input: { query: 'q1', kind: 'bar', title: 'Above' } },
          { name: 'draw_chart', input: { query: 'q1', kind: 'pie' } },
        ],
      }),
      answer({ text: 'Here.' }),
    );
    await conversation.session.send('Draw');
    assert.deepEqual(
      evidence().charts.map(({ title, chart }) => [title, chart.kind, chart.possible]),
      [['Above', 'bar', true]],
    );
    assert.match(lastBody(), /below zero/);
  });

  it('tells a page only what is new of large results, and of all no more than is kept', async function () {
    this.timeout(120_000);
    const texts = Array.from({ length: 31 }, (_, at) => `t || '${at}' AS a${at}`).join(', ');
    const long = "SELECT repeat('x', 1200) || row_number() OVER () AS t FROM costs LIMIT 200";
    const sql = `SELECT ${texts} FROM (${long})`;
    for (let round = 1; round <= 3; round++) {
      const asked = Array.from({ length: 4 }, () => ({ name: 'query_cost_data', input: { sql } }));
      emulator.script(answer({ toolUses: asked }), answer({ text: 'Done.' }));
      await conversation.session.send('All texts');
    }
    const size = (message: unknown) => JSON.stringify(message).length;
    const posts = told.filter(({ type }) => type !== 'chat');
    assert.ok(posts.every((message) => size(message) < 1_200_000));
    conversation.notifyAll();
    const { queries } = evidence();
    assert.ok(queries.length >= 8 && queries.length < 12, String(queries.length));
    assert.ok(size(told.findLast(({ type }) => type === 'evidence')) < 11_000_000);
    const last = queries.at(-1);
    assert.ok(last?.outcome.state === 'ended');
    const { rows, rowCount, truncated, note = '' } = last.outcome.result;
    assert.deepEqual([rowCount, truncated], [rows.length, true]);
    assert.match(
      note,
      /^It is too large: only its first \d+ rows are kept\. Texts are cut to 1,000 characters\.$/,
    );
    assert.ok(lastBody().includes(note));
  });

  it('asks in the scope that is looked at', async () => {
    const data = session.data;
    assert.ok(data);
    await session.setScope({ ...data.summary.scope, measure: 'EffectiveCost' });
    emulator.script(
      use('query_cost_data', { sql: 'SELECT sum(Cost) AS c FROM costs' }),
      answer({ text: 'x' }),
    );
    await conversation.session.send('How much?');
    const [query] = evidence().queries;
    assert.ok(query?.outcome.state === 'ended');
    assert.equal(query.outcome.result.rows[0]?.[0], session.data?.summary.total);
    assert.match(lastBody(), /Effective/);
  });

  it('is forgotten when other data takes its place', async () => {
    await conversation.session.send('About this');
    await session.load([join(folder, 'costs', 'focus-sample.csv')]);
    assert.deepEqual(conversation.session.snapshot(), []);
    await conversation.session.send('About that');
    assert.doesNotMatch(lastBody(), /About this/);
  });

  it('tells the model no more than it said it would, however wide the data is', async () => {
    const wide = Array.from({ length: 900 }, (_, at) => `a_column_with_a_long_name_${at}`);
    writeFileSync(
      join(folder, 'wide.csv'),
      `amount USD,${wide.join(',')}\n1.5,${wide.map(() => 'x'.repeat(50)).join(',')}\n`,
    );
    await session.load([join(folder, 'wide.csv')]);
    await conversation.session.send('Well?');
    conversation.tellBrief();
    const brief = told.findLast((message) => message.type === 'brief');
    assert.ok(brief);
    assert.ok(brief.text.length <= brief.limit, String(brief.text.length));
    assert.match(brief.text, /total of it: 1\.5 USD/);
  });
});
