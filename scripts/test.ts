import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBrowser } from '../test/support/devhost/browser';
import { ensureBrowserHost } from '../test/support/devhost/install';
import { hostFolder, root } from '../test/support/devhost/paths';
import { onEnd, run } from '../test/support/devhost/processes';

const usage = `npm test [-- options]: every check and test; the last line says "N passed, N failed".
  --only <suite>   unit, webview, integration or ui; may be repeated
  --grep <regex>   only tests whose title matches
  Either leaves out the static checks, which \`npm run check\` runs.
`;

/** Results of tests. */
interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Results of a suite. */
interface Outcome extends Counts {
  /** Title and error of each. */
  readonly failures: readonly string[];
  /** The same of what failed at first and was tried again. */
  readonly retried: readonly string[];
  /** The files that took longest, and how long. */
  readonly slowest: readonly string[];
}

/** The report of scripts/testReporter.cjs. */
interface Report {
  readonly files: Readonly<Record<string, Counts & { readonly durationMs: number }>>;
  readonly failures: readonly string[];
  readonly retried: readonly string[];
  /** False for one that was cut short. */
  readonly ended: boolean;
}

interface Suite {
  readonly name: string;
  readonly command: readonly string[];
  /** The command without its files: the ones that failed are run once more, in a world of their own. */
  readonly ofFiles?: readonly string[];
  /** A suite that takes longer hangs, and is ended. */
  readonly limitMinutes: number;
}

const minuteMs = 60_000;
const patienceMs = 5000;
const shownFiles = 10;
const nothingRun: Outcome = { passed: 0, failed: 0, skipped: 0, failures: [], retried: [], slowest: [] };
/** One group after the other; the window of the integration tests leaves a processor to the pages of the webviews. */
const together = [['unit'], ['webview', 'integration'], ['ui']];
const names = together.flat();
const reporter = 'scripts/testReporter.cjs';
const stopping: (() => void)[] = [];

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    grep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const only = flags.only ?? names;
const everything = flags.only === undefined && flags.grep === undefined;
const unknown = only.filter((name) => !names.includes(name));
if (flags.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `No suite is called ${unknown.join(', ')}.\n\n${usage}` : usage);
  process.exit(flags.help ? 0 : 2);
}
onEnd((reason) => {
  for (const stop of stopping) {
    stop();
  }
  console.log(`Ended: ${reason}.`);
  process.exit(130);
});
const total = await main();
// A program's last word, which other programs read.
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

async function main(): Promise<Counts> {
  const results: [string, Outcome][] = [];
  const wanted = suites().filter((suite) => only.includes(suite.name));
  const inBrowser = wanted.some((suite) => suite.name !== 'unit');
  const ready = !inBrowser || (await prepare());
  if (!ready) {
    results.push(['preparation', { ...nothingRun, failed: 1 }]);
  }
  const possible = wanted.filter((suite) => suite.name === 'unit' || ready);
  for (const beside of together) {
    const group = possible.filter(({ name }) => beside.includes(name));
    const outcomes = await Promise.all(group.map(runSuite));
    group.forEach(({ name }, at) => results.push([name, outcomes[at] ?? nothingRun]));
  }
  for (const [name, { failures, retried, slowest }] of results) {
    if (slowest.length > 0) {
      console.log(`\nSlowest in ${name}:\n  ${slowest.join('\n  ')}`);
    }
    for (const failure of failures) {
      console.log(`\nFailed in ${name}: ${failure}`);
    }
    for (const failure of retried) {
      console.log(`\nTried again in ${name}: ${failure}`);
    }
  }
  console.log('');
  for (const [name, { passed, failed, skipped }] of results) {
    const left = skipped > 0 ? `, ${skipped} skipped` : '';
    console.log(`${name.padEnd(12)} ${passed} passed, ${failed} failed${left}`);
  }
  return sum(results.map(([, counts]) => counts));
}

