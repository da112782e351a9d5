// Mocha's own report for people, and the counts as JSON in the file that BEDROCK_CHAT_TEST_REPORT names. They are
// written after every test, so that a run which is killed half-way still says what it knows.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class TestReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const report = process.env.BEDROCK_CHAT_TEST_REPORT;
    if (!report) return;
    const write = (ended) => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      writeFileSync(report, JSON.stringify({ passed: passes, failed: failures, skipped: pending, ended }));
    };
    runner.on('test end', () => write(false));
    runner.on('fail', () => write(false));
    runner.once('end', () => write(true));
  }
};
