import assert from 'node:assert/strict';
import { describeFigures } from '../../webview/chat/figures';
import { formatDuration, formatUsd } from '../../webview/components/numbers';
import { figures } from './chatPage';

function line(changes: Partial<typeof figures> | Record<string, unknown> = {}): string {
  return describeFigures({ ...figures, ...changes }, 'en-US')
    .map(({ text }) => text)
    .join(' · ');
}

describe('the figures under an answer', () => {
  it('say time, first token, tokens and cost', () => {
    assert.equal(line(), '1.2 s · first token 0.4 s · 812 → 340 tokens (600 cached) · $0.0061');
  });

  it('say that a price is not known, and never that it is nothing', () => {
    assert.equal(line({ costUsd: null }).split(' · ').at(-1), 'cost unknown');
    assert.equal(line({ costUsd: 0.00001 }).split(' · ').at(-1), '<$0.0001');
  });

  it('leave out what Bedrock did not say', () => {
    const unsaid = {
      timeToFirstTokenMs: null,
      totalInputTokens: null,
      outputTokens: null,
      cachedInputTokens: null,
    };
    assert.equal(line({ ...unsaid, costUsd: null }), '1.2 s');
    assert.match(line({ totalInputTokens: null, cachedInputTokens: null }), /\? → 340 tokens ·/);
    assert.match(line({ cachedInputTokens: 0 }), /812 → 340 tokens ·/);
  });

  it('mark estimates, and say how often Bedrock was asked', () => {
    assert.equal(
      line({ estimated: true, attempts: 3 }),
      '1.2 s · first token 0.4 s · ~812 → ~340 tokens (600 cached) · ~$0.0061 · 3 attempts',
    );
  });

  it('separate thousands, and hold the exact value', () => {
    const [time, , tokens, cost] = describeFigures(
      { ...figures, totalInputTokens: 1_234_567, costUsd: 1.23456 },
      'en-US',
    );
    assert.match(time?.exact ?? '', /1,234 ms/);
    assert.match(tokens?.text ?? '', /^1,234,567 →/);
    assert.equal(cost?.text, '$1.23');
    assert.match(cost?.exact ?? '', /1\.23456/);
  });

  for (const [milliseconds, words] of [
    [0, '0 ms'],
    [42, '42 ms'],
    [99.6, '100 ms'],
    [100, '0.1 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ] as const) {
    it(`write ${String(milliseconds)} ms as ${words}`, () => {
      assert.equal(formatDuration(milliseconds, 'en-US'), words);
    });
  }

  for (const [amount, words] of [
    [0, '$0.00'],
    [0.0001, '$0.0001'],
    [0.0061, '$0.0061'],
    [12.5, '$12.50'],
  ] as const) {
    it(`write US$ ${String(amount)} as ${words}`, () => {
      assert.equal(formatUsd(amount, 'en-US'), words);
    });
  }
});
