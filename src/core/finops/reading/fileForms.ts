import * as l10n from '@vscode/l10n';
import type { DecimalSign } from './amountText';
import type { ColumnFacts } from './columnFacts';
import type { DateOrder } from './dateText';
import type { OpenQuestion } from '../../../protocol/costReading';

/** Sentences about how a file is read, and those of them that ask the user. */
export interface Remarks {
  readonly notices: string[];
  readonly open: OpenQuestion[];
}

/** What else is known of a file. */
interface FileContext {
  readonly delimiter: string;
  readonly facts: readonly ColumnFacts[];
}

/** Decides the decimal sign of each column of money; says so where the values leave both open. */
export function decideSign(
  money: readonly ColumnFacts[],
  { delimiter, facts }: FileContext,
  said: DecimalSign | undefined,
  { notices, open }: Remarks,
): { readonly whole: DecimalSign; readonly byColumn: Map<string, DecimalSign> } {
  const proven = (columns: readonly ColumnFacts[]) => {
    const total = (sign: DecimalSign) =>
      columns.reduce((sum, one) => sum + (one.signs.get(sign)?.count ?? 0), 0);
    const [points, commas] = [total('.'), total(',')];
    return points === commas ? undefined : points > commas ? '.' : ',';
  };
  const whole = said ?? proven(money) ?? proven(facts) ?? (delimiter === ';' ? ',' : '.');
  const byColumn = new Map<string, DecimalSign>();
  for (const column of money) {
    const sign = said ?? proven([column]) ?? whole;
    byColumn.set(column.name, sign);
    const either = column.signs.get('either');
    const other = column.signs.get(sign === '.' ? ',' : '.');
    const own = column.signs.get(sign);
    if (said !== undefined) {
      continue;
    }
    if (either !== undefined && own === undefined) {
      const { example } = either;
      const notice = l10n.t(
        '“{0}” can be read as {1} and as {2}: it was read as {3}.',
        example,
        plainText(example, '.'),
        plainText(example, ','),
        plainText(example, sign),
      );
      notices.push(notice);
      open.push({ about: 'decimalSign', example, notice });
    } else if (other !== undefined && own !== undefined) {
      notices.push(
        l10n.t(
          'Amounts are written in two ways, as “{0}” and as “{1}”: each was read as it is written.',
          own.example,
          other.example,
        ),
      );
    }
  }
  return { whole, byColumn };
}

function plainText(example: string, sign: DecimalSign): string {
  const digits = example.replace(/[^\d.,]/g, '');
  return sign === '.' ? digits.replaceAll(',', '') : digits.replaceAll('.', '').replace(',', '.');
}

/** Decides the order of day and month of the column of dates; says so where its values leave both open. */
export function decideOrder(
  dates: ColumnFacts | undefined,
  context: FileContext & { readonly decimalSign: DecimalSign; readonly currency: string | undefined },
  said: DateOrder | undefined,
  { notices, open }: Remarks,
): { readonly order: DateOrder; readonly seen: boolean } {
  const counts = (facts: ColumnFacts | undefined, order: DateOrder) => facts?.orders.get(order)?.count ?? 0;
  const proven = (facts: ColumnFacts | undefined): DateOrder | undefined => {
    const [day, month] = [counts(facts, 'dayFirst'), counts(facts, 'monthFirst')];
    return day === month ? undefined : day > month ? 'dayFirst' : 'monthFirst';
  };
  const seen = dates !== undefined && dates.orders.size > 0;
  const either = dates?.orders.get('either');
  const own = proven(dates);
  const others = context.facts.filter((facts) => facts !== dates && facts.dateShare > 0.5).map(proven);
  const other = others.find((order) => order !== undefined);
  const order = said ?? own ?? other ?? usualOrder(either?.example ?? '', context);
  if (said !== undefined || !seen) {
    return { order, seen };
  }
  const [day, month] = [dates.orders.get('dayFirst'), dates.orders.get('monthFirst')];
  if (day !== undefined && month !== undefined) {
    notices.push(
      l10n.t(
        '“{0}” has the day first and “{1}” the month: where both are possible, {2} was read.',
        day.example,
        month.example,
        orderText(order),
      ),
    );
  } else if (own === undefined && either !== undefined) {
    const { example } = either;
    const notice = l10n.t(
      '“{0}” can be read with the day first and with the month first: {1} was read, for all dates.',
      example,
      orderText(order),
    );
    notices.push(notice);
    open.push({ about: 'dateOrder', example, notice });
  }
  return { order, seen };
}

function orderText(order: DateOrder): string {
  return order === 'dayFirst' ? l10n.t('the day first') : l10n.t('the month first');
}

/** The order that is usual where dates, amounts and currencies are written so. */
function usualOrder(
  example: string,
  {
    delimiter,
    decimalSign,
    currency,
  }: FileContext & { decimalSign: DecimalSign; currency: string | undefined },
): DateOrder {
  const elsewhere =
    delimiter === ';' || decimalSign === ',' || (currency !== undefined && currency !== 'USD');
  return elsewhere || !example.includes('/') ? 'dayFirst' : 'monthFirst';
}
