/** Shops from their identity file: what the options must be, that they sell, claim and ask the gateway by themselves. */
import { createIdentity } from '@ecomm/protocol';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createTestWorld,
  type TestWorld,
  testRandom,
  testTime,
} from '../../../protocol/src/testing/demo-parties.ts';
import { receiveAdvice } from '../advice/receive-advice.ts';
import { askGatewayChain } from '../set/ask-gateway-chain.ts';
import { createOrder, initiationOf } from '../set/create-order.ts';
import { MemoryOfferStore } from '../store/memory-offer-store.ts';
import { FakeGateway } from '../testing/fake-gateway.ts';
import { TestIntermediary } from '../testing/test-intermediary.ts';
import { buy, testIntermediaryId, testOrigin } from '../testing/test-shop.ts';
import { openOrders } from './open-orders.ts';
import { openPayments } from './open-payments.ts';

let world: TestWorld;
let identity: object;

beforeAll(async () => {
  world = await createTestWorld();
  const merchantData = {
    merchantId: 'NEW',
    acquirerBin: '497011',
    name: 'Chez Nouveau',
    city: 'Paris',
    country: '250',
  };
  const subject = { country: 'FR', brand: 'CB-demo', commonName: 'Chez Nouveau', unit: 'Banque Deux' };
  identity = await createIdentity(
    world.merchantCa,
    { partyId: 'NEW', type: 'merchant', subject, merchantData },
    { random: testRandom, at: testTime },
  );
});

const now = () => testTime;

/** Timers that are called at once when asked to, and never else. */
function handTimers() {
  const waiting = new Set<() => void>();
  return {
    timers: {
      later(_delayMs: number, callback: () => void) {
        waiting.add(callback);
        return () => waiting.delete(callback);
      },
    },
    waiting,
    ring() {
      const due = [...waiting];
      waiting.clear();
      for (const callback of due) callback();
    },
  };
}

const intermediary = { id: testIntermediaryId, url: 'https://intermediary.example/' };

describe('a shop for small amounts', () => {
  test('sells from its identity file, and claims by itself', async () => {
    const bank = new TestIntermediary(world, now);
    const { timers, ring } = handTimers();
    const notes: string[] = [];
    const { merchant, onSale, close } = await openPayments({
      ...{ identity, origin: testOrigin, intermediary, now, timers, fetch: bank.fetch },
      onNote: (facts, event) => notes.push(`${event} ${JSON.stringify(facts)}`),
    });
    const payment = await buy({ world, merchant });
    bank.accept(payment.res);
    expect((await receiveAdvice(merchant, payment.advice)).status).toBe('sold');
    onSale();
    ring();
    await vi.waitFor(() => expect(bank.creditedMinor).toBe(20));
    await close();
    expect(notes).toEqual(['sales were claimed {"creditedCount":1,"refusedCount":0}']);
  });

  test.each([
    ['origin', { origin: 'https://shop.example/' }, /should be https:\/\/shop\.example$/],
    [
      'origin',
      { origin: 'http://shop.example' },
      /should be https: wallets take http from this machine alone/,
    ],
    ['origin', { origin: 'shop.example' }, /should be as https:/],
    ['origin', { origin: 'file:///shop' }, /should be as https:/],
    [
      'intermediary',
      { intermediary: { id: 'I', url: 'bank.example' } },
      /^intermediary\.url is bank\.example/,
    ],
    ['credential key', { credentialKey: new Uint8Array(16) }, /16 bytes, and should have 32/],
    ['intermediary', { intermediary: { id: '', url: 'https://bank.example' } }, /should be \{id, url\}/],
    ['identity', { identity: '{"partyId":"M1"}' }, /parsed JSON of an identity file/],
    ['identity', { identity: undefined }, /parsed JSON of an identity file/],
    ['store without a key', { store: new MemoryOfferStore() }, /needs a credentialKey/],
  ])('says what is wrong with the %s', async (_what, changes, message) => {
    const opening = openPayments({ identity, origin: testOrigin, intermediary, ...changes });
    await expect(opening).rejects.toThrow(message);
  });

  test('is no shop with another party’s identity file, or with half of one', async () => {
    const options = { origin: testOrigin, intermediary };
    const gateway = await createIdentity(
      world.gatewayCa,
      {
        partyId: 'G',
        type: 'gateway',
        subject: { country: 'FR', brand: 'CB-demo', commonName: 'G', unit: 'Banque Deux' },
        cardCertRequired: true,
      },
      { random: testRandom, at: testTime },
    );
    await expect(openPayments({ ...options, identity: gateway })).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_ROLE',
    });
    await expect(openPayments({ ...options, identity: { partyId: 'NEW' } })).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_/),
    });
  });
});

