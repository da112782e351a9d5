import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser, onErrorStopParsing, type Element } from '@xmldom/xmldom';
import type { RunReport } from '../../../src/terminal/runReport';
import { startBedrockEmulator, type BedrockEmulator } from '../../support/emulators/bedrock';
import { ended, type BuiltTerminal } from '../../support/terminal';
import { buildWholeTerminal } from '../../support/terminalWorkers';

describe('the JUnit file of the terminal’s command run', function () {
  this.timeout(60_000);
  let emulator: BedrockEmulator;
  let terminal: BuiltTerminal;
  let folder: string;

  before(async function () {
    this.timeout(180_000);
    [emulator, terminal] = await Promise.all([startBedrockEmulator(), buildWholeTerminal()]);
  });
  beforeEach(() => {
    folder = join(terminal.folder, 'prompts');
    mkdirSync(folder);
  });
  afterEach(() => {
    emulator.reset();
    terminal.reset();
    rmSync(folder, { recursive: true });
  });
  after(async () => {
    terminal.dispose();
    await emulator.close();
  });

  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const settings = { model: 'anthropic.claude-3-haiku-20240307-v1:0', 'retry.maxAttempts': 1 };
  const command = (...args: readonly string[]): string[] => [
    'run',
    '--endpoint',
    emulator.url,
    '--control-endpoint',
    emulator.url,
    '--region=us-east-1',
    '--storage',
    terminal.storage,
    '--settings',
    write('settings.json', JSON.stringify({ ...settings, 'prompts.retryDelaySeconds': 0 })),
    '--json',
    ...args,
  ];

  it('does not hide what was paid for where it cannot be written in the end', async () => {
    const file = write('a.prompts.txt', 'Prompt one [slow 30]\n');
    const reports = join(folder, 'reports');
    mkdirSync(reports);
    const child = terminal.start(command(file, '--junit', join(reports, 'junit.xml')));
    const ending = ended(child);
    await emulator.waitForRequest(({ wordsSent }) => wordsSent >= 1);
    rmSync(reports, { recursive: true });
    const { code, stdout, stderr } = await ending;
    assert.equal((JSON.parse(stdout) as RunReport).steps[0]?.state, 'Completed');
    assert.match(stderr, /--junit could not be written: ENOENT/);
    assert.equal(code, 1);
  });

  it('is XML that others can parse, whatever prompts and answers hold', async () => {
    const file = write(
      'prompts.yaml',
      [
        '- id: good',
        '  prompt: "Prompt one <&> \\"quoted\\" \\u0007"',
        '  checks: [{contains: Prompt}]',
        '- id: wrong',
        '  prompt: Prompt two',
        '  checks: [{contains: "]]> <never> & \'so\'"}]',
        '- id: broken',
        '  prompt: "Prompt three [fail AccessDeniedException]"',
        '  checks: [{json: true}]',
      ].join('\n'),
    );
    const junit = join(folder, 'junit.xml');
    const { code } = await terminal.run(command(file, '--junit', junit));
    const xml = readFileSync(junit, 'utf8');
    const parser = new DOMParser({ onError: onErrorStopParsing });
    const parsed = parser.parseFromString(xml, 'text/xml');
    const all = (of: Pick<Element, 'getElementsByTagName'>, name: string) => [
      ...of.getElementsByTagName(name),
    ];
    const [suites] = all(parsed, 'testsuites');
    assert.deepEqual(
      ['tests', 'failures', 'skipped'].map((name) => suites?.getAttribute(name)),
      ['6', '2', '1'],
    );
    const cases = all(parsed, 'testcase');
    assert.deepEqual(
      cases.map((one) => [
        one.getAttribute('classname'),
        all(one, 'failure').length,
        all(one, 'skipped').length,
      ]),
      [
        ['good', 0, 0],
        ['good', 0, 0],
        ['wrong', 0, 0],
        ['wrong', 1, 0],
        ['broken', 1, 0],
        ['broken', 0, 1],
      ],
    );
    const [failure] = all(parsed, 'failure');
    assert.equal(failure?.getAttribute('message'), 'It does not contain "]]> <never> & \'so\'".');
    assert.match(failure?.textContent ?? '', /Prompt two/);
    assert.ok(!xml.includes('\u0007') && xml.includes('\u{FFFD}'));
    assert.equal(code, 1);
  });
});
