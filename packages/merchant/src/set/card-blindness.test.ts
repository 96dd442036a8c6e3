/** The same merchant serves shoppers with and without a card, and can't tell them apart. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { authReq } from '@ecomm/protocol';
import { expect, test } from 'vitest';
import { createTestSetShop, type TestSetShop } from '../testing/test-set-shop.ts';
import { captureOrder } from './capture-order.ts';
import { refundOrder } from './refund-order.ts';
import type { SetOrder } from './set-order.ts';

/** Names, kinds and sizes, without the values. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'string') return `text of ${value.length}`;
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

async function buy(shop: TestSetShop, withChip: boolean): Promise<{ pReq: string; order: SetOrder }> {
  const order = await shop.order();
  const purchase = await shop.prepare(order, { withChip });
  await shop.pay(purchase);
  await captureOrder(shop.merchant, shop.settler, order.orderId, { amountMinor: 2000, rest: 'kept' });
  await refundOrder(shop.merchant, shop.settler, order.orderId, { amountMinor: 100, reason: 'torn' });
  return { pReq: purchase.pReq, order: await shop.read(order) };
}

test('a PReq with a card’s cryptogram and one without are alike to the merchant, in structure and size', async () => {
  const shop = await createTestSetShop();
  const withChip = await buy(shop, true);
  const without = await buy(shop, false);
  const [extensions, none] = shop.gateway.instructions.map(({ piData }) => piData.piHead.extensions);
  expect(extensions).toHaveLength(1);
  expect(none).toBeUndefined();
  expect(shapeOf(JSON.parse(withChip.pReq))).toEqual(shapeOf(JSON.parse(without.pReq)));
  await shop.expectBalanced();
});

test('and leave the same record', async () => {
  const shop = await createTestSetShop();
  const withChip = await buy(shop, true);
  const without = await buy(shop, false);
  expect(shapeOf(withChip.order)).toEqual(shapeOf(without.order));
  await shop.expectBalanced();
});

test('no card data reaches store or log, at any step of a purchase', async () => {
  const shop = await createTestSetShop();
  const documents: string[] = [];
  const { orders } = shop.merchant;
  const replace = orders.replace.bind(orders);
  orders.replace = (order) => {
    documents.push(JSON.stringify(order));
    return replace(order);
  };
  await buy(shop, true);
  const { pan, cardExpiry, panSecret } = shop.shopper.card;
  expect(documents.length).toBeGreaterThan(5);
  const extension = shop.gateway.instructions[0]?.piData.piHead.extensions?.[0]?.value;
  const { cryptogram, cardData, txData } = extension as Record<string, string>;
  for (const secret of [pan, cardExpiry, panSecret, cryptogram, cardData, txData]) {
    expect(secret).toBeTruthy();
    for (const kept of [...documents, ...shop.notes]) expect(kept.includes(secret ?? '')).toBe(false);
  }
  await shop.expectBalanced();
});

test('what was sealed for the gateway is not kept once it has answered', async () => {
  const shop = await createTestSetShop();
  const { pReq, order } = await buy(shop, true);
  expect(JSON.stringify(order)).not.toContain(JSON.parse(pReq).pi);
  const [first] = shop.gateway.received;
  expect(first?.path).toBe('/set/authreq');
  await expect(
    authReq.open(first?.body ?? '', { trust: shop.merchant.trust, at: shop.now, openers: [] }),
  ).rejects.toMatchObject({ code: 'ERR_MESSAGE_RECIPIENT' });
});

test('no program of this package speaks of chips or cryptograms', () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('testing'),
  );
  expect(sources.length).toBeGreaterThan(40);
  for (const path of sources) {
    const imported = readFileSync(join(root, path), 'utf8').match(/^import[^;]*;/gm) ?? [];
    expect(imported.join('\n'), path).not.toMatch(/chip|cryptogram|cam\b|@ecomm\/card|@ecomm\/ccid/i);
  }
});
