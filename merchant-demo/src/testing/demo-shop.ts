/** The shop in process, with real keys and an intermediary that the test plays. Only tests import this. */

import type { Merchant } from '@ecomm/merchant';
import {
  createTestShop,
  type Payment,
  payOffer,
  type TestShop,
} from '../../../packages/merchant/src/testing/test-shop.ts';
import type { TestWorld } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { createMerchantDemoApp, type MerchantDemoPorts } from '../app.ts';
import { todaysEdition } from '../catalogue/edition/index.ts';
import { openDatabase } from '../payment/store/open-database.ts';
import { SqliteOfferStore } from '../payment/store/sqlite-offer-store.ts';

export const shopOrigin = 'http://127.0.0.1:8402';
export const operatorToken = 'the-operators-own-token-of-forty-three-characters';

export interface DemoShop extends TestShop {
  readonly app: ReturnType<typeof createMerchantDemoApp>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: string, headers?: Record<string, string>): Promise<Response>;
  /** Pays a resource and sends the advice; the answer is the shop's. */
  buy(resource: string): Promise<Payment & { deliverUrl: string }>;
}

export async function createDemoShop(
  world?: TestWorld,
  changes: Partial<MerchantDemoPorts> = {},
  ports: Partial<Merchant> = {},
): Promise<DemoShop> {
  const store = new SqliteOfferStore(openDatabase(':memory:'));
  const shop = await createTestShop({ origin: shopOrigin, store, ...ports }, world);
  const app = createMerchantDemoApp({
    merchant: shop.merchant,
    edition: todaysEdition,
    currency: 'EUR',
    operatorToken,
    ...changes,
  });
  const get: DemoShop['get'] = async (path, headers = {}) =>
    app.request(new URL(path, shopOrigin).href, { headers });
  const post: DemoShop['post'] = async (path, body, headers = {}) =>
    app.request(new URL(path, shopOrigin).href, { method: 'POST', body, headers });
  return {
    ...shop,
    app,
    get,
    post,
    async buy(resource) {
      const offer = (await (await get(`/mpoffer?resource=${resource}`)).json()) as { offer: string };
      const payment = await payOffer(shop.world, offer);
      const answer = await post('/mpadvice', payment.advice, { 'content-type': 'application/json' });
      return { ...payment, ...((await answer.json()) as { deliverUrl: string }) };
    },
  };
}
