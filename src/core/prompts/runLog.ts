import type { RunEvent } from '../../protocol/run';
import { PromptRun } from './runState';
import { eventText } from './runText';

/** A run's log: what its journal's events say, a line each. */
export function logText(events: readonly RunEvent[]): string {
  const [head, ...rest] = events;
  if (head?.type !== 'run') {
    return '';
  }
  const run = new PromptRun(head);
  const lines = [eventText(head, run)];
  for (const event of rest) {
    run.apply(event);
    lines.push(eventText(event, run));
  }
  return lines.flatMap((line) => (line === undefined ? [] : [`${line}\n`])).join('');
}
