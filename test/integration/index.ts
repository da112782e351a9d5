import Mocha from 'mocha';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';

const testMs = 60_000;

/**
 * The entry point for VS Code's extension host, given this bundle as --extensionTestsPath: runs every test of this
 * folder. The environment says what else: BEDROCK_CHAT_TEST_GREP, BEDROCK_CHAT_TEST_OUTPUT (a file for mocha's
 * report, which would drown in the console of VS Code), and what testReporter.cjs reads.
 */
export async function run(): Promise<void> {
  const grep = process.env['BEDROCK_CHAT_TEST_GREP'];
  const output = process.env['BEDROCK_CHAT_TEST_OUTPUT'];
  if (output !== undefined) {
    Mocha.reporters.Base.consoleLog = (...args: unknown[]) => appendFileSync(output, `${format(...args)}\n`);
  }
  const mocha = new Mocha({
    timeout: testMs,
    reporter: join(__dirname, 'testReporter.cjs'),
    ...(grep !== undefined && { grep }),
  });
  mocha.addFile(join(__dirname, 'tests.cjs'));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) {
    throw new Error(`${failures} failed.`);
  }
}
