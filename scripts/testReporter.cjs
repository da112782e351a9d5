// Mocha's own report for people, and as JSON in the file that BEDROCK_CHAT_TEST_REPORT names the counts, what failed
// and what passed only when tried again. It is written after every test, so that a run which is killed half-way still
// says what it knows.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class TestReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const report = process.env.BEDROCK_CHAT_TEST_REPORT;
    if (!report) return;
    const failures = [];
    const retried = [];
    const write = (ended) => {
      const { passes = 0, failures: failed = 0, pending = 0 } = runner.stats ?? {};
      const counts = { passed: passes, failed, skipped: pending };
      writeFileSync(report, JSON.stringify({ ...counts, failures, retried, ended }));
    };
    runner.on('test end', () => write(false));
    runner.on('retry', (test) => retried.push(test.fullTitle()));
    runner.on('fail', (test, error) => {
      failures.push(`${test.fullTitle()}: ${error?.message ?? error}`);
      write(false);
    });
    runner.once('end', () => write(true));
  }
};
