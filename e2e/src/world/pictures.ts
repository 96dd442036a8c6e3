/** Pictures of pages as people see them: for the README when ECOMM_PICTURES names a folder, else for whoever looks. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright';
import { repositoryRoot } from './server-process.ts';

const folder = resolve(repositoryRoot, process.env.ECOMM_PICTURES ?? 'test-results/pictures');

export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
