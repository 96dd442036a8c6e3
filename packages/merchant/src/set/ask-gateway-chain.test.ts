/** The gateway's certificate, asked for: usable when it is the gateway's, refused when it is anyone else's. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createTestSetShop, type TestSetShop } from '../testing/test-set-shop.ts';
import { askGatewayChain } from './ask-gateway-chain.ts';
import { gatewayCertificateOf } from './gateway-certificate.ts';

let shop: TestSetShop;

beforeEach(async () => {
  shop = await createTestSetShop();
});

describe('the gateway’s certificate', () => {
  test('comes by PCertRes and is good for sealing', async () => {
    const chain = await askGatewayChain(shop.merchant);
    const certificate = await gatewayCertificateOf(chain, shop.merchant);
    expect((await certificate()).thumb).toBe(shop.world.gateway.keyExchangeCertificate?.thumb);
  });
  test('of another party is refused', async () => {
    shop.gateway.certifiedChain = shop.world.merchant2.keyExchangeChain;
    await expect(askGatewayChain(shop.merchant)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_CERTIFICATE_/),
    });
  });
  test('for a brand that the gateway does not take is missing', async () => {
    await expect(askGatewayChain({ ...shop.merchant, brand: 'Other' })).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_MISSING',
    });
  });
  test('of a gateway that is away is not known', async () => {
    shop.gateway.line = 'down';
    await expect(askGatewayChain(shop.merchant)).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
  });
  test('that has expired is used no more', async () => {
    shop.now += 40 * 365 * 86_400;
    await expect(shop.merchant.gatewayCertificate()).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_EXPIRED',
    });
  });
});
