/** The day of an instant on the wall clock of a time zone, `2026-11-20`: as the Unicode data know it. */
export class LocalDays {
  private readonly format: Intl.DateTimeFormat;

  /** The process's own zone unless one is given. */
  constructor(timeZone?: string) {
    this.format = new Intl.DateTimeFormat('en', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      calendar: 'iso8601',
      numberingSystem: 'latn',
    });
  }

  dayOf(ms: number): string {
    const parts = new Map(this.format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return ['year', 'month', 'day'].map((type) => parts.get(type as 'day') ?? '').join('-');
  }

  monthOf(ms: number): string {
    return this.dayOf(ms).slice(0, -3);
  }
}
