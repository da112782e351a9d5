import assert from 'node:assert/strict';
import { noRecall, recallStep, type Recall } from '../../webview/chat/recall';

const questions = ['first', 'second'];

/** Presses the keys one after the other, the input following; tells what is in it in the end. */
function press(keys: readonly ('older' | 'newer')[], start = ''): string {
  let recall: Recall = noRecall;
  let input = start;
  for (const key of keys) {
    const next = recallStep(recall, input, questions, key);
    if (next === undefined) {
      continue;
    }
    recall = next;
    input = next.text;
  }
  return input;
}

describe('recalling questions', () => {
  it('goes back from an empty input, and stays at the first', () => {
    assert.equal(press(['older']), 'second');
    assert.equal(press(['older', 'older']), 'first');
    assert.equal(press(['older', 'older', 'older']), 'first');
  });

  it('comes forward again, to the empty input', () => {
    assert.equal(press(['older', 'older', 'newer']), 'second');
    assert.equal(press(['older', 'newer']), '');
    assert.equal(press(['newer']), '');
  });

  it('leaves text of the user alone, recalled and edited text too', () => {
    assert.equal(press(['older'], 'mine'), 'mine');
    const recalled = recallStep(noRecall, '', questions, 'older');
    assert.ok(recalled);
    assert.equal(recallStep(recalled, 'second, edited', questions, 'older'), undefined);
  });

  it('starts anew from an input that was emptied', () => {
    const recalled = recallStep({ back: 2, text: 'first' }, '', questions, 'older');
    assert.deepEqual(recalled, { back: 1, text: 'second' });
  });
});
