import type { Frame } from 'playwright-core';

/** Drops an item on a page, as the browser tells it; `item` is the code of the arguments of DataTransferItemList.add. */
export async function dropOnPage(page: Frame, item: string): Promise<void> {
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(${item});
    const options = { dataTransfer, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new DragEvent('dragover', options));
    document.body.dispatchEvent(new DragEvent('drop', options));
  })()`);
}
