import { relative } from 'node:path';
import type { CheckedStep, RunReport } from './runReport';

/** One test of a suite: it passed unless it says otherwise. */
interface TestCase {
  readonly name: string;
  readonly className: string;
  readonly seconds: number;
  readonly failure?: { readonly message: string; readonly type: string; readonly text: string };
  readonly isSkipped?: boolean;
}

/** Runs as JUnit XML, which CI systems show: a suite for each run, a test for each prompt and each of its checks. */
export function junitXml({ runs, steps }: RunReport): string {
  const suites = runs.map((run) => {
    const cases = steps.filter((step) => step.run === run.id).flatMap(casesOf);
    const file = relative(process.cwd(), run.file);
    const name = runs.length === 1 ? file : `${file} (${run.model})`;
    return { name, cases, timestamp: run.startedAt.slice(0, 19) };
  });
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'Bedrock Chat', ...counts(all) })}>`,
    ...suites.flatMap(({ name, cases, timestamp }) => [
      `  <testsuite${attributes({ name, ...counts(cases), timestamp })}>`,
      ...cases.map(caseXml),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function casesOf(step: CheckedStep): TestCase[] {
  const { id, prompt, error, text, latencyMs, checks, state } = step;
  const isAnswered = text !== null;
  const answered: TestCase = {
    name: `${id}: ${prompt}`,
    className: id,
    seconds: (latencyMs ?? 0) / 1000,
    isSkipped: !isAnswered && state !== 'Failed',
    ...(state === 'Failed' && {
      failure: {
        message: error?.message ?? 'The prompt failed.',
        type: error?.code ?? 'failed',
        text: error?.message ?? '',
      },
    }),
  };
  const checked = checks.map(({ name, passed, message }): TestCase => ({
    name: `${id}: ${name}`,
    className: id,
    seconds: 0,
    isSkipped: passed === null,
    ...(passed === false && {
      failure: { message: message ?? name, type: 'check', text: text ?? '' },
    }),
  }));
  return [answered, ...checked];
}

function counts(cases: readonly TestCase[]): Record<string, string> {
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  return {
    tests: String(cases.length),
    failures: String(cases.filter(({ failure }) => failure !== undefined).length),
    errors: '0',
    skipped: String(cases.filter(({ isSkipped }) => isSkipped === true).length),
    time: seconds.toFixed(3),
  };
}

function caseXml({ name, className, seconds, failure, isSkipped }: TestCase): string {
  const open = `    <testcase${attributes({ name, classname: className, time: seconds.toFixed(3) })}`;
  if (failure !== undefined) {
    const { message, type, text } = failure;
    return `${open}>\n      <failure${attributes({ message, type })}>${xmlText(text)}</failure>\n    </testcase>`;
  }
  return isSkipped === true ? `${open}>\n      <skipped/>\n    </testcase>` : `${open}/>`;
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(value)}"`)
    .join('');
}

/** Characters that XML 1.0 has no way to write, halves of characters among them. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** A text as XML has it, in an element or an attribute; line breaks and tabs come back as they were. */
function xmlText(text: string): string {
  return text
    .replace(UNWRITABLE, '\u{FFFD}')
    .replace(/[&<>"'\t\n\r]/g, (character) => entities[character] ?? `&#${character.charCodeAt(0)};`);
}
