/** Problems of one kind that are named in full; of more there is a count. */
const NAMED = 5;

/** What came of one round, or of all rounds of a harness. */
export class Findings {
  cases = 0;
  lost = 0;
  doubled = 0;
  /** Calls, or US dollars where that is what is capped, beyond what the property allows: as a count of caps. */
  pastCap = 0;
  /** A sentence each: what differed. Empty when all is well. */
  readonly problems: string[] = [];
  /** Figures for the reader, of no consequence for the verdict. */
  readonly notes: string[] = [];

  /** Compares ids that must all be there once with how often each was found. */
  expectOnce(what: string, wanted: Iterable<string>, found: ReadonlyMap<string, number>): void {
    const lost = [...wanted].filter((id) => !found.has(id));
    const doubled = [...found].filter(([, times]) => times > 1).map(([id]) => id);
    this.lost += lost.length;
    this.doubled += doubled.length;
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

  /** What is and what should be are the same, as JSON writes them. */
  expectSame(what: string, actual: unknown, expected: unknown): void {
    const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (is !== should) {
      this.problems.push(`${what}: ${is} instead of ${should}`);
    }
  }

  /** Takes over what another came to, but for its problems and notes. */
  add({ cases, lost, doubled, pastCap }: Findings): void {
    this.cases += cases;
    this.lost += lost;
    this.doubled += doubled;
    this.pastCap += pastCap;
  }
}
