import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { trimAmount } from '../../../src/core/finops/amounts';
import type { CostEngine } from '../../../src/core/finops/costEngine';
import { readCosts, type CostsReport } from '../../../src/terminal/readCosts';
import { openEngine } from '../../unit/core/finops/engine';

/** What of a public export is held against what is read; amounts are exact decimals. */
interface Expected {
  readonly total?: string | null;
  readonly format?: string;
  readonly currency?: string;
  readonly currencies?: readonly string[];
  readonly days?: number;
  readonly firstDay?: string;
  readonly lastDay?: string;
  readonly byDay?: Readonly<Record<string, string>>;
  readonly byService?: Readonly<Record<string, string>>;
  readonly byAccount?: Readonly<Record<string, string>>;
  readonly totalsByCurrency?: Readonly<Record<string, string>>;
  readonly credits?: string;
  readonly costColumn?: string;
  readonly dateColumn?: string;
  readonly refused?: string;
  readonly orRefused?: boolean;
  readonly mustSay?: string;
}

const folder = join(import.meta.dirname, 'exports');
const exports = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;

describe('public cost exports', () => {
  let engine: CostEngine;
  before(async () => {
    engine = (await openEngine()).engine;
  });
  after(() => engine.dispose());

  it('have an expectation for each file', () => {
    const files = readdirSync(folder).filter((name) => name !== 'expected.json');
    assert.deepEqual(Object.keys(exports).sort(), files.sort());
  });

  for (const [name, { refused, orRefused = false, mustSay, total, ...figures }] of Object.entries(exports)) {
    it(`are read as they should be, or refused for a true reason: ${name}`, async () => {
      const told = await readCosts(engine, { files: [join(folder, name)] }, new AbortController().signal);
      if ('refused' in told) {
        assert.ok(refused !== undefined || orRefused, told.refused.message);
        assert.ok(told.refused.message.includes(mustSay ?? ''), told.refused.message);
        return;
      }
      assert.ok('total' in told && refused === undefined, 'it was read');
      const notices = told.notices.join('\n');
      assert.ok(notices.includes(mustSay ?? ''), notices);
      if (total !== undefined) {
        assert.equal(told.total?.amount, total === null ? undefined : trimAmount(total));
      }
      for (const [what, value] of Object.entries(figures)) {
        const given = figureOf(told, what as keyof typeof figures);
        if (given !== undefined) {
          assert.deepEqual(exact(given), exact(value), what);
        }
      }
    });
  }
});

/** The figure of a report that an expectation names; undefined for what is not held. */
function figureOf(report: CostsReport, what: keyof Expected): unknown {
  switch (what) {
    case 'costColumn':
      return report.reading.shape === 'long' ? report.reading.cost : undefined;
    case 'dateColumn':
      return report.reading.date;
    case 'credits':
      return report.totalsByKind['Credit'] ?? '0';
    case 'byService':
    case 'byAccount':
    case 'byDay':
      // Rows without a name or a day, and days without money, are in no expectation.
      return Object.fromEntries(
        Object.entries(report[what]).filter(
          ([key, amount]) => key !== '' && (what !== 'byDay' || amount !== '0'),
        ),
      );
    case 'format':
    case 'currency':
    case 'currencies':
    case 'days':
    case 'firstDay':
    case 'lastDay':
    case 'totalsByCurrency':
      return report[what];
    default:
      return undefined;
  }
}

/** Amounts without zeros at their ends, and members and lists in one order. */
function exact(value: unknown): unknown {
  if (typeof value === 'string') {
    return /^-?\d+(\.\d+)?$/.test(value) ? trimAmount(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map(String).sort();
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .map(([name, one]) => [name, exact(one)])
          .sort(),
      )
    : value;
}
