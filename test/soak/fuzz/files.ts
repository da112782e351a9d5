import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { SpendingLog } from '../../../src/core/spending/spendingLog';
import { EnvFileError, parseEnvFile } from '../../../src/core/aws/credentials/envFile';
import { readTurn } from '../../../src/core/chat/storedTurn';
import { detectFormat } from '../../../src/core/finops/costFormats';
import { readTable } from '../../../src/core/finops/reading/tableText';
import { readJournal } from '../../../src/core/metrics/journalReader';
import { readPromptSource } from '../../support/promptSource';
import { planSteps } from '../../../src/core/prompts/steps';
import { journalEntrySchema } from '../../../src/protocol/journal';
import { invocationEntry } from '../../unit/core/metrics/records';
import { expect, target, texts, type Target } from './target';

const line = JSON.stringify(invocationEntry());
const prompts = ['One\n\nTwo {{name}}\n\n---\nThree', 'name,other\nA,1\n"B ""b""",2\n'];
const yaml = [
  'model: a\nvariables: {name: x}\nprompts:\n  - id: a\n    prompt: Hello {{name}}\n    checks: [{ matches: "^a+$" }]\n',
  '- &a prompt: x\n- *a\n- {<<: *a, id: b}\n',
  // Nine aliases of nine aliases of nine.
  `- &a [${'x,'.repeat(9)}]\n- &b [${'*a,'.repeat(9)}]\n- &c [${'*b,'.repeat(9)}]\n- &d [${'*c,'.repeat(9)}]\n- [${'*d,'.repeat(9)}]\n`,
];
const jsonl = ['{"id":"a","prompt":"Hello {{name}}"}\n{"prompt":"Two","parameters":{"temperature":0.5}}\n'];
const header = [
  'lineItem/UsageStartDate,lineItem/UnblendedCost,"a ""b"""\r\n1,2,3\r\n',
  'BilledCost;ServiceName;Tags\n',
];
const env = [
  'AWS_ACCESS_KEY_ID=AKIAEXAMPLEEXAMPLE12\nAWS_SECRET_ACCESS_KEY="x y"\nexport AWS_REGION=us-east-1\n',
];
const turn = [JSON.stringify([{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }])];

/** Files that others may have written, cut short or changed. */
export const fileTargets: readonly Target[] = [
  target('journal lines', texts(`${line}\n${line}\n`, '{"v":2,"type":"later"}\n'), (text) => {
    const { entries, problems } = readJournal(text);
    expect(
      entries.every((entry) => v.is(journalEntrySchema, entry)),
      'an entry that is none',
    );
    expect(entries.length + problems.length <= text.split('\n').length, 'more than there are lines');
  }),
  target(
    'spending log lines',
    texts('{"type":"call","at":1,"usd":0.5}\n', '{"type":"reserve","id":"a","at":1,"usd":1}\n'),
    expectAmounts,
  ),
  ...(['text', 'yaml', 'jsonl'] as const).map((format) =>
    target(
      `prompt files: ${format}`,
      fc.tuple(
        texts(...{ text: prompts, yaml, jsonl }[format]),
        fc.option(texts(...prompts), { nil: undefined }),
      ),
      ([text, csv]) => {
        const source = readPromptSource(text, format, csv);
        for (const { span } of [...source.prompts, ...source.problems]) {
          expect(
            span.start >= 0 && span.start <= span.end && span.end <= text.length,
            'a place outside the file',
          );
        }
        if (![...source.problems, ...source.tableProblems].some(({ severity }) => severity === 'error')) {
          const steps = planSteps(source.prompts, source.table, '');
          expect(
            steps.length <= source.prompts.length * Math.max(1, source.table?.rows.length ?? 1),
            'too many steps',
          );
        }
      },
    ),
  ),
  target('headers of cost data', texts(...header), (text) => {
    const table = readTable(text);
    const names = table.headerAt === undefined ? [] : (table.records[table.headerAt]?.cells ?? []);
    expect(names.length <= text.length + 1, 'more columns than characters');
    detectFormat(names);
  }),
  target('environment files', texts(...env), (text) => {
    try {
      parseEnvFile(text);
    } catch (error) {
      expect(error instanceof EnvFileError, `not an EnvFileError: ${String(error)}`);
    }
  }),
  target('stored turns', texts(...turn), (text) => {
    expect(
      readTurn(text)?.every(({ content }) => Array.isArray(content)) ?? true,
      'a message without content',
    );
  }),
];

/** Sums of money stay sums of money. */
async function expectAmounts(text: string): Promise<void> {
  const directory = mkdtempSync(join(process.env['SOAK_DIRECTORY'] ?? tmpdir(), 'spending-'));
  const spendingLog = new SpendingLog(directory, 'reader', () => new Date(2026, 10, 11));
  try {
    writeFileSync(
      join(directory, '2026-11-w.ndjson'),
      `${text.replaceAll('"at":1,', `"at":${String(Date.UTC(2026, 10, 11))},`)}\n`,
    );
    const { today, month, days: _days, ...others } = await spendingLog.totals();
    for (const amount of [today.usd, month.usd, ...Object.values(others)]) {
      expect(amount === null || (Number.isFinite(amount) && amount >= 0), `the amount ${String(amount)}`);
    }
  } finally {
    spendingLog.dispose();
    rmSync(directory, { recursive: true, force: true });
  }
}
