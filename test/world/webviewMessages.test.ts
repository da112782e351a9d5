import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { fromPanelLimits, fromPanelSchema } from '../../src/protocol/chatPanel';
import { fromDashboardLimits, fromDashboardSchema } from '../../src/protocol/dashboard';
import { fromDoctorLimits, fromDoctorSchema } from '../../src/protocol/doctor';
import { fromFinopsLimits, fromFinopsSchema } from '../../src/protocol/finopsView';
import { parseMessage, type MessageLimits } from '../../src/protocol/receivedMessage';

const pages = [
  ['the chat', (raw: unknown) => parseMessage(fromPanelSchema, fromPanelLimits, raw), fromPanelLimits],
  [
    'the dashboard',
    (raw: unknown) => parseMessage(fromDashboardSchema, fromDashboardLimits, raw),
    fromDashboardLimits,
  ],
  [
    'the diagnosis',
    (raw: unknown) => parseMessage(fromDoctorSchema, fromDoctorLimits, raw),
    fromDoctorLimits,
  ],
  ['cost data', (raw: unknown) => parseMessage(fromFinopsSchema, fromFinopsLimits, raw), fromFinopsLimits],
] as const satisfies readonly (readonly [string, (raw: unknown) => object, MessageLimits])[];

/** A message whose check against a schema would hold up the extension host. */
const huge: readonly (readonly [what: string, message: () => unknown])[] = [
  ['a list of millions', () => exportOf(Array.from({ length: 3_000_000 }, () => 1))],
  ['millions of lists', () => Array.from({ length: 2_000_000 }, () => [])],
  ['a text of 400 MB', () => ({ type: 'copyText', text: 'x'.repeat(400_000_000) })],
  [
    'texts that are large together',
    () => ({ type: 'send', text: 'x', more: Array.from({ length: 5 }, () => 'x'.repeat(20_000_000)) }),
  ],
  ['200,000 names', () => Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [`name${n}`, n]))],
  ['one huge name', () => ({ ['x'.repeat(70_000_000)]: 1 })],
  ['nesting a million deep', () => deep(1_000_000)],
  ['100 MB of bytes', () => ({ type: 'ready', bytes: new Uint8Array(100_000_000) })],
];

function exportOf(models: readonly unknown[]) {
  const filter = { fromMs: null, toMs: null, models, surfaces: [], outcomes: [] };
  return { type: 'export', filter, search: '', format: 'csv' };
}

function deep(levels: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < levels; level++) {
    value = { value };
  }
  return value;
}

describe('A message of a webview', function () {
  this.timeout(60_000);

  for (const [what, make] of huge) {
    it(`is dropped before it costs anything: ${what}`, () => {
      const message = make();
      for (const [page, parse] of pages) {
        const startedAt = process.cpuUsage();
        const parsed = parse(message);
        const { user, system } = process.cpuUsage(startedAt);
        assert.ok('problem' in parsed, page);
        assert.match(parsed.problem, /^larger than /);
        assert.ok((user + system) / 1000 < 2000, `It took ${page} ${(user + system) / 1000} ms`);
      }
    });
  }

  it('says in a few words why it was dropped', () => {
    const name = 'n'.repeat(5000);
    for (const [, parse] of pages) {
      for (const raw of [
        undefined,
        7,
        'x',
        [],
        {},
        { type: name },
        { type: 'send', text: 7 },
        { [name.slice(0, 100)]: 1 },
      ]) {
        const parsed = parse(raw);
        assert.ok(
          'problem' in parsed && parsed.problem.length <= 200 && parsed.problem !== '',
          JSON.stringify(raw),
        );
      }
    }
  });

  it('arrives whole when it is the largest that a page sends', () => {
    const [chat, dashboard, , costs] = pages.map(([, parse]) => parse);
    const base64 = 'A'.repeat(64 * 1024 * 1024);
    const part = base64.slice(0, base64.length / 100 - 1);
    const files = Array.from({ length: 100 }, (_, n) => ({ name: `${'n'.repeat(240)}${n}.csv`, data: part }));
    const question = 'x'.repeat(1_000_000);
    const models = Array.from(
      { length: 2000 },
      (_, n) => `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/${n}`,
    );
    const uris = Array.from({ length: 100 }, () => `file:///${'p'.repeat(4000)}`);
    for (const [parse, message] of [
      [chat, { type: 'attachData', name: 'n'.repeat(255), data: base64 }],
      [chat, { type: 'send', text: question }],
      [chat, { type: 'editAndResend', messageId: '01M7YG8CQSFP289NDD05AEXRAA', text: question }],
      [chat, { type: 'copyText', text: 'x'.repeat(2_000_000) }],
      [dashboard, exportOf(models)],
      [costs, { type: 'dropFiles', files }],
      [costs, { type: 'dropUris', uris }],
      [costs, { type: 'conversation', intent: { type: 'send', text: question } }],
      [
        costs,
        { type: 'exportChart', what: { format: 'png', chart: 'bar', data: 'A'.repeat(8 * 1024 * 1024) } },
      ],
    ] as const) {
      const parsed = parse?.(message);
      assert.ok(parsed !== undefined, message.type);
      assert.equal('problem' in parsed ? parsed.problem : '', '', message.type);
    }
  });

  it('of any other shape is dropped or is what was sent, and never throws', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 6, withTypedArray: true, withNullPrototype: true }), (raw) => {
        for (const [, parse] of pages) {
          assert.ok('problem' in parse(raw));
          parse({ type: 'send', text: raw, what: raw, files: raw, filter: raw });
        }
      }),
    );
  });
});
