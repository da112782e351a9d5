import assert from 'node:assert/strict';
import { formatEntry } from '../../../../src/core/logging/format';
import type { LogEntry } from '../../../../src/core/logging/entry';
import { Logger } from '../../../../src/core/logging/logger';
import { Redactor } from '../../../../src/core/logging/redaction';

describe('a log line', () => {
  it('has the local time, the level, the name and the message', () => {
    const time = new Date(2026, 10, 20, 14, 3, 22, 123).getTime();
    assert.equal(
      formatEntry({ time, level: 'INFO', name: 'bedrock', message: 'message', fields: {} }),
      '2026-11-20 14:03:22,123 [INFO] bedrock: message',
    );
  });

  it('pads every part of the time', () => {
    const time = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();
    assert.match(lineOf({ time }), /^2026-01-02 03:04:05,006 /);
  });

  it('ends with the fields, quoted where they could be misread', () => {
    const fields = { model: 'a.b-v1:0', attempts: 2, ok: true, code: null, said: 'a "b" c', none: '' };
    assert.match(
      lineOf({ fields }),
      / model=a\.b-v1:0 attempts=2 ok=true code=null said="a \\"b\\" c" none=""$/,
    );
  });

  it('is one line whatever the entry holds', () => {
    const nasty = 'a\nb\r\nc\td\u0000e\u001b[31mf\u2028g\u0085h\u202ei';
    const lines: string[] = [];
    const logger = new Logger({
      sinks: [{ write: (entry) => lines.push(formatEntry(entry)) }],
      redactor: new Redactor(),
    });
    logger.info(nasty, { [nasty]: nasty });
    // eslint-disable-next-line no-control-regex -- none of them may be left
    assert.doesNotMatch(lines[0]!, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
    assert.ok(lines[0]!.includes('a\\nb\\r\\nc\\td\\u0000e\\u001b[31mf\\u2028g\\u0085h\\u202ei'));
  });
});

function lineOf(part: Partial<LogEntry>): string {
  return formatEntry({ time: 0, level: 'INFO', name: 'test', message: 'said', fields: {}, ...part });
}
