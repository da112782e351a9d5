import assert from 'node:assert/strict';
import { redactShapes } from '../../../../src/core/logging/redaction';
import { cleanError } from '../../../../src/core/logging/secrets/cleanError';

const secret = `ABSK${'b'.repeat(40)}`;

describe('cleaning an error', () => {
  it('keeps some hundred fields of any number, says what it dropped, and reads no more than those', () => {
    let read = 0;
    const redact = (text: string) => {
      read += text.length;
      return redactShapes(text);
    };
    const fields = Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`k${String(i)}`, secret]));
    const cause = Object.assign(new Error(`socket ${secret}`), { code: 'ENOTFOUND' });
    const error = Object.assign(new Error(`said ${secret}`, { cause }), { x: { ...fields }, ...fields });
    assert.equal(cleanError(error, redact), error);
    assert.match(error.message, /^said .*redacted/);
    assert.equal(cause.code, 'ENOTFOUND');
    assert.match(cause.message, /redacted/);
    assert.ok(Object.keys(error).length < 250, String(Object.keys(error).length));
    assert.match(JSON.stringify(error), /39\d{3} more, which were dropped/);
    assert.ok(!JSON.stringify(error).includes(secret));
    assert.ok(read < 200_000, String(read));
  });

  it('keeps 64 KB of all texts, and no half of a secret', () => {
    const long = `${'x '.repeat(8180)}${secret} ${'y '.repeat(1_000_000)}`;
    const error = Object.assign(new Error(long), {
      body: long,
      list: Array.from({ length: 50 }, () => long),
    });
    cleanError(error, redactShapes);
    const said = [error.message, error.stack, error.body, ...error.list].join('\n');
    assert.ok(said.length < 70_000, String(said.length));
    assert.match(error.message, /more characters\)$/);
    assert.ok(!said.includes('ABSKb'));
  });

  it('leaves nothing uncleaned where fields lie too deep', () => {
    let nested: Record<string, unknown> = { secret };
    for (let depth = 0; depth < 30; depth++) {
      nested = { nested };
    }
    const error = Object.assign(new Error('deep'), nested);
    cleanError(error, redactShapes);
    assert.ok(!JSON.stringify(error).includes(secret));
  });
});
