/** The pay sheet's own window: one at a time, beside the window that asks. */
import browser from 'webextension-polyfill';

const width = 420;
const height = 640;
const margin = 24;

export function sheetUrl(purchaseId: string): string {
  return browser.runtime.getURL(`pages/pay.html?purchase=${purchaseId}`);
}

export async function createSheetWindow(purchaseId: string): Promise<void> {
  const sheet = { url: sheetUrl(purchaseId), type: 'popup', focused: true, width, height } as const;
  try {
    await browser.windows.create({ ...sheet, ...(await placeBeside()) });
  } catch {
    // A place off the screen is refused, as when the window that asks reaches over its edge.
    await browser.windows.create(sheet);
  }
}

async function placeBeside(): Promise<{ left?: number; top?: number }> {
  const { left, top, width: across } = await browser.windows.getLastFocused();
  if (left === undefined || top === undefined || across === undefined) return {};
  return { left: Math.max(0, left + across - width - margin), top: Math.max(0, top) + 3 * margin };
}

export async function focusSheetWindow(windowId: number): Promise<void> {
  await browser.windows.update(windowId, { focused: true, drawAttention: true });
}

/** Shows another purchase in the window that is open. */
export async function replaceSheet(sheetTabId: number, purchaseId: string): Promise<void> {
  await browser.tabs.update(sheetTabId, { url: sheetUrl(purchaseId), active: true });
}
