import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Findings } from './findings';
import type { Harness, Round } from './harness';
import { LocalDays } from './localDays';
import { expectDays } from './recordedDays';
import { Told } from './told';
import type { ClockedArgument, ClockedTold } from './windows/clocked';

const HOUR_MS = 60 * 60_000;
/** Zones whose clocks change at midnight, by half an hour, or that left out a day. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Cairo',
];
/** Month and year ends, changes of the clocks, the end of 32 bits. */
const INSTANTS = [
  Date.UTC(2026, 10, 30, 23, 59, 59),
  Date.UTC(2026, 11, 31, 23, 59, 59),
  Date.UTC(2027, 2, 28, 0, 59, 59),
  Date.UTC(2027, 3, 3, 15, 0, 0),
  Date.UTC(2026, 8, 6, 3, 59, 59),
  Date.UTC(2028, 1, 29, 12),
  Date.UTC(2038, 0, 19, 3, 14, 7),
  Date.UTC(2011, 11, 30, 9, 59, 59),
];
const STEPS_MS = [1, 1000, 60_000, HOUR_MS, 24 * HOUR_MS, 31 * 24 * HOUR_MS];

/** Clocks that go backward, stand still, leap years ahead and change to summer time. */
export const clock: Harness = {
  name: 'clock',
  async run(round) {
    const { directory, random, children, programs, findings } = round;
    const zone = random.pick(ZONES);
    const told = join(directory, 'told');
    const argument: ClockedArgument = { directory, told, seed: random.fork(), instants: walk(round) };
    const child = children.start(programs.clocked, [JSON.stringify(argument)], { env: { TZ: zone } });
    const failure = await child.ended;
    findings.expectNone('A window', failure === undefined ? [] : [failure]);
    const steps = new Told(told).read<ClockedTold>();
    findings.cases += steps.length;
    expectTotals(findings, steps, new LocalDays(zone));
    expectOrder(findings, join(directory, 'journal'));
    await expectDays(round, argument.instants);
    findings.notes.push(zone);
  },
};

/** Instants of a clock that mostly goes on, and sometimes goes anywhere. */
function walk({ random }: Round): number[] {
  let atMs = random.pick(INSTANTS) - random.between(0, 2000);
  return Array.from({ length: random.between(100, 400) }, () => {
    if (random.percent(3)) {
      atMs = random.pick(INSTANTS) + random.between(-2000, 2000);
    } else {
      atMs += random.pick(STEPS_MS) * random.pick([1, 1, 1, 0, -1]);
    }
    return atMs;
  });
}

/**
 * The figure of the spending log each time is what the calls so far came to, by the calendar of the zone. What is dated in
 * the future, by a clock that was wrong, may count until then.
 */
function expectTotals(findings: Findings, steps: readonly ClockedTold[], days: LocalDays): void {
  steps.forEach((step, index) => {
    if (step.did !== 'ask') {
      return;
    }
    const before = steps.slice(0, index);
    const calls = before.flatMap((one) => (one.did === 'call' ? [one] : []));
    const at = `${days.dayOf(step.atMs)} (${String(step.atMs)})`;
    for (const [name, usage, nameOf] of [
      ['today', step.today, (ms: number) => days.dayOf(ms)],
      ['this month', step.month, (ms: number) => days.monthOf(ms)],
    ] as const) {
      const certain = calls.filter(({ atMs }) => nameOf(atMs) === nameOf(step.atMs));
      const possible = calls.filter(({ atMs }) => nameOf(atMs) >= nameOf(step.atMs));
      findings.expectBetween(`calls ${name}, ${at}`, usage.calls, certain.length, possible.length);
      findings.expectBetween(`USD ${name}, ${at}`, usage.usd, sumOf(certain), sumOf(possible));
    }
    const { certainUsd, allUsd } = reservedAt(before, step.atMs, days);
    findings.expectBetween(`USD reserved, ${at}`, step.reservedUsd, certainUsd, allUsd);
  });
}

function sumOf(calls: readonly { readonly usd: number | null }[]): number {
  return calls.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
}

/** US dollars of calls under way: of those of the last hour and this month, which count for certain, and of all. */
function reservedAt(
  steps: readonly ClockedTold[],
  nowMs: number,
  days: LocalDays,
): { certainUsd: number; allUsd: number } {
  const released = new Set(steps.flatMap((step) => (step.did === 'release' ? [step.id] : [])));
  const open = steps.flatMap((step) => (step.did === 'reserve' && !released.has(step.id) ? [step] : []));
  const recent = open.filter(
    ({ atMs }) => atMs <= nowMs && nowMs - atMs < HOUR_MS && days.monthOf(atMs) === days.monthOf(nowMs),
  );
  return { certainUsd: sumOf(recent), allUsd: sumOf(open) };
}

/** Ids of a window go up in the order of its lines, whatever the clock did. */
function expectOrder(findings: Findings, journal: string): void {
  const names = readdirSync(journal).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const lines = names.flatMap((name) => readFileSync(join(journal, name), 'utf8').trimEnd().split('\n'));
  const ids = lines.map((line) => (JSON.parse(line) as { id: string }).id);
  findings.expectNone(
    'ids not in order:',
    ids.filter((id, index) => index > 0 && id <= (ids[index - 1] ?? '')),
  );
}