function sum(counts: readonly Counts[]): Counts {
  const of = (key: keyof Counts): number => counts.reduce((all, one) => all + one[key], 0);
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

function suites(): Suite[] {
  const mocha = [
    'mocha',
    '--reporter',
    reporter,
    ...(flags.grep === undefined ? [] : ['--grep', flags.grep]),
  ];
  const browser = [...mocha, '--no-config', '--import=tsx', '--timeout', '180000', '--retries', '1'];
  // A window waits more than it works: two at a time keep two processors busy.
  const browsers = [...browser, '--parallel', '--jobs', '2'];
  return [
    everything
      ? { name: 'unit', command: ['npm', 'run', '--silent', 'check'], limitMinutes: 25 }
      : { name: 'unit', command: mocha, limitMinutes: 25 },
    {
      name: 'webview',
      command: [...browsers, 'test/webview/**/*.test.ts'],
      ofFiles: browser,
      limitMinutes: 10,
    },
    { name: 'integration', command: ['node', '--import', 'tsx', 'scripts/integration.ts'], limitMinutes: 15 },
    { name: 'ui', command: [...browsers, 'test/ui/**/*.test.ts'], ofFiles: browser, limitMinutes: 50 },
  ];
}

/** Prerequisites of the tests of the built extension: the package, a browser, a VS Code. */
async function prepare(): Promise<boolean> {
  try {
    await run(['npm', 'run', '--silent', 'package'], {
      cwd: root,
      what: 'Building and packaging the extension',
    });
    await ensureBrowser();
    await ensureBrowserHost();
    return true;
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    return false;
  }
}

async function runSuite(suite: Suite): Promise<Outcome> {
  console.log(`\n=== ${suite.name} ===`);
  const report = join(hostFolder, `report-${suite.name}.json`);
  mkdirSync(hostFolder, { recursive: true });
  const env = {
    ...process.env,
    BEDROCK_CHAT_TEST_REPORT: report,
    BEDROCK_CHAT_TEST_GREP: flags.grep,
    // For the mocha that `npm run check` starts.
    MOCHA_OPTIONS: `--reporter ${reporter} --retries 1`,
  };
  let { problem, tests } = await runReported(suite.command, suite, report, env);
  const retried = [...(tests?.retried ?? [])];
  const failed = Object.keys(tests?.files ?? {}).filter((file) => (tests?.files[file]?.failed ?? 0) > 0);
  if (suite.ofFiles !== undefined && tests?.ended === true && failed.length > 0 && !failed.includes('')) {
    console.log(`\n=== ${suite.name}, what failed once more ===`);
    retried.push(...tests.failures);
    const again = await runReported([...suite.ofFiles, ...failed], suite, report, env);
    problem = again.problem;
    tests = {
      ended: true,
      files: { ...tests.files, ...again.tests?.files },
      failures: again.tests?.failures ?? [],
      retried: [],
    };
  }
  const counts = sum(Object.values(tests?.files ?? {}));
  const failures = [...(tests?.failures ?? [])];
  const nothing = counts.passed + counts.failed === 0 && flags.grep === undefined;
  const reason = problem ?? (nothing ? 'ran no test' : undefined);
  const slowest = slowestFiles(tests);
  if (reason === undefined) {
    return { ...counts, failures, retried, slowest };
  }
  console.log(`${suite.name}: ${reason}`);
  // A check that failed without a test that failed counts as one.
  failures.push(`${suite.command.join(' ')}: ${reason}`);
  return { ...counts, failures, retried, slowest, failed: Math.max(counts.failed, 1) };
}

/** Where to look first when a suite has become slow: hooks count, and so does what was tried again. */
function slowestFiles(tests: Report | undefined): string[] {
  return Object.entries(tests?.files ?? {})
    .sort(([, a], [, b]) => b.durationMs - a.durationMs)
    .slice(0, shownFiles)
    .map(
      ([file, { durationMs }]) => `${(durationMs / 1000).toFixed(1).padStart(6)} s  ${relative(root, file)}`,
    );
}

/** Runs a command, and reads what its tests came to, where it came to them. */
async function runReported(
  command: readonly string[],
  { limitMinutes }: Suite,
  report: string,
  env: NodeJS.ProcessEnv,
): Promise<{ problem: string | undefined; tests: Report | undefined }> {
  rmSync(report, { force: true });
  const problem = await runCommand(command, limitMinutes, env);
  const tests = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Report) : undefined;
  return { problem, tests };
}

/** Runs it to its end in a process group of its own, and says what went wrong. */
async function runCommand(
  command: readonly string[],
  limitMinutes: number,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const [program = '', ...args] = command;
  const windows = process.platform === 'win32';
  const child = spawn(program, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: windows,
    detached: !windows,
  });
  const kill = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) {
        process.kill(windows ? child.pid : -child.pid, signal);
      }
    } catch {
      // Nothing of it is left.
    }
  };
  const stop = (): void => kill('SIGTERM');
  stopping.push(stop);
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      kill('SIGTERM');
      setTimeout(() => kill('SIGKILL'), patienceMs).unref();
      resolve(`did not end in ${limitMinutes} minutes`);
    }, limitMinutes * minuteMs);
    const settle = (problem: string | undefined): void => {
      clearTimeout(late);
      stopping.splice(stopping.indexOf(stop), 1);
      resolve(problem);
    };
    child.once('error', (error) => settle(error.message));
    child.once('exit', (code, signal) => {
      // What a suite leaves running is not for the next one.
      kill('SIGKILL');
      settle(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`);
    });
  });
}
