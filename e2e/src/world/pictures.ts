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
