/** The bookshop as a real process: it opens with its bank away, and what it acknowledged survives kill -9. */
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeInitiation } from '@ecomm/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { goodAddress } from '../testing/demo-bookshop.ts';
import { makeBookshopDir, type ShopProcess, startBookshop } from '../testing/shop-process.ts';

/** Nobody listens there. */
const gatewayUrl = 'http://127.0.0.1:9';

let world: TestWorld;
let dataDir: string;
let shops: ShopProcess[];

beforeAll(async () => {
  world = await createTestWorld(Math.floor(Date.now() / 1000));
});
beforeEach(async () => {
  shops = [];
  dataDir = await makeBookshopDir(world);
});
afterEach(async () => {
  for (const shop of shops) if (shop.child.exitCode === null) await shop.end('SIGKILL');
  await rm(dataDir, { recursive: true });
});

async function open(port = 0): Promise<ShopProcess> {
  const shop = await startBookshop({ dataDir, gatewayUrl, port });
  shops.push(shop);
  return shop;
}

/** Places an order; returns its page, its initiation's address, and the cookie that opens them. */
async function order({ url }: ShopProcess) {
  const send = (fields: Record<string, string>, cookie: string) => ({
    method: 'POST',
    redirect: 'manual' as const,
    headers: { origin: url, cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  const filled = await fetch(`${url}/cart`, send({ add: 'monte-cristo', count: '1' }, ''));
  const basket = filled.headers.get('set-cookie')?.split(';')[0] ?? '';
  const placed = await fetch(`${url}/checkout`, send(goodAddress, basket));
  const cookie = placed.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const payPath = placed.headers.get('location') ?? '';
  const page = await (await fetch(`${url}${payPath}`, { headers: { cookie } })).text();
  const initiationPath = /href="(\/set\/initiation\/[^"]+)"/.exec(page)?.[1] ?? '';
  return { cookie, payPath, initiationPath };
}

const initiationAt = (shop: ShopProcess, path: string) =>
  fetch(`${shop.url}${path}`, { headers: { accept: 'application/set-payment-initiation' } });

describe('the bookshop', () => {
  test('describes an order to wallets as SET wants it', async () => {
    const shop = await open();
    const { initiationPath } = await order(shop);
    const answer = await initiationAt(shop, initiationPath);
    expect(answer.headers.get('content-type')).toMatch(/^application\/set-payment-initiation/);
    expect(answer.headers.get('vary')).toContain('Accept');
    const initiation = decodeInitiation(new Uint8Array(await answer.arrayBuffer()), shop.url);
    expect(initiation.purchAmt).toEqual({ currency: 'EUR', value: 11_901 });
    expect(initiation.order).toContain('1 × Le Comte de Monte-Cristo');
    expect(initiation.successUrl).toMatch(new RegExp(`^${shop.url}/order/\\w{8}/success$`));
  });

  test('killed after an order has not forgotten it', async () => {
    const first = await open();
    const { cookie, payPath, initiationPath } = await order(first);
    expect(await first.end('SIGKILL')).toBe('SIGKILL');
    const again = await open(Number(new URL(first.url).port));
    expect((await fetch(`${again.url}${payPath}`, { headers: { cookie } })).status).toBe(200);
    expect((await initiationAt(again, initiationPath)).status).toBe(200);
  });

  test('keeps addresses and secrets out of the log, and its files to itself', async () => {
    const shop = await open();
    await order(shop);
    for (const file of ['operator-token', 'bookshop.sqlite'])
      expect((await stat(join(dataDir, file))).mode & 0o077).toBe(0);
    const token = (await readFile(join(dataDir, 'operator-token'), 'utf8')).trim();
    expect(await shop.end('SIGTERM')).toBe(0);
    expect(shop.log()).toContain('the bookshop is closed');
    for (const secret of [token, 'Camille', 'Écoles']) expect(shop.log()).not.toContain(secret);
  });

  test('without a gateway’s address or chain says so and ends', async () => {
    await expect(startBookshop({ dataDir })).rejects.toThrow(/ended with 1: error: .*--gateway-url/s);
    await rm(join(dataDir, 'gateway-chain.json'));
    await expect(open()).rejects.toThrow(/ended with 1: error: .*gateway-chain\.json/s);
  });
});
