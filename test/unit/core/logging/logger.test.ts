import assert from 'node:assert/strict';
import { ConsoleSink } from '../../../../src/core/logging/consoleSink';
import { Logger } from '../../../../src/core/logging/logger';
import type { LogEntry, LogSink } from '../../../../src/core/logging/entry';
import { Redactor } from '../../../../src/core/logging/redaction';

describe('a logger', () => {
  it('hands every sink the time, level, name, message and fields', () => {
    const { logger, entries } = create();
    logger.debug('one');
    logger.info('two', { a: 1, b: undefined, c: null });
    logger.warn('three');
    logger.error('four');
    assert.deepEqual(
      entries.map(({ level, message }) => `${level} ${message}`),
      ['DEBUG one', 'INFO two', 'WARNING three', 'ERROR four'],
    );
    assert.deepEqual(entries[1], {
      time: 1234,
      level: 'INFO',
      name: 'bedrock',
      message: 'two',
      fields: { a: 1, c: null },
    });
  });

  it('shares its sinks with the loggers named from it', () => {
    const { logger, entries } = create();
    logger.named('aws').info('hello');
    logger.info('hello');
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['aws', 'bedrock'],
    );
  });

  it('does not let a sink that throws reach the caller or the other sinks', () => {
    const { logger, entries } = create(new Redactor(), [
      {
        write: () => {
          throw new Error('broken sink');
        },
      },
    ]);
    logger.info('still told');
    assert.equal(entries.length, 1);
  });

  it('redacts messages, fields and their names before a sink sees them', () => {
    const redactor = new Redactor();
    const { logger, entries } = create(redactor);
    redactor.addSecret('correct horse battery');
    logger.info('it is correct horse battery', {
      value: 'correct horse battery',
      'correct horse battery': 'x',
      sessionToken: 'short',
    });
    assert.equal(JSON.stringify(entries).includes('correct horse battery'), false);
    assert.equal(entries[0]?.fields['sessionToken'], '[redacted]');
  });

  it('cuts a text that is no event but a content, and says so, after redacting it', () => {
    const redactor = new Redactor();
    const secret = 'wJalrXUtnFEMI-secret';
    redactor.addSecret(secret);
    const { logger, entries } = create(redactor);
    // The secret lies across the cut: half of it must not stay.
    logger.info(`${'-'.repeat(8192 - 10)}${secret}${'-'.repeat(5000)}`);
    assert.ok(entries[0]!.message.length < 8300);
    assert.match(entries[0]!.message, /… \(\d+ more characters\)$/);
    assert.equal(entries[0]!.message.includes(secret.slice(0, 8)), false);
  });

  it('flushes its sinks and survives one that fails to', async () => {
    let flushed = false;
    const { logger } = create(new Redactor(), [
      { write: () => undefined, flush: () => Promise.reject(new Error('no')) },
      {
        write: () => undefined,
        flush: async () => {
          flushed = true;
        },
      },
    ]);
    await logger.flush();
    assert.equal(flushed, true);
  });
});

describe('the console sink', () => {
  it('shows warnings and errors and nothing else', () => {
    const shown: string[] = [];
    const target = {
      warn: (line: string) => shown.push(`warn ${line}`),
      error: (line: string) => shown.push(`error ${line}`),
    };
    const { logger } = create(new Redactor(), [new ConsoleSink(target)]);
    logger.debug('a');
    logger.info('b');
    logger.warn('c');
    logger.error('d');
    assert.equal(shown.length, 2);
    assert.match(shown[0]!, /^warn .*\[WARNING\] bedrock: c$/);
    assert.match(shown[1]!, /^error .*\[ERROR\] bedrock: d$/);
  });
});

function create(redactor = new Redactor(), sinks: LogSink[] = []) {
  const entries: LogEntry[] = [];
  const recording: LogSink = { write: (entry) => entries.push(entry) };
  return { logger: new Logger({ sinks: [...sinks, recording], redactor, now: () => 1234 }), entries };
}
