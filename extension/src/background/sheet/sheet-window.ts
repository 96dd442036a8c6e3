/** The pay sheet's own window: one at a time, beside the window that asks. */
import browser from 'webextension-polyfill';

const width = 420;
const height = 640;
const margin = 24;

export function sheetUrl(purchaseId: string): string {
  return browser.runtime.getURL(`pages/pay.html?purchase=${purchaseId}`);
}

export async function createSheetWindow(purchaseId: string): Promise<void> {
  const around = await browser.windows.getLastFocused().catch(() => undefined);
  const place =
    around?.left === undefined || around.top === undefined || around.width === undefined
      ? {}
      : { left: Math.max(0, around.left + around.width - width - margin), top: around.top + 3 * margin };
  const sheet = { url: sheetUrl(purchaseId), type: 'popup', focused: true, width, height } as const;
  // Chromium refuses a place that is mostly off the screen, as beside a window that reaches over its edge.
  await browser.windows.create({ ...sheet, ...place }).catch(() => browser.windows.create(sheet));
}

export async function focusSheetWindow(windowId: number): Promise<void> {
  await browser.windows.update(windowId, { focused: true, drawAttention: true });
}

/** Shows another purchase in the window that is open. */
export async function replaceSheet(sheetTabId: number, purchaseId: string): Promise<void> {
  await browser.tabs.update(sheetTabId, { url: sheetUrl(purchaseId), active: true });
}
