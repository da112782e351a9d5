import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { AnswerSteps } from '../../../../src/core/chat/answerSteps';
import type { PanelStep } from '../../../../src/protocol/chatPanel';

describe('the steps of an answer', () => {
  it('show the beginning of a long result, and only a few words of each once they are many', () => {
    const told: PanelStep[] = [];
    const steps = new AnswerSteps([], { changed: (step) => told.push(step), delta: () => undefined });
    const calls = 2_500;
    for (let number = 0; number < calls; number++) {
      const call = { toolUseId: String(number), name: 'read', input: { path: 'x'.repeat(30_000) } };
      const content = [{ type: 'text' as const, text: 'y'.repeat(30_000) }];
      steps.read({ type: 'toolStarted', call }, 0);
      steps.read({ type: 'toolEnded', call, end: 'done', content, durationMs: 1 }, 0);
    }
    assert.equal(told.length, 2 * calls);
    const [first, last] = [steps.current[0], steps.current.at(-1)];
    assert.ok(first?.type === 'tool' && last?.type === 'tool');
    assert.match(first.result, /^y{20000}\n… 10,000 more characters$/);
    assert.match(last.result, /^y{500}\n… 29,500 more characters$/);
    assert.ok(JSON.stringify(steps.current).length < 5_000_000);
  });
});
