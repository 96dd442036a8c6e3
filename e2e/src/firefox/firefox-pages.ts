/**
 * Finding and pressing what a person sees, through Puppeteer. Its own waiting is not used on the wallet's pages: Firefox tells a
 * driver of no navigation to them, and their policy forbids the code that Puppeteer would make there.
 */
import type { ElementHandle, Page } from 'puppeteer-core';
import { words } from '../journeys/locale.ts';
import { delay } from '../world/reader-panel.ts';
import type { Firefox } from './open-firefox.ts';

const timeoutMs = 20_000;

/** Asks again until there is an answer. Throws with `what` when there never is. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(50);
  }
  throw new Error(`never came: ${what}`);
}

/** Where a page is, also a page of the wallet's; empty for one that is closed. */
export async function addressOf(page: Page): Promise<string> {
  return page.evaluate(() => location.href).catch(() => '');
}

export async function openWalletPage(firefox: Firefox, path: string): Promise<Page> {
  const page = await firefox.browser.newPage();
  await page.goto(firefox.extensionUrl(path), { waitUntil: [] });
  await waitForText(page, /\S/);
  return page;
}

/** The open page whose address holds that text, save those given. */
export async function findPage(firefox: Firefox, part: string, save: readonly Page[] = []): Promise<Page> {
  return until(`a page ${part}`, async () => {
    for (const page of await firefox.browser.pages())
      if (!save.includes(page) && (await addressOf(page)).includes(part)) return page;
    return undefined;
  });
}

/** The wallet's sheet, once the one before has closed itself. */
export async function waitForSheet(firefox: Firefox, before?: Page): Promise<Page> {
  if (before !== undefined) await waitUntilClosed(before);
  return findPage(firefox, '/pages/pay.html');
}

export async function waitUntilClosed(page: Page): Promise<void> {
  await until('the end of the page', async () => ((await addressOf(page)) === '' ? true : undefined));
}

export async function textOf(page: Page): Promise<string> {
  return page.evaluate(() => document.querySelector('main')?.innerText ?? '').catch(() => '');
}

export async function waitForText(page: Page, pattern: RegExp): Promise<string> {
  let text = '';
  return until(`${pattern}`, async () => {
    text = await textOf(page);
    return pattern.test(text) ? text : undefined;
  }).catch((error: Error) => {
    throw new Error(`${error.message}; the page says: ${text}`);
  });
}

/** Presses an enabled button, named by its key among the wallet's words. */
export async function press(firefox: Firefox, page: Page, key: string): Promise<void> {
  const { source } = words(firefox, key);
  const button = await until(`the button ${source}`, async () => {
    const found = await page
      .evaluateHandle(
        (pattern) =>
          [...document.querySelectorAll<HTMLButtonElement>('main button:enabled')].find(
            ({ textContent }) => textContent !== null && new RegExp(pattern).test(textContent),
          ),
        source,
      )
      .catch(() => undefined);
    return (found?.asElement() as ElementHandle<HTMLButtonElement> | null | undefined) ?? undefined;
  });
  await button.click();
}

/** The tab shows a page that was delivered at the path. */
export async function waitForDelivery(tab: Page, url: string): Promise<void> {
  const { pathname } = new URL(url);
  await until(`a delivery at ${pathname}`, async () => {
    const isPaid = await tab
      .evaluate((path) => {
        const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        return location.pathname === path && navigation?.responseStatus === 200;
      }, pathname)
      .catch(() => false);
    return isPaid ? true : undefined;
  });
}
