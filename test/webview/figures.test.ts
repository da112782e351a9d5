import assert from 'node:assert/strict';
import { describeFigures } from '../../webview/conversation/figures';
import { figures } from './chatPage';

function line(changes: Partial<typeof figures> | Record<string, unknown> = {}): string {
  return describeFigures({ ...figures, ...changes })
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

  it('leave out tokens and cost of a call that used nothing', () => {
    const nothing = { totalInputTokens: 0, outputTokens: 0, costUsd: 0, timeToFirstTokenMs: null };
    assert.equal(line(nothing), '1.2 s');
  });

  it('mark estimates, and say how often Bedrock was asked', () => {
    assert.equal(
      line({ estimated: true, attempts: 3 }),
      '1.2 s · first token 0.4 s · ~812 → ~340 tokens (600 cached) · ~$0.0061 · 3 attempts',
    );
  });

  it('separate thousands, and hold the exact value', () => {
    const [time, , tokens, cost] = describeFigures({
      ...figures,
      totalInputTokens: 1_234_567,
      costUsd: 1.23456,
    });
    assert.match(time?.exact ?? '', /1,234 ms/);
    assert.match(tokens?.text ?? '', /^1,234,567 →/);
    assert.equal(cost?.text, '$1.23');
    assert.match(cost?.exact ?? '', /1\.23456/);
  });
});
