import * as l10n from '@vscode/l10n';
import {
  formatCount,
  formatDay,
  formatDayRange,
  formatMinute,
  formatTimeRange,
} from '../../src/shared/format';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * MINUTE);

/**
 * Round local times between two instants (milliseconds since 1970), about as many as asked for at most; no closer than
 * what is told apart, so that figures by day have no hours.
 */
export function timeTicks(fromMs: number, toMs: number, most: number, leastMs = 0): number[] {
  if (!(toMs > fromMs) || most < 1) {
    return [];
  }
  const fits = (candidate: number) => candidate >= leastMs && (toMs - fromMs) / candidate < most + 1;
  const step = STEPS.find(fits) ?? DAY;
  const days = step < DAY ? 1 : Math.ceil((toMs - fromMs) / DAY / most);
  const ticks: number[] = [];
  const midnight = new Date(fromMs);
  midnight.setHours(0, 0, 0, 0);
  // Day by day, since a day of 23 or 25 hours begins at midnight as well.
  while (midnight.getTime() <= toMs) {
    const start = midnight.getTime();
    midnight.setDate(midnight.getDate() + days);
    const end = step < DAY ? midnight.getTime() : start + 1;
    for (let tick = start; tick < end && tick <= toMs; tick += step) {
      if (tick >= fromMs) {
        ticks.push(tick);
      }
    }
  }
  return ticks;
}

/** A tick's label: the time of day, and the date at midnight. */
export function tickLabel(ms: number): string {
  const date = new Date(ms);
  return date.getHours() === 0 && date.getMinutes() === 0 ? formatDay(date) : formatMinute(date);
}

/** When a bucket is, in local time: its day and hours. */
export function bucketLabel(startMs: number, bucketMs: number): string {
  const [start, end] = [new Date(startMs), new Date(startMs + bucketMs)];
  return bucketMs >= DAY ? formatDayRange(start, new Date(end.getTime() - 1)) : formatTimeRange(start, end);
}

/** How long a bucket is, in words: "minute", "5 minutes", "hour", "day". */
export function bucketWords(bucketMs: number): string {
  if (bucketMs >= DAY) {
    const days = Math.round(bucketMs / DAY);
    return days === 1
      ? l10n.t({ message: 'day', comment: ['Behind "per": Requests per day'] })
      : l10n.t({
          message: '{0} days',
          comment: ['Behind "per": Requests per 5 days'],
          args: [formatCount(days)],
        });
  }
  if (bucketMs >= HOUR) {
    const hours = Math.round(bucketMs / HOUR);
    return hours === 1
      ? l10n.t({ message: 'hour', comment: ['Behind "per": Requests per hour'] })
      : l10n.t({
          message: '{0} hours',
          comment: ['Behind "per": Requests per 5 hours'],
          args: [formatCount(hours)],
        });
  }
  if (bucketMs >= MINUTE) {
    const minutes = Math.round(bucketMs / MINUTE);
    return minutes === 1
      ? l10n.t({ message: 'minute', comment: ['Behind "per": Requests per minute'] })
      : l10n.t({
          message: '{0} minutes',
          comment: ['Behind "per": Requests per 5 minutes'],
          args: [formatCount(minutes)],
        });
  }
  const seconds = Math.round(bucketMs / 1000);
  return seconds === 1
    ? l10n.t({ message: 'second', comment: ['Behind "per": Requests per second'] })
    : l10n.t({
        message: '{0} seconds',
        comment: ['Behind "per": Requests per 5 seconds'],
        args: [formatCount(seconds)],
      });
}
