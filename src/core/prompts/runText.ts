import type { RunEvent } from '../../protocol/run';
import { batchStatusText } from './batch/statusText';
import { type PromptRun, countStates, runTotals } from './runState';
import { formatCount, formatDuration, formatKnownUsd } from '../../shared/format';

/** An event as a line of a run's log; undefined for what is not worth one. */
export function eventText(event: RunEvent, run: PromptRun): string | undefined {
  const { at } = event;
  const line = (level: string, text: string) => `${at.slice(11, 23)} [${level}] ${text}`;
  switch (event.type) {
    case 'run':
      return line('INFO', `Run ${event.id} of ${event.file}: ${event.steps.length} prompts`);
    case 'resumed':
      return line('INFO', `Resumed: ${event.steps.length} prompts are left`);
    case 'attempt':
      return line('INFO', `${event.step}: asking${event.attempt > 1 ? ` (attempt ${event.attempt})` : ''}`);
    case 'attemptFailed': {
      const next = event.retryAt === null ? '' : `; trying again at ${event.retryAt.slice(11, 19)}`;
      return line(
        event.retryAt === null ? 'ERROR' : 'WARNING',
        `${event.step}: ${event.code}: ${event.message}${next}`,
      );
    }
    case 'completed': {
      const { latencyMs, inputTokens, outputTokens, failedChecks } = event.result;
      const how =
        event.cachedFrom === null
          ? `answered in ${formatDuration(latencyMs)}, ${formatCount(inputTokens)} → ${formatCount(outputTokens)} tokens`
          : `has its result from run ${event.cachedFrom}`;
      const checks = failedChecks.map((text) => ` ${text}`).join('');
      return line(failedChecks.length > 0 ? 'WARNING' : 'INFO', `${event.step}: ${how}.${checks}`);
    }
    case 'cancelled':
      return line('WARNING', `${event.step}: cancelled`);
    case 'batchPlanned':
      return line(
        'INFO',
        `Batch job ${event.jobName}: ${event.steps.length} prompts to ${event.model.label}`,
      );
    case 'batchCreated':
      return line('INFO', `The batch job is ${event.jobArn}`);
    case 'batchStatus':
      return line('INFO', batchStatusText(event));
    case 'batchStopWanted':
      return line('WARNING', 'The batch job is to be stopped');
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
        `${event.state}. ${summaryText(run)}${event.reason === null ? '' : ` ${event.reason}`}`,
      );
    }
  }
}

/** How a run stands, in one sentence: `998 completed, 2 failed; 12,345 tokens, $0.0456.` */
export function summaryText(run: PromptRun): string {
  const counts = Object.entries(countStates(run)).map(([name, count]) => `${count} ${name.toLowerCase()}`);
  const totals = runTotals(run);
  return `${counts.join(', ')}; ${formatCount(totals.tokens)} tokens, ${formatKnownUsd(totals.usd, totals.unpriced)}.`;
}
