import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Children } from './children';
import { Findings } from './findings';
import type { Harness } from './harness';
import { buildPrograms, type Programs } from './programs';
import { Random } from './random';
import { Report } from './report';

/** How a soak is run. */
export interface SoakOptions {
  readonly harnesses: readonly Harness[];
  /** How long in all, in milliseconds; each harness has a round at least. */
  readonly ms: number;
  /** The seed of every round; undefined for a new one each time. */
  readonly seed: number | undefined;
}

/** A round of most harnesses. */
const ROUND_MS = 5_000;

/** Runs harnesses in turn, those that take the whole time beside them, until the time is over. */
export class Soak {
  private readonly directory = mkdtempSync(join(tmpdir(), 'soak-'));
  private readonly children = new Children();
  private readonly report = new Report();
  private rounds = 0;

  constructor(private readonly options: SoakOptions) {}

  /** Resolves to how many rounds passed and how many failed. @throws when the programs cannot be built */
  async run(): Promise<{ readonly passed: number; readonly failed: number }> {
    const { harnesses, ms } = this.options;
    try {
      const programs = await buildPrograms();
      const end = performance.now() + ms;
      const inTurn = harnesses.filter(({ takesAllTime }) => takesAllTime !== true);
      const beside = harnesses.filter(({ takesAllTime }) => takesAllTime === true);
      await Promise.all([
        this.takeTurns(inTurn, end, programs),
        ...beside.map((harness) => this.round(harness, programs, Math.max(ms, ROUND_MS))),
      ]);
      return this.report.end();
    } finally {
      this.dispose();
    }
  }

  /** Kills what still runs and removes what lies about. Idempotent. */
  dispose(): void {
    this.children.killAll();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }

  private async takeTurns(harnesses: readonly Harness[], end: number, programs: Programs): Promise<void> {
    for (let turn = 0; turn === 0 || performance.now() < end; turn += 1) {
      for (const harness of harnesses) {
        if (turn === 0 || performance.now() < end) {
          await this.round(harness, programs, ROUND_MS);
        }
      }
      if (harnesses.length === 0) {
        return;
      }
    }
  }

  private async round(harness: Harness, programs: Programs, ms: number): Promise<void> {
    const seed = this.options.seed ?? Math.floor(Math.random() * 2 ** 31);
    const directory = join(this.directory, String((this.rounds += 1)));
    const findings = new Findings();
    const random = new Random(seed);
    mkdirSync(directory);
    try {
      await harness.run({ directory, random, ms, programs, children: this.children, findings });
    } catch (error) {
      findings.problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    } finally {
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    }
    this.report.round(harness.name, seed, findings);
  }
}
