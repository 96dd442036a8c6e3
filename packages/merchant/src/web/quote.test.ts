/** A shop's own mistakes in prices and orders are told to the shop, and say what it should have written. */
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { beforeAll, describe, expect, test } from 'vitest';
import * as forExpress from '../express/index.ts';
import * as forFastify from '../fastify/index.ts';
import * as forHono from '../hono/index.ts';
import { createOrder } from '../set/create-order.ts';
import { createTestSetShop, type TestSetShop, testOrder } from '../testing/test-set-shop.ts';
import { createTestShop, type TestShop, testOrigin } from '../testing/test-shop.ts';
import { createPayments } from './payments.ts';
import { checkQuote, type Quote } from './quote.ts';

const good: Quote = { title: 'A', description: 'B', price: { currency: 'EUR', value: 10 } };
const priced = (value: number, currency = 'EUR'): Quote => ({ ...good, price: { currency, value } });

let shop: TestShop;
let setShop: TestSetShop;

beforeAll(async () => {
  shop = await createTestShop();
  setShop = await createTestSetShop();
});

describe('a quote', () => {
  test.each([
    ['a fraction', priced(0.1), /price\.value is 0\.1, and should be whole minor units/],
    ['nothing', priced(0), /price\.value is 0/],
    ['less than nothing', priced(-1), /price\.value is -1/],
    ['a currency in small letters', priced(10, 'eur'), /price\.currency is eur, and should be one of .*EUR/],
    ['a bare number', { ...good, price: 10 as never }, /price\.currency is undefined/],
    ['no price', { ...good, price: undefined as never }, /price\.currency is undefined/],
    ['a language by its name', { ...good, language: 'French, mostly' }, /should be as fr or pt-BR/],
    ['no title', { ...good, title: undefined as never }, /title should be one line/],
    ['an empty description', { ...good, description: ' ' }, /description should be one line/],
    ['two lines', { ...good, description: 'Twelve\npages' }, /description should be one line of 1 to 2000/],
    ['a title too long', { ...good, title: 'A'.repeat(201) }, /title should be one line of 1 to 200/],
  ])('of %s is refused with what it should be', (_what, quote, message) => {
    expect(() => checkQuote(quote)).toThrow(message);
    expect(checkQuote(good)).toBe(good);
  });

  test('that stands fixed at a route is refused at start-up', () => {
    const { merchant } = shop;
    const mistakes = [
      () => forHono.acceptPayments(new Hono(), { merchant }).protect(priced(0.1)),
      () => forExpress.acceptPayments(express(), { merchant }).protect(priced(0.1)),
      () => forFastify.acceptPayments(Fastify(), { merchant }).protect(priced(0.1)),
    ];
    for (const mistake of mistakes) expect(mistake).toThrow(TypeError);
  });

  test('that a function gives is reported to the shop, and who asks learns nothing of it', async () => {
    const failures: unknown[] = [];
    const payments = createPayments({
      merchant: shop.merchant,
      quote: () => priced(0.1),
      onFailure: (error) => failures.push(error),
    });
    const answer = await payments.handle(new Request(`${testOrigin}/mpoffer?resource=/a`));
    expect([answer?.status, await answer?.json()]).toEqual([
      500,
      expect.objectContaining({ code: 'ERR_MERCHANT_FAILURE' }),
    ]);
    expect(failures).toEqual([expect.any(TypeError)]);
  });
});

describe('an order', () => {
  test.each([
    ['a relative address', { successUrl: '/thanks' }, /successUrl is \/thanks, and should be an address/],
    [
      'another origin',
      { failureUrl: 'https://elsewhere.example/' },
      /begins with https:\/\/librairie\.example\//,
    ],
    ['no address', { cancelUrl: undefined as never }, /cancelUrl is undefined/],
    ['a fraction', { amount: { currency: 'EUR', value: 12.5 } }, /amount\.value is 12\.5/],
    ['an unknown currency', { amount: { currency: 'XXX', value: 12 } }, /amount\.currency is XXX/],
  ])('with %s is refused with what it should be', async (_what, changes, message) => {
    await expect(createOrder(setShop.merchant, { ...testOrder, ...changes })).rejects.toThrow(message);
  });
});
