import * as l10n from '@vscode/l10n';
import { costCandidates, LEAST_COST_POINTS, type Candidate } from './costColumn';
import { currencyOf } from './amountText';
import type { ColumnFacts } from './columnFacts';
import { dateNamePoints, roleNames, readingRoles, wordsOfName, type ReadingRole } from './roleNames';
import type { ReadingAnswers, RoleReading } from '../../../protocol/costReading';

/** Which column is what. */
export type Roles = Partial<Record<ReadingRole, RoleReading>>;

/** Decides the role of each column by names and values, below what the user says. Cost is missing where nothing is money. */
export function decideRoles(
  columns: readonly ColumnFacts[],
  rows: readonly (readonly string[])[],
  answers: ReadingAnswers,
): Roles {
  const roles: Roles = {};
  const taken = new Set<string>();
  const put = (role: ReadingRole, candidates: readonly Candidate[]) => {
    const said = answers.columns?.[role];
    if (said === null) {
      return;
    }
    const free = candidates.filter(({ column }) => !taken.has(column));
    const named = said === undefined ? undefined : columns.find(({ name }) => sameName(name, said));
    const [best] = free;
    if (named !== undefined) {
      taken.add(named.name);
      roles[role] = {
        column: named.name,
        reason: l10n.t('The user said so.'),
        points: 100,
        others: listed(free, named.name),
      };
    } else if (best !== undefined) {
      taken.add(best.column);
      roles[role] = {
        column: best.column,
        reason: best.reason,
        points: best.points,
        others: listed(free, best.column),
      };
    }
  };
  const costs = costCandidates(columns, rows);
  put(
    'cost',
    answers.columns?.cost === undefined ? costs.filter(({ points }) => points >= LEAST_COST_POINTS) : costs,
  );
  put('date', dateCandidates(columns));
  for (const role of readingRoles) {
    if (role !== 'cost' && role !== 'date') {
      put(role, namedCandidates(role, columns));
    }
  }
  if (roles.currency === undefined && answers.columns?.currency !== null) {
    put('currency', currencyCandidates(columns, taken));
  }
  if (roles.service === undefined && answers.columns?.service !== null) {
    put('service', textCandidates(columns, taken));
  }
  return roles;
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

const MAX_OTHERS = 5;

function listed(candidates: readonly Candidate[], but: string): RoleReading['others'] {
  return candidates
    .filter(({ column }) => column !== but)
    .slice(0, MAX_OTHERS)
    .map(({ column, points, reason }) => ({ column, points, reason }));
}

function dateCandidates(columns: readonly ColumnFacts[]): Candidate[] {
  return columns
    .flatMap((facts) => {
      const byName = dateNamePoints(facts.name);
      // A number is a date only where its name says so.
      const dates = byName >= 10 ? facts.dates : facts.dates - facts.bareDates;
      const share = dates / Math.max(1, facts.filled - facts.withoutAmount);
      if (dates === 0 || share < 0.5) {
        return [];
      }
      const finer = facts.months === facts.dates ? -20 : 0;
      const bare = facts.bareDates === facts.dates ? -6 : 0;
      const points = byName + 40 * share + finer + bare + Math.min(facts.days.size, 31) / 4;
      const days = l10n.t('{0} different days.', facts.days.size);
      const reason =
        byName > 0
          ? l10n.t('Its name and its values are those of a date: {0}', days)
          : l10n.t('Its values are dates: {0}', days);
      return [{ column: facts.name, points, reason }];
    })
    .toSorted((one, other) => other.points - one.points);
}

function namedCandidates(
  role: Exclude<ReadingRole, 'cost' | 'date'>,
  columns: readonly ColumnFacts[],
): Candidate[] {
  const patterns = roleNames[role];
  return columns
    .flatMap((facts) => {
      const name = wordsOfName(facts.name).join(' ');
      const at = patterns.findIndex((pattern) => pattern.test(name));
      return at < 0 || !fits(role, facts)
        ? []
        : [{ column: facts.name, points: 40 - 5 * at, reason: l10n.t('Its name says so.') }];
    })
    .toSorted((one, other) => other.points - one.points);
}

function fits(role: ReadingRole, facts: ColumnFacts): boolean {
  if (role === 'currency') {
    const codes = [...facts.distinct].slice(0, 20);
    return (
      facts.filled === 0 ||
      codes.some((code) => currencyOf(code) !== undefined || /^[\p{L}-]{3,20}$/u.test(code))
    );
  }
  if (role === 'account' || role === 'resource') {
    return facts.fractions === 0;
  }
  return facts.filled === 0 || facts.amountShare < 0.75 || role === 'tags';
}

/** A column that holds codes of currencies and nothing else, whatever its name. */
function currencyCandidates(columns: readonly ColumnFacts[], taken: ReadonlySet<string>): Candidate[] {
  return columns
    .filter(
      ({ name, filled, distinct }) =>
        !taken.has(name) &&
        filled > 0 &&
        [...distinct].every((value) => /^[A-Z]{3}$/.test(value) && currencyOf(value) !== undefined),
    )
    .map(({ name }) => ({ column: name, points: 20, reason: l10n.t('Its values are currencies.') }));
}

/** The only column of texts, or the one with the fewest different ones. */
function textCandidates(columns: readonly ColumnFacts[], taken: ReadonlySet<string>): Candidate[] {
  const texts = columns.filter(
    (facts) => !taken.has(facts.name) && facts.filled > 0 && facts.amountShare < 0.5 && facts.dateShare < 0.5,
  );
  const [only] = texts;
  return only === undefined || texts.length > 1
    ? []
    : [{ column: only.name, points: 1, reason: l10n.t('It is the only column of texts.') }];
}
