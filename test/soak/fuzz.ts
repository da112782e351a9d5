import type { Harness } from './harness';
import type { ParsingArgument } from './windows/parsing';

/** A portion of inputs takes less than a second; what is silent for so long hangs. */
const HANG_MS = 60_000;

/** Whatever a file, a page, a service or a setting may hold goes into what reads it. */
export const fuzz: Harness = {
  name: 'fuzz',
  async run({ directory, random, ms, programs, children, findings }) {
    const argument: ParsingArgument = { seed: random.fork(), ms };
    const child = children.start(programs.parsing, [JSON.stringify(argument)], {
      env: { SOAK_DIRECTORY: directory },
    });
    let current = 'start';
    const hang = (): void => {
      findings.problems.push(`hangs: ${current}`);
      child.kill();
    };
    let watchdog = setTimeout(hang, HANG_MS);
    child.onLine((line) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(hang, HANG_MS);
      const [, kind, rest = ''] = /^(now|failed|cases) (.*)$/.exec(line) ?? [];
      if (kind === 'now') {
        current = rest;
      } else if (kind === 'failed') {
        findings.problems.push(rest);
      } else if (kind === 'cases') {
        findings.cases += Number(rest);
      }
    });
    const failure = await child.ended;
    clearTimeout(watchdog);
    findings.expectNone(`while reading ${current} the process`, failure === undefined ? [] : [failure]);
  },
};
