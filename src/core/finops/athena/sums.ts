import type { CostScope, CostSummary, NamedCost, QueryResult } from '../../../protocol/finops';
import { addAmounts, compareAmounts } from '../amounts';
import { boundedDays, boundedName, boundedServices } from '../namedCosts';

interface Sum {
  readonly currency: string;
  readonly category: string;
  /** Of a service or of a day. */
  readonly name: string;
  readonly ofService: boolean;
  readonly rows: number;
  readonly cost: string;
}

/** Sums by service and by day, from which the figures of every scope of one cost come. */
export class CostSums {
  private readonly sums: readonly Sum[];

  /** Takes the rows of `AthenaSource.sums`. */
  constructor({ rows }: Pick<QueryResult, 'rows'>) {
    this.sums = rows.map(([currency, category, service, day, ofService, count, cost]) => ({
      currency: String(currency ?? ''),
      category: String(category ?? ''),
      name: boundedName(String((ofService === 1 ? service : day) ?? '')),
      ofService: ofService === 1,
      rows: Number(count),
      cost: String(cost ?? '0'),
    }));
  }

  /** The currencies, the most frequent first. */
  get currencies(): { currency: string; rows: number }[] {
    const groups = grouped(
      this.sums.filter(({ ofService }) => ofService),
      ({ currency }) => currency,
    );
    return groups
      .map(({ name, rows }) => ({ currency: name, rows }))
      .toSorted((a, b) => b.rows - a.rows || (a.currency < b.currency ? -1 : 1));
  }

  /** The days that have rows; taxes are dated on the first of the next month and are no days of use. */
  get days(): string[] {
    return this.sums.flatMap(({ ofService, category, name }) =>
      ofService || category === 'Tax' ? [] : [name],
    );
  }

  /** The figures of a scope. Whether rows have tags is not known: that would take a scan of all tags. */
  summary(scope: CostScope, measureTitle: string, columnCount: number): CostSummary {
    const inCurrency = this.sums.filter(({ currency }) => currency === scope.currency);
    const within = inCurrency.filter(({ category }) => !scope.leaveOut.some((left) => left === category));
    const services = within.filter(({ ofService }) => ofService);
    const byName = (a: NamedCost, b: NamedCost) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    return {
      scope,
      measureTitle,
      rows: services.reduce((sum, one) => sum + one.rows, 0),
      total: addAmounts(services.map(({ cost }) => cost)),
      columnCount,
      services: boundedServices(
        grouped(services, ({ name }) => name).toSorted(
          (a, b) => compareAmounts(b.cost, a.cost) || byName(a, b),
        ),
      ),
      days: boundedDays(
        grouped(
          within.filter(({ ofService }) => !ofService),
          ({ name }) => name,
        ).toSorted(byName),
      ),
      categories: grouped(
        inCurrency.filter(({ ofService }) => ofService),
        ({ category }) => category,
      ).toSorted(byName),
      untagged: null,
    };
  }
}

function grouped(sums: readonly Sum[], key: (sum: Sum) => string): NamedCost[] {
  const groups = new Map<string, Sum[]>();
  for (const sum of sums) {
    const group = groups.get(key(sum));
    if (group === undefined) {
      groups.set(key(sum), [sum]);
    } else {
      group.push(sum);
    }
  }
  return [...groups].map(([name, all]) => ({
    name,
    cost: addAmounts(all.map(({ cost }) => cost)),
    rows: all.reduce((sum, one) => sum + one.rows, 0),
  }));
}
