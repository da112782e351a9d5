import assert from 'node:assert/strict';
import type { AskedChart, AskedQuery } from '../../../../../src/protocol/costConversation';
import type { PinnedAnswer, Report } from '../../../../../src/core/finops/report/report';
import { reportHtml } from '../../../../../src/core/finops/report/reportHtml';
import { reportMarkdown } from '../../../../../src/core/finops/report/reportMarkdown';

const query: AskedQuery = {
  toolUseId: 't1',
  id: 'q1',
  purpose: 'By service | all',
  sql: "SELECT '```' AS a, sum(Cost) AS cost FROM costs",
  outcome: {
    state: 'ended',
    result: {
      columns: [
        { name: 'service', kind: 'text' },
        { name: 'cost', kind: 'decimal' },
      ],
      rows: [
        ['<b>EC2</b> | x', '10.5'],
        [null, '-2.25'],
      ],
      rowCount: 2,
      truncated: true,
      elapsedMs: 3,
    },
  },
};
const chart: AskedChart = {
  toolUseId: 't2',
  queryId: 'q1',
  title: 'Costs & more',
  chart: {
    possible: true,
    kind: 'bar',
    label: 'service',
    value: 'cost',
    series: [
      {
        name: 'cost',
        parts: [
          { name: 'EC2', value: '10.5' },
          { name: 'S3', value: '-2.25' },
        ],
      },
    ],
  },
};
const answer: PinnedAnswer = {
  messageId: 'm1',
  question: 'What costs <most>?',
  answer: '# EC2\n\n**EC2** ![x](https://elsewhere.example/x.png) <img src=x onerror=alert(1)>',
  queries: [query],
  charts: [chart],
  about: 'bill.csv: 8.25 USD in all',
};
const report: Report = { title: 'Cost report', day: '2026-11-29', answers: [answer] };

describe('a report of pinned answers', () => {
  it('is Markdown with answers, exact tables and the queries, and reaches nowhere', () => {
    const text = reportMarkdown(report);
    assert.match(text, /^# Cost report\n\nMade on 2026-11-29\./);
    assert.ok(text.includes('## What costs \\<most\\>?'));
    assert.ok(
      text.includes('### EC2\n\n**EC2** \\![x]('),
      'its headings are below ours, and pictures are none',
    );
    assert.ok(!/<img|(?<!\\)!\[/.test(text));
    assert.ok(text.includes("````sql\nSELECT '```' AS a"), 'the fence is longer than any in the query');
    assert.ok(text.includes('| service | cost |\n| --- | ---: |\n| EC2 | 10.5 |\n| S3 | -2.25 |'));
    assert.ok(text.includes('| \\<b\\>EC2\\</b\\> \\| x | 10.5 |\n|  | -2.25 |'));
    assert.ok(text.includes('The first 2 rows; there are more.'));
    assert.ok(text.includes('_bill.csv: 8.25 USD in all_'));
  });

  it('is a page of its own with its charts drawn, without scripts or anything from elsewhere', () => {
    const page = reportHtml(report);
    assert.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/);
    assert.ok(!/<script|<img|<link|src=["']|href=/i.test(page.replaceAll('&lt;', '')));
    assert.ok(page.includes('&lt;img src=x onerror=alert(1)&gt;'));
    assert.ok(page.includes('<td>&lt;b&gt;EC2&lt;/b&gt; | x</td><td class="number">10.5</td>'));
    const bars = [...page.matchAll(/<rect class="bar" x="([\d.]+)" y="\d+" width="([\d.]+)"/g)];
    const [[, x1 = '', w1 = ''] = [], [, x2 = '', w2 = ''] = []] = bars;
    assert.ok(Math.abs(Number(w1) / Number(w2) - 10.5 / 2.25) < 0.01, 'as long as their amounts');
    assert.ok(Math.abs(Number(x2) + Number(w2) - Number(x1)) < 0.2, 'on both sides of zero');
  });

  it('draws a curve for each series over the names of all', () => {
    const parts = (values: readonly string[]) =>
      values.map((value, at) => ({ name: `2026-10-0${at + 1}`, value }));
    const series = [
      { name: 'EC2', parts: parts(['1', '3', '2']) },
      { name: 'S3', parts: parts(['0.5']) },
    ];
    const drawn = { ...chart, chart: { ...chart.chart, kind: 'time' as const, series } };
    const page = reportHtml({ ...report, answers: [{ ...answer, charts: [drawn] }] });
    assert.match(page, /<polyline points="4,[\d.]+ 320,4 636,[\d.]+"/);
    assert.equal(page.match(/<circle/g)?.length, 1);
  });
});
