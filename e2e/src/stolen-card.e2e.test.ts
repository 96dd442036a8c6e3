/** A card is reported at the bank's desk: the intermediary refuses its wallet by the gateway's own word, and at once. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { pricedArticles } from './journeys/articles.ts';
import { ScriptWallet } from './world/script-wallet.ts';
import { shopOf } from './world/start-world.ts';
import { useWorld } from './world/test-world.ts';

const house = useWorld({ profile: 'demo', withReader: false });
let article: string;
let other: ScriptWallet;

beforeAll(async () => {
  const { dataDir, gateway, intermediary } = house.world;
  const file = join(dataDir, 'gateway', 'settings.json');
  const settings = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...settings, intermediaries: [intermediary.url] }));
  await gateway.restart('SIGTERM');
  other = await ScriptWallet.enrol(house.world, await house.softwareCard('lowfunds'));
  [article = ''] = await pricedArticles(shopOf(house.world).url);
});

async function report(cardId: string): Promise<number> {
  const { dataDir, gateway } = house.world;
  const token = (await readFile(join(dataDir, 'gateway', 'operator-token'), 'utf8')).trim();
  const { status } = await fetch(`${gateway.url}/operator/cards/${cardId}/status`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'stolen' }),
  });
  return status;
}

/** What the next MPReq is answered. */
async function ask(wallet: ScriptWallet): Promise<string> {
  const payment = await wallet.prepare(shopOf(house.world).url, article);
  return wallet.sendRequest(payment).then(
    ({ signed }) => signed.code,
    (error: Error) => error.message,
  );
}

const refused = expect.stringContaining('ERR_CERTIFICATE_REVOKED');

test('a wallet that paid a moment ago pays no more, and another goes on', async () => {
  const stolen = await ScriptWallet.enrol(house.world, await house.softwareCard('camille'));
  await stolen.buy(shopOf(house.world).url, article);
  expect(await ask(stolen)).toBe('approved');
  expect(await report('camille')).toBe(200);
  await vi.waitFor(async () => expect(await ask(stolen)).toEqual(refused), { timeout: 5000, interval: 5 });
  await expect(stolen.renewed()).rejects.toThrow();
  expect(await ask(other)).not.toEqual(refused);
});

test('a report while the intermediary was away gets there, although the gateway was killed meanwhile', async () => {
  const { gateway, intermediary } = house.world;
  await intermediary.stop();
  expect(await report('lowfunds')).toBe(200);
  await gateway.kill();
  // It can't fetch the list now: somebody has to bring it.
  await intermediary.start();
  expect(await ask(other)).not.toEqual(refused);
  await gateway.start();
  await vi.waitFor(async () => expect(await ask(other)).toEqual(refused), { timeout: 10_000, interval: 50 });
});
