import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CostEngine } from '../../../src/core/finops/costEngine';
import { readCosts, type CostsReport } from '../../../src/terminal/readCosts';
import { openEngine } from '../../unit/core/finops/engine';
import { addAmounts, subtractAmounts, trimAmount } from '../../../src/core/finops/amounts';

/** What must come out of a file; amounts are exact decimals, and `note` and `headline` are for people. */
interface Expected {
  readonly format?: string;
  readonly total?: string;
  readonly currency?: string;
  readonly currencies?: readonly string[];
  readonly days?: number;
  readonly firstDay?: string;
  readonly lastDay?: string;
  readonly rowsCounted?: number;
  readonly rowsWithoutAmount?: number;
  readonly byDay?: Readonly<Record<string, string>>;
  readonly byService?: Readonly<Record<string, string>>;
  readonly byAccount?: Readonly<Record<string, string>>;
  readonly byTag?: Readonly<Record<string, string>>;
  readonly byTag_env?: Readonly<Record<string, string>>;
  readonly untagged?: string;
  readonly withoutTax?: string;
  readonly withoutCredits?: string;
  readonly credits?: string;
  readonly costColumn?: string;
  readonly dateColumn?: string;
  readonly mustSay?: string;
  readonly refused?: string;
  readonly note?: string;
  readonly headline?: string;
}

const folder = join(import.meta.dirname, 'cases');
const cases = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;

describe('cost data as people have it', () => {
  let engine: CostEngine;
  before(async () => {
    engine = (await openEngine()).engine;
  });
  after(() => engine.dispose());

  it('has an expectation for each file', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.csv'));
    assert.deepEqual(Object.keys(cases).sort(), files.sort());
  });

  for (const [name, expected] of Object.entries(cases)) {
    const { refused, mustSay, ...figures } = expected;
    it(`${name}${expected.note === undefined ? '' : `: ${expected.note}`}`, async () => {
      const told = await readCosts(engine, { files: [join(folder, name)] }, new AbortController().signal);
      if (refused !== undefined) {
        assert.ok('refused' in told, 'it was read');
        assert.ok(told.refused.message.includes(mustSay ?? ''), told.refused.message);
        return;
      }
      assert.ok('format' in told, JSON.stringify(told));
      if (mustSay !== undefined) {
        assert.ok(
          told.notices.some((notice) => notice.includes(mustSay)),
          told.notices.join('\n'),
        );
      }
      for (const [what, value] of Object.entries(figures)) {
        const given = figureOf(told, what as keyof typeof figures, value);
        if (given !== undefined) {
          assert.deepEqual(exact(given), exact(value), what);
        }
      }
    });
  }
});

/** The figure of a report that an expectation names; undefined for what is for people. */
function figureOf(report: CostsReport, what: keyof Expected, value: unknown): unknown {
  const kinds = report.totalsByKind;
  const total = addAmounts(Object.values(kinds));
  switch (what) {
    case 'total':
      return report.total?.amount ?? 'none';
    case 'costColumn':
      return report.reading.cost;
    case 'dateColumn':
      return report.reading.date;
    case 'withoutTax':
      return subtractAmounts(total, kinds['Tax'] ?? '0');
    case 'withoutCredits':
      return subtractAmounts(total, kinds['Credit'] ?? '0');
    case 'credits':
      return kinds['Credit'] ?? '0';
    case 'byTag':
      return Object.values(report.byTag)[0];
    case 'byTag_env': {
      const named = Object.keys(value as object);
      return Object.fromEntries(
        Object.entries(report.byTag['env'] ?? {}).filter(([tag]) => named.includes(tag)),
      );
    }
    case 'note':
    case 'headline':
    case 'mustSay':
    case 'refused':
      return undefined;
    default:
      return report[what];
  }
}

/** Amounts without zeros at their ends, for 1.50 is 1.5. */
function exact(value: unknown): unknown {
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) {
    return trimAmount(value);
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .map(([name, one]) => [name, exact(one)])
          .sort(),
      )
    : value;
}
