import assert from 'node:assert/strict';
import { InputFocus } from '../../../../src/core/chat/inputFocus';

describe('the cursor in the panel’s input', () => {
  let taken: number;
  let focus: InputFocus;

  beforeEach(() => {
    taken = 0;
    focus = new InputFocus(() => {
      taken += 1;
    });
  });

  it('is put there when the page that was asked for is ready', () => {
    focus.want();
    assert.equal(taken, 0);
    focus.pageReady();
    assert.equal(taken, 1);
  });

  it('is put there at once where the page is ready', () => {
    focus.pageReady();
    focus.want();
    assert.equal(taken, 1);
  });

  it('is left where it is when a page shows that nobody asked for', () => {
    focus.pageReady();
    assert.equal(taken, 0);
  });

  it('is left where it is when a page that was asked for once shows again', () => {
    focus.want();
    focus.pageReady();
    focus.pageGone();
    focus.pageReady();
    focus.pageGone();
    focus.pageReady();
    assert.equal(taken, 1);
  });

  it('waits for the page where it was hidden in between', () => {
    focus.pageReady();
    focus.pageGone();
    focus.want();
    assert.equal(taken, 0);
    focus.pageReady();
    assert.equal(taken, 1);
  });
});
