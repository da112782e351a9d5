// Mocha's own report for people, and as JSON in the file that BEDROCK_CHAT_TEST_REPORT names the counts by file, what
// failed and what passed only when tried again. It is written after every test, so that a run which is killed half-way still
// says what it knows.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class TestReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const report = process.env.BEDROCK_CHAT_TEST_REPORT;
    if (!report) {
      return;
    }
    const failures = [];
    const retried = [];
    const files = {};
    const count = (test, outcome) => {
      const counts = (files[test.file ?? ''] ??= { passed: 0, failed: 0, skipped: 0 });
      counts[outcome] += 1;
    };
    const write = (ended) => writeFileSync(report, JSON.stringify({ files, failures, retried, ended }));
    runner.on('pass', (test) => count(test, 'passed'));
    runner.on('pending', (test) => count(test, 'skipped'));
    runner.on('test end', () => write(false));
    const reason = (test, error) => `${test.fullTitle()}: ${error?.stack ?? error}`;
    runner.on('retry', (test, error) => retried.push(reason(test, error)));
    runner.on('fail', (test, error) => {
      count(test, 'failed');
      failures.push(reason(test, error));
      write(false);
    });
    runner.once('end', () => write(true));
  }
};
