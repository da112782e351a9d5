import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBedrockEmulator, type BedrockEmulator } from '../support/emulators/bedrock';
import type { Child } from './children';
import type { Harness, Round } from './harness';

/** A window works on a run of prompts, is killed, and another takes the run up, until it is done. */
export const runs: Harness = {
  name: 'runs',
  async run(round) {
    const emulator = await startBedrockEmulator();
    try {
      await workThroughKills(round, emulator);
    } finally {
      await emulator.close();
    }
  },
};

/** Takes up one run after another until the time is over, and then lets the last one end. */
async function workThroughKills(round: Round, emulator: BedrockEmulator): Promise<void> {
  const { random, ms, findings } = round;
  const killUntil = performance.now() + ms;
  let kills = 0;
  while (performance.now() < killUntil) {
    const run = new SpoiledRun(round, emulator);
    while (performance.now() < killUntil && !(await run.isDone(random.between(0, 400)))) {
      kills += 1;
    }
    await run.isDone(Infinity);
    run.expectAnswers();
  }
  findings.notes.push(`${String(kills)} kills`);
}

/** A run of prompts that goes from window to window. */
class SpoiledRun {
  private readonly directory: string;
  private readonly questions: readonly string[];
  private id = '';

  constructor(
    private readonly round: Round,
    private readonly emulator: BedrockEmulator,
  ) {
    const { random, directory } = round;
    this.directory = join(directory, 'runs');
    this.questions = Array.from(
      { length: random.between(3, 20) },
      (_, index) => `Question ${String(index + 1)}.`,
    );
  }

  /** Works on the run in a window that is killed so long after its first call, if it has not ended before. */
  async isDone(lifeMs: number): Promise<boolean> {
    const { round, emulator, directory, id } = this;
    const { findings, children, programs } = round;
    const answered = id === '' ? new Map<string, number>() : answersOf(join(directory, id));
    emulator.reset();
    emulator.script({ times: 100_000, answer: { firstTokenDelayMs: round.random.between(5, 60) } });
    const args = [
      directory,
      emulator.url,
      JSON.stringify(emulator.credentials),
      this.questions.join('\n\n'),
      id,
    ];
    const child = children.start(programs.prompting, args);
    this.id = (await child.said((line) => line.startsWith('working '))).slice('working '.length);
    const isKilled = Number.isFinite(lifeMs) && (await this.killLater(child, lifeMs));
    const failure = await child.ended;
    findings.cases += 1;
    findings.expectNone('A window', failure === undefined ? [] : [failure]);
    const again = askedOf(emulator).filter((question) => answered.has(question));
    again.forEach((question) => findings.doubled.add(question));
    findings.expectNone('asked although the answer was on the disk:', again);
    return !isKilled;
  }

  /** Each question has one answer, of one call. */
  expectAnswers(): void {
    this.round.findings.expectOnce('answers', this.questions, answersOf(join(this.directory, this.id)));
  }

  /** True when the window was still at work. */
  private async killLater(child: Child, lifeMs: number): Promise<boolean> {
    const asking = this.emulator.waitForRequest(({ operation }) => operation === 'ConverseStream', 60_000);
    // Whoever has nothing left to ask ends by itself.
    const ended = child.ended.then(() => true);
    const isEnded = await Promise.race([asking.then(() => sleep(lifeMs, false)), ended]).catch(() => false);
    child.kill();
    return !isEnded;
  }
}

/** The questions put to the model since the last reset. */
function askedOf(emulator: BedrockEmulator): string[] {
  const calls = emulator.requests.filter(({ operation }) => operation === 'ConverseStream');
  return calls.map(({ body }) => /Question \d+\./.exec(JSON.stringify(body))?.[0] ?? '');
}

/** How often each question of a run was answered, by a reader that knows three kinds of lines. */
function answersOf(folder: string): Map<string, number> {
  const titles = new Map<string, string>();
  const answers = new Map<string, number>();
  for (const line of readFileSync(join(folder, 'journal.ndjson'), 'utf8').split('\n')) {
    const event = parse(line);
    for (const { id, title } of event.steps ?? []) {
      titles.set(id, title);
    }
    if (event.type === 'completed') {
      const question = titles.get(event.step ?? '') ?? String(event.step);
      answers.set(question, (answers.get(question) ?? 0) + 1);
    }
  }
  return answers;
}

function parse(line: string): { type?: string; step?: string; steps?: { id: string; title: string }[] } {
  try {
    return JSON.parse(line) as ReturnType<typeof parse>;
  } catch {
    // Cut short by a kill.
    return {};
  }
}