describe('a shop that sells by SET', () => {
  const gatewayUrl = 'https://gateway.example/';

  /** The gateway's `/set/pcertreq`, by the net. */
  function gatewayOnTheNet() {
    const gateway = new FakeGateway(world.gateway, world.newTrust(), now);
    const asked: string[] = [];
    const reach: typeof fetch = async (input, init) => {
      const { pathname } = new URL(String(input));
      asked.push(pathname);
      if (pathname !== '/set/pcertreq') return new Response(null, { status: 404 });
      const reply = await gateway.send(pathname, String(init?.body));
      return reply.status === 'answered' ? new Response(reply.body) : new Response(null, { status: 503 });
    };
    return { gateway, asked, fetch: reach };
  }

  test('takes its brand from the certificate, and asks the gateway for its own once', async () => {
    const { asked, fetch } = gatewayOnTheNet();
    const { timers, waiting } = handTimers();
    const { merchant, close } = await openOrders({
      ...{ identity, origin: testOrigin, gatewayUrl, now, timers, fetch },
    });
    expect(merchant.brand).toBe('CB-demo');
    const { thumb } = await merchant.gatewayCertificate();
    expect(thumb).toBe(world.gateway.keyExchangeCertificate?.thumb);
    await merchant.gatewayCertificate();
    expect(asked.filter((path) => path === '/set/pcertreq')).toHaveLength(1);
    await vi.waitFor(() => expect(waiting.size).toBe(1));
    await close();
    expect(waiting.size).toBe(0);
  });

  test('opens while the gateway is away, and asks again when it is back', async () => {
    const { gateway, fetch } = gatewayOnTheNet();
    gateway.line = 'down';
    const notes: string[] = [];
    const { merchant, close } = await openOrders({
      ...{ identity, origin: testOrigin, gatewayUrl, now, fetch },
      timers: handTimers().timers,
      onNote: ({ reason }, event) => notes.push(`${event}: ${reason}`),
    });
    await expect(merchant.gatewayCertificate()).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
    expect(notes).toContain('no certificate of the gateway: ERR_GATEWAY_UNREACHABLE (reason HTTP 503)');
    gateway.line = 'up';
    expect((await merchant.gatewayCertificate()).chain).toEqual(await askGatewayChain(merchant));
    await close();
  });

  test('asks again when the certificate has ended', async () => {
    let at = testTime;
    const { gateway, asked, fetch } = gatewayOnTheNet();
    const { merchant, close } = await openOrders({
      ...{ identity, origin: testOrigin, gatewayUrl, now: () => at, fetch },
      timers: handTimers().timers,
    });
    await merchant.gatewayCertificate();
    at += 20 * 365 * 86_400;
    gateway.line = 'down';
    await expect(merchant.gatewayCertificate()).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
    expect(asked.filter((path) => path === '/set/pcertreq')).toHaveLength(2);
    await close();
  });

  test('takes orders at once', async () => {
    const { fetch } = gatewayOnTheNet();
    const { merchant, close } = await openOrders({
      ...{ identity, origin: testOrigin, gatewayUrl, now, fetch, policy: { captureAtOnce: true } },
      timers: handTimers().timers,
    });
    const url = `${testOrigin}/thanks`;
    const order = await createOrder(merchant, {
      description: '1 × a teapot',
      amount: { currency: 'EUR', value: 1250 },
      ...{ successUrl: url, failureUrl: url, cancelUrl: url },
    });
    expect(initiationOf(merchant, order)).toContain(`${testOrigin}/set`);
    expect(merchant.policy).toMatchObject({ captureAtOnce: true, acceptsUnsigned: false });
    await close();
  });

  test('says what is wrong with the gateway’s address', async () => {
    const opening = openOrders({ identity, origin: testOrigin, gatewayUrl: '127.0.0.1:8404' });
    await expect(opening).rejects.toThrow(/^gatewayUrl is 127\.0\.0\.1:8404, and should be as https:/);
  });
});
