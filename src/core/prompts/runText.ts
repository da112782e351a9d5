import * as l10n from '@vscode/l10n';
import type { RunEvent } from '../../protocol/run';
import { batchStatusText } from './batch/statusText';
import { type PromptRun, type StateName, countStates, runTotals } from './runState';
import { stateText } from './stateText';
import { formatCount, formatDuration, formatKnownUsd } from '../../shared/format';

/** An event as a line of a run's log; undefined for what is not worth one. */
export function eventText(event: RunEvent, run: PromptRun): string | undefined {
  const { at } = event;
  const line = (level: string, text: string) => `${at.slice(11, 23)} [${level}] ${text}`;
  switch (event.type) {
    case 'run':
      return line('INFO', l10n.t('Run {0} of {1}: {2} prompts', event.id, event.file, event.steps.length));
    case 'resumed':
      return line('INFO', l10n.t('Resumed: {0} prompts are left', event.steps.length));
    case 'attempt':
      return line(
        'INFO',
        event.attempt > 1
          ? l10n.t('{0}: asking (attempt {1})', event.step, event.attempt)
          : l10n.t('{0}: asking', event.step),
      );
    case 'attemptFailed': {
      const failure = `${event.step}: ${event.code}: ${event.message}`;
      return event.retryAt === null
        ? line('ERROR', failure)
        : line('WARNING', l10n.t('{0}; trying again at {1}', failure, event.retryAt.slice(11, 19)));
    }
    case 'completed': {
      const { failedChecks } = event.result;
      const level = failedChecks.length > 0 ? 'WARNING' : 'INFO';
      return line(level, [completedText(event), ...failedChecks].join(' '));
    }
    case 'cancelled':
      return line('WARNING', l10n.t('{0}: cancelled', event.step));
    case 'batchPlanned':
      return line(
        'INFO',
        l10n.t('Batch job {0}: {1} prompts to {2}', event.jobName, event.steps.length, event.model.label),
      );
    case 'batchCreated':
      return line('INFO', l10n.t('The batch job is {0}', event.jobArn));
    case 'batchStatus':
      return line('INFO', batchStatusText(event));
    case 'batchStopWanted':
      return line('WARNING', l10n.t('The batch job is to be stopped'));
    case 'batchNote':
      return line('WARNING', event.text);
    case 'batchRequested':
    case 'batchEnded':
    case 'callReserved':
      return undefined;
    case 'ended': {
      const level = event.state === 'Completed' ? 'INFO' : 'WARNING';
      return line(
        level,
        `${stateText(event.state)}. ${summaryText(run)}${event.reason === null ? '' : ` ${event.reason}`}`,
      );
    }
  }
}

function completedText({ step, cachedFrom, result }: Extract<RunEvent, { type: 'completed' }>): string {
  return cachedFrom === null
    ? l10n.t(
        '{0}: answered in {1}, {2} → {3} tokens.',
        step,
        formatDuration(result.latencyMs),
        formatCount(result.inputTokens),
        formatCount(result.outputTokens),
      )
    : l10n.t('{0}: has its result from run {1}.', step, cachedFrom);
}

function countText(state: StateName, count: number): string {
  switch (state) {
    case 'Pending':
      return l10n.t({ message: '{0} pending', args: [count], comment: ['How many prompts of a run'] });
    case 'Running':
      return l10n.t({ message: '{0} running', args: [count], comment: ['How many prompts of a run'] });
    case 'Retrying':
      return l10n.t({ message: '{0} retrying', args: [count], comment: ['How many prompts of a run'] });
    case 'Completed':
      return l10n.t({ message: '{0} completed', args: [count], comment: ['How many prompts of a run'] });
    case 'Cached':
      return l10n.t({ message: '{0} cached', args: [count], comment: ['How many prompts of a run'] });
    case 'Failed':
      return l10n.t({ message: '{0} failed', args: [count], comment: ['How many prompts of a run'] });
    case 'Cancelled':
      return l10n.t({ message: '{0} cancelled', args: [count], comment: ['How many prompts of a run'] });
    case 'Crashed':
      return l10n.t({ message: '{0} crashed', args: [count], comment: ['How many prompts of a run'] });
  }
}

/** How a run stands, in one sentence: `998 completed, 2 failed; 12,345 tokens, $0.0456.` */
export function summaryText(run: PromptRun): string {
  const counts = Object.entries(countStates(run)).map(([name, count]) => countText(name as StateName, count));
  const totals = runTotals(run);
  return l10n.t({
    message: '{0}; {1} tokens, {2}.',
    args: [counts.join(', '), formatCount(totals.tokens), formatKnownUsd(totals.usd, totals.unpriced)],
    comment: ['{0} is such as “998 completed, 2 failed”, {2} the cost.'],
  });
}
