/** A native host that is not as it should be: the wallet says which of the ways, and what to do. */
import { join } from 'node:path';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { askTheBank, openOnboarding } from './journeys/enrol.ts';
import { words } from './journeys/locale.ts';
import { stopWorker } from './journeys/stop-worker.ts';
import { picture } from './world/pictures.ts';
import { useWallets } from './world/test-wallet.ts';
import { useWorld } from './world/test-world.ts';
import { editHostManifest } from './world/wallet-browser.ts';

const house = useWorld({ profile: 'demo', withReader: true });
const wallets = useWallets(house);

/** What a person reads: what happened, what to do next, and the code. */
async function problemOn(page: Page, code: string): Promise<string> {
  const note = page.locator('.note', { hasText: code }).first();
  await note.waitFor({ timeout: 20_000 });
  return (await note.textContent()) ?? '';
}

describe('the wallet says that the host', () => {
  test('is not installed', async () => {
    const wallet = await wallets.open({ host: 'absent' });
    const page = await openOnboarding(wallet);
    expect(await problemOn(page, 'ERR_HOST_NOT_INSTALLED')).toContain('install');
    await picture(page, 'host-not-installed');
  });

  test('that worked before is not where its manifest says any more', async () => {
    const wallet = await wallets.open();
    const page = await openOnboarding(wallet);
    await page.getByText(words(wallet, 'hostReady')).first().waitFor();
    await editHostManifest(wallet.profileDir, { path: join(wallet.profileDir, 'no-such-host') });
    await stopWorker(wallet);
    await page.reload();
    await problemOn(page, 'ERR_HOST_MISPLACED');
  });

  test('does not know this extension', async () => {
    const wallet = await wallets.open({ host: 'wrongExtensionId' });
    const text = await problemOn(await openOnboarding(wallet), 'ERR_HOST_FORBIDDEN');
    expect(text).toContain(wallet.extensionId);
  });

  test('crashed', async () => {
    const wallet = await wallets.open({ host: { replacedBy: '#!/bin/sh\nexit 3\n' } });
    await problemOn(await openOnboarding(wallet), 'ERR_HOST_CRASHED');
  });

  test('answers nonsense', async () => {
    // A frame of 20 bytes, native byte order: {"readers":"plenty"}.
    const replacedBy = '#!/bin/sh\nprintf \'\\024\\000\\000\\000{"readers":"plenty"}\'\nsleep 20\n';
    const wallet = await wallets.open({ host: { replacedBy } });
    await problemOn(await openOnboarding(wallet), 'ERR_HOST_NONSENSE');
  });

  test('is too old', async () => {
    const reply =
      '{"id":1,"ok":true,"output":{"hostVersion":"0.0.1","protocolVersion":0,"platform":"linux"}}';
    const length = `\\${reply.length.toString(8).padStart(3, '0')}\\000\\000\\000`;
    const replacedBy = `#!/bin/sh\nprintf '${length}${reply}'\nsleep 20\n`;
    const wallet = await wallets.open({ host: { replacedBy } });
    await problemOn(await openOnboarding(wallet), 'ERR_HOST_VERSION');
  });
});

describe('a reader that vanishes', () => {
  test('during the PIN is said to be gone, and nothing is enrolled', async () => {
    const wallet = await wallets.open();
    const page = await openOnboarding(wallet);
    await askTheBank(wallet, page, wallets.panel, 'camille');
    await wallets.panel.waitForPinEntry();
    await house.world.reader?.kill();
    await page.locator('.note').first().waitFor({ timeout: 30_000 });
    expect(await page.getByText(words(wallet, 'bankDone')).count()).toBe(0);
    await picture(page, 'reader-gone');
  });
});
