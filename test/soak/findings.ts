/** Of many ids so many are named. */
const NAMED = 5;

/** The outcome of one round. */
export class Findings {
  /** Windows killed, steps done, inputs tried: what the harness counts as one attempt to hurt. */
  cases = 0;
  /** Records and counts that are gone, each once. */
  readonly lost = new Set<string>();
  /** Records that are there more often than it happened. */
  readonly doubled = new Set<string>();
  /** Days and months in which more was spent than the property of budgets allows. */
  readonly pastCap = new Set<string>();
  /** A sentence each: what differed. Empty when all is well. */
  readonly problems: string[] = [];
  /** Figures for the reader, of no consequence for the verdict. */
  readonly notes: string[] = [];

  /** Compares ids that must all be there once with how often each was found. */
  expectOnce(what: string, wanted: Iterable<string>, found: ReadonlyMap<string, number>): void {
    const lost = [...wanted].filter((id) => !found.has(id));
    const doubled = [...found].filter(([, times]) => times > 1).map(([id]) => id);
    lost.forEach((id) => this.lost.add(id));
    doubled.forEach((id) => this.doubled.add(id));
    this.expectNone(`${what}: lost`, lost);
    this.expectNone(`${what}: doubled`, doubled);
  }

  /** All of these are one problem. */
  expectNone(what: string, found: readonly string[]): void {
    if (found.length > 0) {
      const more = found.length > NAMED ? ` and ${String(found.length - NAMED)} more` : '';
      this.problems.push(`${what} ${found.slice(0, NAMED).join(', ')}${more}`);
    }
  }

  /** The actual and the expected value are the same, as JSON writes them. */
  expectSame(what: string, actual: unknown, expected: unknown): void {
    const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (is !== should) {
      this.problems.push(`${what}: ${is} instead of ${should}`);
    }
  }

  /** A figure is within its bounds; below them something is lost, above them it is counted twice. */
  expectBetween(what: string, figure: number, least: number, most: number): void {
    if (!(figure >= least && figure <= most)) {
      this.problems.push(`${what}: ${String(figure)}, not ${String(least)} to ${String(most)}`);
      (figure > most ? this.doubled : this.lost).add(what);
    }
  }
}
