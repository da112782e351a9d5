/**
 * Faults of a page that is too narrow for its texts: texts that end beyond the side of the page or of a box that clips
 * them, words of ordinary length that are broken in the middle, and controls that stick out of what they are in. What
 * scrolls sideways is left out, such as code and tables, and so is what ends in an ellipsis and has a title to read it
 * by. Runs in the page, so it holds all that it needs.
 */
export function cutOffTexts(): string[] {
  const found = new Set<string>();
  const range = document.createRange();
  // 4 is NodeFilter.SHOW_TEXT.
  const nodes = document.createTreeWalker(document.body, 4);
  for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
    const parent = node.parentElement;
    const text = node.nodeValue ?? '';
    if (parent === null || text.trim() === '' || !parent.checkVisibility({ visibilityProperty: true })) {
      continue;
    }
    if (parent.closest('.visually-hidden, script, style, select, code, pre, textarea') !== null) {
      continue;
    }
    const { right, left, width, isTitled } = roomOf(parent);
    range.selectNodeContents(node);
    const drawn = range.getBoundingClientRect();
    if (width > 0 && !isTitled && (drawn.right > right + 1 || drawn.left < left - 1)) {
      found.add(`cut off: ${text.trim()}`);
    }
    for (const { index, 0: word } of text.matchAll(/\p{L}{2,20}/gu)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom)));
      if (lines.size > 1) {
        found.add(`broken: ${word}`);
      }
    }
  }
  for (const control of document.querySelectorAll('button, select, input, textarea, vscode-button')) {
    const around = control.parentElement?.getBoundingClientRect().right ?? Infinity;
    const { right, width } = control.getBoundingClientRect();
    if (width > 0 && right > around + 1 && roomOf(control).width > 0) {
      found.add(`sticks out: ${control.localName} ${control.textContent.trim().slice(0, 40)}`);
    }
  }
  return [...found];

  /** Where the texts of an element can be seen: as far as the page and each box around it that clips. */
  function roomOf(element: Element) {
    const room = { left: 0, right: document.documentElement.clientWidth, width: Infinity, isTitled: false };
    for (let box: Element | null = element; box !== null && box !== document.body; box = box.parentElement) {
      const { overflowX, textOverflow } = getComputedStyle(box);
      if (overflowX === 'auto' || overflowX === 'scroll') {
        return { ...room, width: 0 };
      }
      if (overflowX !== 'visible') {
        const edges = box.getBoundingClientRect();
        room.left = Math.max(room.left, edges.left);
        room.right = Math.min(room.right, edges.right);
        room.isTitled ||= textOverflow === 'ellipsis' && box.closest('[title]') !== null;
      }
    }
    return room;
  }
}
