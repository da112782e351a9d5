import * as vscode from 'vscode';
import type { CacheFinding } from '../../core/bedrock/cache/finding';
import type { Pricer } from '../../core/bedrock/pricing';
import type { Budget } from '../../core/spending/budget';
import { OverBudgetError, type BudgetRefusal, type BudgetState } from '../../core/spending/budgetErrors';
import { overBudgetText } from '../../core/spending/estimate';
import { openSpending as openCounting } from '../../core/spending/openSpending';
import type { SpendingLog } from '../../core/spending/spendingLog';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import { surfaceSchema, type Invocation, type Surface } from '../../protocol/invocation';
import type { SpendingOutlook } from '../../protocol/metrics';
import type { CacheDay } from '../../protocol/promptCache';
import type { CommandHandlers } from '../platform/commands';
import { runAction, type GlobalActionId } from '../platform/actions';
import type { Settings } from '../platform/settings';
import type { Storage } from '../platform/storage';
import { PriceRefresh, type PriceRefreshParts } from './priceRefresh';
import { setBudget } from './setBudget';
import { showError, showWarning } from '../platform/notify';
import { formatCount, formatUsd } from '../../shared/format';

/** Prices, budgets, and what all windows have used. */
export interface Spending extends Disposable {
  readonly price: Pricer;
  readonly budget: Budget;
  /** What the calls of all windows have come to. */
  readonly spendingLog: Pick<SpendingLog, 'totals' | 'onDidChange'>;
  /** This month's money, over all windows; null before anything is known of it. */
  readonly outlook: () => Promise<SpendingOutlook | null>;
  /** Counts a call that has ended; never throws. */
  count(invocation: Invocation, cache?: CacheFinding): void;
  /** This month's days on which calls used the prompt cache, the newest first. */
  readonly cacheDays: () => Promise<CacheDay[]>;
  readonly commands: Pick<CommandHandlers, 'refreshPrices' | 'setBudget' | 'allowOverBudget'>;
}

/** Puts together what has to do with money. */
export function openSpending(
  globalStorageUri: vscode.Uri,
  settings: Settings,
  storage: Storage,
  models: Pick<PriceRefreshParts, 'connections' | 'catalog' | 'list'>,
): Spending {
  const owned = new DisposableStore();
  // Prompts of a run are refused many at a time, and ask again: one word of it is enough.
  let isExplainingRun = false;
  const explained = async (error: BudgetRefusal, surface: Surface): Promise<void> => {
    if (surface !== 'prompts') {
      return explainRefusal(error, surface);
    }
    if (!isExplainingRun) {
      isExplainingRun = true;
      await explainRefusal(error, surface).finally(() => (isExplainingRun = false));
    }
  };
  const opened = owned.add(
    openCounting({
      folder: globalStorageUri.fsPath,
      settings,
      list: models.list,
      logger: storage.logger.named('costs'),
      notices: {
        onWarning: (state) => void warn(state),
        onRefusal: (error, surface) => void explained(error, surface),
        onUnpriced: () => void tellUnpriced(),
        onUnreadable: (lines) => void tellUnreadable(lines),
        onTrouble: () => void tellTrouble(),
        onPriceProblem: (problem) => void showWarning(problem),
      },
    }),
  );
  owned.add(settings.onDidChange(['prices'], () => opened.forgetPrices()));
  const refresh = new PriceRefresh({
    ...models,
    settings,
    store: opened.awsPrices,
    logger: storage.logger.named('prices'),
  });
  const { price, budget, spendingLog, outlook, cacheDays } = opened;
  return {
    price,
    budget,
    spendingLog,
    outlook,
    cacheDays,
    count: (invocation, cache) => {
      opened.count(invocation, cache);
      refresh.ifDue(invocation.region);
    },
    commands: {
      refreshPrices: () => refresh.run(),
      setBudget: () => setBudget(settings),
      allowOverBudget: async (scope, from) => {
        const surface = surfaceSchema.options.find((known) => known === from);
        if (scope === 'allowOnce' && surface !== undefined) {
          budget.allow('call', surface);
          return true;
        }
        if (scope !== 'allowToday' || !(await confirmToday())) {
          return false;
        }
        budget.allow('day');
        return true;
      },
    },
    dispose: () => owned.dispose(),
  };
}

async function warn({ period, limitUsd, spentUsd }: BudgetState): Promise<void> {
  const change = vscode.l10n.t('Set Budget…');
  const spent = [formatUsd(spentUsd), formatUsd(limitUsd)];
  const text =
    period === 'day'
      ? vscode.l10n.t('Bedrock has used {0} of today’s budget of {1}, calls under way included.', ...spent)
      : vscode.l10n.t(
          'Bedrock has used {0} of this month’s budget of {1}, calls under way included.',
          ...spent,
        );
  if ((await showWarning(text, change)) === change) {
    await runAction('setBudget', '');
  }
}

/** Asked by VS Code itself: a page of ours, or whoever else runs the command, cannot answer for the user. */
async function confirmToday(): Promise<boolean> {
  const allow = vscode.l10n.t('Allow for Today');
  const text = vscode.l10n.t('Let all Bedrock calls go past your budget until the day ends?');
  const detail = vscode.l10n.t('No call of today is refused for its cost any more, in this window.');
  return (await showWarning(text, { modal: true, detail }, allow)) === allow;
}

async function tellUnpriced(): Promise<void> {
  const open = vscode.l10n.t('Open Settings');
  const text = vscode.l10n.t(
    'The price of the model you asked is not known, so your budget does not count its calls. Give its price in the setting bedrockChat.prices.',
  );
  if ((await showWarning(text, open)) === open) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'bedrockChat.prices');
  }
}

async function tellUnreadable(lines: number): Promise<void> {
  const set = vscode.l10n.t('Set Budget…');
  const text =
    lines === 1
      ? vscode.l10n.t(
          '1 line of what Bedrock calls have cost could not be read, so the sum held against your budget may be too low. Compare it with the AWS console, and lower the budget if need be.',
        )
      : vscode.l10n.t(
          '{0} lines of what Bedrock calls have cost could not be read, so the sum held against your budget may be too low. Compare it with the AWS console, and lower the budget if need be.',
          formatCount(lines),
        );
  if ((await showWarning(text, set)) === set) {
    await runAction('setBudget', '');
  }
}

async function tellTrouble(): Promise<void> {
  const show = vscode.l10n.t('Show Log');
  const text = vscode.l10n.t(
    'What Bedrock calls cost cannot be written to the disk. This window goes on counting them; other windows do not know of them, and after a restart this one does not either. The log says why.',
  );
  if ((await showWarning(text, show)) === show) {
    await runAction('showLog', '');
  }
}

/** The chats have buttons of their own; whoever else asked shows its failure in its own way, without any. */
async function explainRefusal(error: BudgetRefusal, surface: Surface): Promise<void> {
  if (surface === 'panel' || surface === 'participant') {
    return;
  }
  const actions: (vscode.MessageItem & { readonly id: GlobalActionId })[] = [
    { title: vscode.l10n.t('Set Budget…'), id: 'setBudget' },
  ];
  if (error instanceof OverBudgetError) {
    actions.unshift(
      { title: vscode.l10n.t('Allow Next Call'), id: 'allowOnce' },
      { title: vscode.l10n.t('Allow for Today'), id: 'allowToday' },
    );
  }
  const chosen = await showError(overBudgetText(error), ...actions);
  if (chosen !== undefined) {
    await runAction(chosen.id, '', surface);
  }
}
