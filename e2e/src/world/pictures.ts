/** Pictures of pages as people see them: for the README when ECOMM_PICTURES names a folder, else for whoever looks. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright';
import { repositoryRoot } from './server-process.ts';

const folder = resolve(repositoryRoot, process.env.ECOMM_PICTURES ?? 'test-results/pictures');

export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Headless windows are all of one size; the sheet's own is that of a phone.
  if (page.url().includes('/pages/pay.html')) await page.setViewportSize({ width: 420, height: 600 });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

/** The same in the dark on a phone. Throws when something reaches over the edge there. */
export async function pictureNarrow(page: Page, name: string): Promise<void> {
  const { width, height } = { width: 360, height: 780 };
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: 'dark' });
  const reached = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.screenshot({ path: join(folder, `${name}-narrow-dark.png`), animations: 'disabled' });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 820 });
  if (reached > width) throw new Error(`${name} is ${reached} px wide in a window of ${width}`);
}
