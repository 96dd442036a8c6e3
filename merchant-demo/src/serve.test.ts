/** The shop as a real process: what it acknowledged survives kill -9, and claims go up by themselves, once. */
import { once } from 'node:events';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Payment, payOffer } from '../../packages/merchant/src/testing/test-shop.ts';
import { createTestWorld, type TestWorld } from '../../packages/protocol/src/testing/demo-parties.ts';
import {
  makeDataDir,
  type ShopProcess,
  startCrashingShop,
  startIntermediary,
  startShop,
} from './testing/shop-process.ts';

interface Books {
  readonly sales: readonly { readonly receiptId: string; readonly state: string }[];
  readonly deliveredCount: number;
  readonly creditedMinor: number;
}

let world: TestWorld;
let dataDir: string;
let intermediary: Awaited<ReturnType<typeof startIntermediary>>;
let shops: ShopProcess[];

beforeAll(async () => {
  world = await createTestWorld(Math.floor(Date.now() / 1000));
});
beforeEach(async () => {
  shops = [];
  dataDir = await makeDataDir(world);
  intermediary = await startIntermediary(world);
});
afterEach(async () => {
  for (const shop of shops) if (shop.child.exitCode === null) await shop.end('SIGKILL');
  intermediary.close();
  await rm(dataDir, { recursive: true });
});

async function open(start: typeof startShop, port?: number): Promise<ShopProcess> {
  const at = port === undefined ? {} : { port };
  const shop = await start({ dataDir, intermediaryUrl: intermediary.url, ...at });
  shops.push(shop);
  return shop;
}

async function pay(shop: ShopProcess, resource = '/article/minitel'): Promise<Payment> {
  const answer = await fetch(`${shop.url}/mpoffer?resource=${resource}`);
  const payment = await payOffer(world, (await answer.json()) as { offer: string });
  intermediary.played.accept(payment.res);
  return payment;
}

const advise = (shop: ShopProcess, { advice }: Payment) =>
  fetch(`${shop.url}/mpadvice`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: advice,
  });

async function booksOf(shop: ShopProcess): Promise<Books> {
  const token = (await readFile(join(dataDir, 'operator-token'), 'utf8')).trim();
  const answer = await fetch(`${shop.url}/operator/books`, { headers: { authorization: `Bearer ${token}` } });
  return (await answer.json()) as Books;
}

const untilCredited = (shop: ShopProcess, creditedMinor: number) =>
  expect
    .poll(async () => (await booksOf(shop)).creditedMinor, { timeout: 20_000, interval: 100 })
    .toBe(creditedMinor);

describe('the shop', { timeout: 60_000 }, () => {
  test('killed between the sale and its answer delivers on the same advice, and has sold once', async () => {
    const crashing = await open(startCrashingShop);
    const payment = await pay(crashing);
    const crashed = once(crashing.child, 'exit');
    await expect(advise(crashing, payment)).rejects.toThrow();
    expect((await crashed)[1]).toBe('SIGKILL');
    const shop = await open(startShop, Number(new URL(crashing.url).port));
    const answer = await advise(shop, payment);
    expect(answer.status).toBe(200);
    const { deliverUrl } = (await answer.json()) as { deliverUrl: string };
    const delivery = await fetch(deliverUrl, { redirect: 'manual' });
    const cookie = delivery.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await fetch(`${shop.url}/article/minitel`, { headers: { cookie } })).status).toBe(200);
    await untilCredited(shop, 20);
    expect(await booksOf(shop)).toMatchObject({
      sales: [{ receiptId: payment.receiptId, state: 'credited' }],
      deliveredCount: 1,
    });
    expect(intermediary.played.credited).toEqual(new Map([[payment.receiptId, 20]]));
  });

  test('killed after an offer, a sale and a delivery has forgotten none of them', async () => {
    const first = await open(startShop);
    const offered = await pay(first, '/article/levain');
    const sold = await pay(first);
    const { deliverUrl } = (await (await advise(first, sold)).json()) as { deliverUrl: string };
    expect(await first.end('SIGKILL')).toBe('SIGKILL');
    const again = await open(startShop, Number(new URL(first.url).port));
    expect((await fetch(deliverUrl, { redirect: 'manual' })).status).toBe(303);
    expect((await advise(again, sold)).status).toBe(200);
    expect((await advise(again, offered)).status).toBe(200);
    expect((await booksOf(again)).deliveredCount).toBe(2);
    await untilCredited(again, 50);
  });

  test('claims what it sold during an outage of the intermediary, each sale once', async () => {
    intermediary.played.outage = 'losesAnswer';
    const shop = await open(startShop);
    await advise(shop, await pay(shop));
    await advise(shop, await pay(shop, '/article/centimes'));
    await expect.poll(() => intermediary.played.arrived.length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect((await booksOf(shop)).creditedMinor).toBe(0);
    expect(await shop.end('SIGKILL')).toBe('SIGKILL');
    intermediary.played.outage = 'none';
    const again = await open(startShop);
    await untilCredited(again, 270);
    expect(intermediary.played.arrived[1]).toBe(intermediary.played.arrived[0]);
    expect(intermediary.played.creditedMinor).toBe(270);
  });

  test('keeps its secrets to itself: files for their owner, and nothing of them in the log', async () => {
    const shop = await open(startShop);
    const payment = await pay(shop);
    await advise(shop, payment);
    await untilCredited(shop, 20);
    for (const file of ['operator-token', 'credential-key', 'merchant.sqlite'])
      expect((await stat(join(dataDir, file))).mode & 0o077).toBe(0);
    const token = (await readFile(join(dataDir, 'operator-token'), 'utf8')).trim();
    const key = (await readFile(join(dataDir, 'credential-key'), 'utf8')).trim();
    expect(await shop.end('SIGTERM')).toBe(0);
    expect(shop.log()).toContain('the shop is closed');
    for (const secret of [token, key, payment.preimage, payment.res])
      expect(shop.log()).not.toContain(secret);
  });

  test('without an identity says so and ends', async () => {
    await rm(join(dataDir, 'identity.json'));
    await expect(open(startShop)).rejects.toThrow(/ended with 1: error: .*identity\.json/s);
  });
});
