import { dateFormat } from './formatters';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * MINUTE);

/** Round local times between two instants (milliseconds since 1970), about as many as asked for at most. */
export function timeTicks(fromMs: number, toMs: number, most: number): number[] {
  if (!(toMs > fromMs) || most < 1) {
    return [];
  }
  const step = STEPS.find((candidate) => Math.floor((toMs - fromMs) / candidate) <= most) ?? DAY;
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
export function tickLabel(ms: number, locale?: string): string {
  const date = new Date(ms);
  return date.getHours() === 0 && date.getMinutes() === 0
    ? dateFormat(locale, { day: 'numeric', month: 'short' }).format(date)
    : dateFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(date);
}

/** When a bucket is, in local time: its day and hours. */
export function bucketLabel(startMs: number, bucketMs: number, locale?: string): string {
  const format =
    bucketMs >= DAY
      ? dateFormat(locale, { dateStyle: 'medium' })
      : dateFormat(locale, {
          day: 'numeric',
          month: 'short',
          hour: '2-digit',
          minute: '2-digit',
        });
  return format.formatRange(startMs, bucketMs >= DAY ? startMs + bucketMs - 1 : startMs + bucketMs);
}

/** How long a bucket is, in words: "minute", "5 minutes", "hour", "day". */
export function bucketWords(bucketMs: number): string {
  const [unit, name] =
    bucketMs >= DAY
      ? ([DAY, 'day'] as const)
      : bucketMs >= HOUR
        ? ([HOUR, 'hour'] as const)
        : bucketMs >= MINUTE
          ? ([MINUTE, 'minute'] as const)
          : ([1000, 'second'] as const);
  const count = Math.round(bucketMs / unit);
  return count === 1 ? name : `${count} ${name}s`;
}
