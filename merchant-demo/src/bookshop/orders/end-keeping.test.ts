/** A day after it was placed, an order that nobody paid is given up; no other is. */
import { expect, test } from 'vitest';
import { createDemoBookshop } from '../../testing/demo-bookshop.ts';
import { endKeeping } from './end-keeping.ts';

test('an order that nobody paid is cancelled after a day, once', async () => {
  let at = 1_790_000_000;
  const shop = createDemoBookshop({ now: () => at });
  const ports = { ...shop, origin: '', now: () => at, random: () => new Uint8Array() };
  const browser = shop.newBrowser();
  for (const slug of ['candide', 'horla', 'cyrano']) await shop.order(browser, { [slug]: '1' });
  shop.desk.play('order-2', { state: 'authorized' });
  shop.desk.play('order-3', { state: 'unknown', isMoving: true });
  at += 24 * 3600;
  expect(await endKeeping(ports)).toBe(0);
  at += 1;
  expect(await endKeeping(ports)).toBe(1);
  expect(shop.desk.asked).toEqual(['cancel']);
  expect(await endKeeping(ports)).toBe(0);
  shop.desk.play('order-3', { state: 'declined', isMoving: false });
  expect(await endKeeping(ports)).toBe(1);
  expect(shop.book.keptSince(at + 1, 10)).toEqual([]);
});

test('an order that the payment part does not let go is tried again', async () => {
  const shop = createDemoBookshop();
  await shop.order(shop.newBrowser(), { candide: '1' });
  const ports = { ...shop, origin: '', now: () => 1_800_000_000, random: () => new Uint8Array() };
  shop.desk.answer = { status: 'refused', code: 'ERR_ORDER_BUSY' };
  expect(await endKeeping(ports)).toBe(0);
  shop.desk.answer = { status: 'done' };
  expect(await endKeeping(ports)).toBe(1);
});
