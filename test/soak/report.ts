import type { Findings } from './findings';

/** Results of the rounds of one harness. */
class Line {
  passed = 0;
  failed = 0;
  cases = 0;
  lost = 0;
  doubled = 0;
  pastCap = 0;
}

/** How often a round that passed is told. */
const QUIET_MS = 10_000;

/** Of a round that failed so many problems are told. */
const TOLD_PROBLEMS = 10;

/** Tells what happens while a soak runs, and what came of it. */
export class Report {
  private readonly lines = new Map<string, Line>();
  private toldAt = -Infinity;

  /** Notes a round; one that failed is told at once, with what it takes to have it again. */
  round(harness: string, seed: number, findings: Findings): void {
    const line = this.lines.get(harness) ?? new Line();
    this.lines.set(harness, line);
    const { problems, notes, cases, lost, doubled, pastCap } = findings;
    line.cases += cases;
    line.lost += lost.size;
    line.doubled += doubled.size;
    line.pastCap += pastCap.size;
    if (problems.length > 0) {
      line.failed += 1;
      console.log(`FAILED ${harness}: npm run soak -- --only ${harness} --seed ${String(seed)}`);
      for (const problem of problems.slice(0, TOLD_PROBLEMS)) {
        console.log(`       ${problem}`);
      }
      if (problems.length > TOLD_PROBLEMS) {
        console.log(`       and ${String(problems.length - TOLD_PROBLEMS)} more`);
      }
      return;
    }
    line.passed += 1;
    // The first of each is told, as a harness that takes all the time has no other.
    if (line.passed === 1 || performance.now() - this.toldAt >= QUIET_MS) {
      this.toldAt = performance.now();
      console.log([`${harness} seed ${String(seed)}: ${String(cases)} cases`, ...notes].join(', '));
    }
  }

  /** Prints the table, and gives the rounds that passed and failed. */
  end(): { readonly passed: number; readonly failed: number } {
    const columns = ['harness', 'rounds', 'cases', 'lost', 'doubled', 'past cap', 'failed'];
    const rows = [...this.lines].map(([name, line]) =>
      [name, line.passed + line.failed, line.cases, line.lost, line.doubled, line.pastCap, line.failed].map(
        String,
      ),
    );
    console.log('');
    for (const row of [columns, ...rows]) {
      console.log(
        row
          .map((cell) => cell.padEnd(10))
          .join('')
          .trimEnd(),
      );
    }
    const all = [...this.lines.values()];
    return {
      passed: all.reduce((sum, { passed }) => sum + passed, 0),
      failed: all.reduce((sum, { failed }) => sum + failed, 0),
    };
  }
}
