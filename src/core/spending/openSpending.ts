import { join } from 'node:path';
import { ulid } from 'ulid';
import type { Invocation } from '../../protocol/invocation';
import type { SpendingOutlook } from '../../protocol/metrics';
import type { PublicList } from '../bedrock/models/publicListStore';
import type { CacheDay } from '../../protocol/promptCache';
import { sumsOf } from '../bedrock/cache/cacheSums';
import type { CacheFinding } from '../bedrock/cache/finding';
import type { Pricer } from '../bedrock/pricing';
import type { Logger } from '../logging/logger';
import type { SettingSource } from '../settings/settingValues';
import type { Disposable } from '../util/disposable';
import { errorMessage } from '../util/errorMessage';
import { AwsPriceStore } from './awsPrices';
import { Budget, type BudgetParts } from './budget';
import { cacheDaysOf, outlookOf, savedUsd } from './outlook';
import { pricer, readOwnPrices, type OwnPrices } from './pricer';
import { SpendingLog } from './spendingLog';

/** Told of what the user has to know about money. */
export interface SpendingNotices extends Pick<
  BudgetParts,
  'onWarning' | 'onRefusal' | 'onUnpriced' | 'onUnreadable'
> {
  /** What calls cost cannot be written to the disk; told once, the log has each time. */
  readonly onTrouble: () => void;
  /** An entry of the setting `prices` makes no sense; a sentence. */
  readonly onPriceProblem: (problem: string) => void;
}

/** Where what calls cost is kept, and how it is limited. */
export interface SpendingParts {
  /** The storage folder; `usage` and `prices` are in it. */
  readonly folder: string;
  readonly settings: SettingSource;
  /** The public list that the user had read. */
  readonly list: PublicList;
  readonly logger: Logger;
  readonly notices: SpendingNotices;
}

/** Prices, budgets, and what all windows and processes with this folder have spent. */
export interface Spending extends Disposable {
  readonly price: Pricer;
  readonly budget: Budget;
  readonly spendingLog: SpendingLog;
  readonly awsPrices: AwsPriceStore;
  /** This month's money, over all windows; null before anything is known of it. */
  readonly outlook: () => Promise<SpendingOutlook | null>;
  /** Counts a call that has ended; never throws. */
  count(invocation: Invocation, cache?: CacheFinding): void;
  /** This month's days on which calls used the prompt cache, the newest first. */
  readonly cacheDays: () => Promise<CacheDay[]>;
  /** Reads the setting `prices` anew when it is needed next. */
  forgetPrices(): void;
}

/** Puts together what has to do with money; nothing is written before a call. */
export function openSpending({ folder, settings, list, logger, notices }: SpendingParts): Spending {
  const spendingLog = new SpendingLog(join(folder, 'usage'), ulid());
  const awsPrices = new AwsPriceStore(join(folder, 'prices'));
  let ownPrices: OwnPrices | undefined;
  let troubleTold = false;
  const onTrouble = (error: unknown): void => {
    logger.warn('What calls cost cannot be kept', { error: errorMessage(error) });
    if (!troubleTold) {
      troubleTold = true;
      notices.onTrouble();
    }
  };
  const budget = new Budget({
    ...notices,
    spendingLog,
    limits: () => ({
      dailyUsd: settings.get('budget.dailyUsd'),
      monthlyUsd: settings.get('budget.monthlyUsd'),
    }),
    onTrouble,
  });
  // Read when it is first needed, and after each change.
  const readPrices = (): OwnPrices => {
    if (ownPrices === undefined) {
      const { prices, problems } = readOwnPrices(settings.get('prices'));
      ownPrices = prices;
      for (const problem of problems) {
        logger.warn(problem);
        notices.onPriceProblem(problem);
      }
    }
    return ownPrices;
  };
  void spendingLog.tidy();
  const price = pricer({ own: readPrices, aws: (region) => awsPrices.read(region), list });
  return {
    price,
    budget,
    spendingLog,
    awsPrices,
    outlook: async () => outlookOf(await spendingLog.totals(), new Date()),
    cacheDays: async () => cacheDaysOf(await spendingLog.totals()),
    count: (invocation, cache) => {
      try {
        // A batch job counts the sum of its records itself, so that none is counted twice.
        if (invocation.operation !== 'ModelInvocationJob') {
          const ttl = settings.get('promptCaching') === '1h' ? '1h' : '5m';
          const sums = cache && sumsOf(cache);
          spendingLog.add(invocation.cost_usd, savedUsd(invocation, price, ttl), invocation.id, sums);
        }
      } catch (error) {
        onTrouble(error);
      }
    },
    forgetPrices: () => {
      ownPrices = undefined;
    },
    dispose: () => spendingLog.dispose(),
  };
}
