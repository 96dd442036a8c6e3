/** GET /healthz, /readyz and /metrics: when the program is ready, and what its figures give away. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { IntermediaryError } from '../errors.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { TestHouse, testMetricsToken } from '../testing/test-house.ts';

let world: TestWorld | undefined;
let house: TestHouse;
let isBroken = false;

beforeEach(async () => {
  isBroken = false;
  world ??= await createTestWorld();
  const wrapStore = (store: LedgerStore): LedgerStore => ({
    ...store,
    pulse: async (node, at) => {
      if (isBroken) throw new IntermediaryError('ERR_LEDGER_FULL', 'full');
      return store.pulse(node, at);
    },
  });
  house = await TestHouse.open({ wrapStore }, world);
});
afterEach(() => house.close());

const get = async (path: string, authorization = `Bearer ${testMetricsToken}`) => {
  const response = await house.request(path, { headers: { authorization } });
  return { status: response.status, text: await response.text() };
};
const metrics = async () => (await get('/metrics')).text;

describe('/readyz', () => {
  test('says ready when the ledger can be written', async () => {
    const { status, text } = await get('/readyz');
    expect([status, JSON.parse(text)]).toEqual([
      200,
      { ok: true, checks: { ledger: true, gateway: true, revocation: true, running: true } },
    ]);
  });
  test('says not ready while the ledger’s disk is full, and ready after it', async () => {
    isBroken = true;
    const { status, text } = await get('/readyz');
    expect([status, JSON.parse(text).checks.ledger]).toEqual([503, false]);
    isBroken = false;
    house.now += 6;
    expect((await get('/readyz')).status).toBe(200);
    expect((await get('/healthz')).status).toBe(200);
  });
  test('says not ready when the program stops, while it is alive', async () => {
    house.opened.announceStop();
    expect((await get('/readyz')).status).toBe(503);
    expect((await get('/healthz')).status).toBe(200);
  });
  test('says not ready when the gateway’s certificate has expired', async () => {
    house.now += 20 * 365 * 24 * 3600;
    expect(JSON.parse((await get('/readyz')).text).checks.gateway).toBe(false);
  });
});

describe('/readyz where revocation must be known', () => {
  test('says not ready until it is', async () => {
    const strict = await TestHouse.open({ policy: { requireRevocation: true } }, house.world);
    const response = await strict.request('/readyz');
    expect([response.status, (await response.json()).checks.revocation]).toEqual([503, false]);
    await strict.close();
  });
});

describe('/metrics', () => {
  test.each(['', 'Bearer wrong', `Basic ${testMetricsToken}`, `Bearer ${testMetricsToken}x`])(
    'stays closed to %j',
    async (authorization) => {
      const { status, text } = await get('/metrics', authorization);
      expect([status, JSON.parse(text).code]).toEqual([401, 'ERR_INTERMEDIARY_OPERATOR_TOKEN']);
    },
  );
  test('counts payments by code and measures each stage', async () => {
    const wallet = await house.newWallet();
    await wallet.buy(house.merchant1, house.merchant1.makeOffer(500, 'FRF'));
    const text = await metrics();
    expect(text).toContain('ecomm_payments_total{code="approved"} 1');
    expect(text).toContain('ecomm_payments_total{code="otbInsufficient"} 1');
    for (const stage of ['open', 'wait', 'decide', 'sign', 'commit', 'whole'])
      expect(text).toMatch(new RegExp(`ecomm_payment_stage_seconds_count\\{stage="${stage}"\\} [1-9]`));
    expect(text).toContain('ecomm_otb_limit_minor_units{currency="FRF",state="open"} 20000');
    expect(text).toContain('ecomm_otb_spent_minor_units{currency="FRF",state="open"} 500');
    expect(text).toMatch(/ecomm_gateway_call_seconds_count\{call="authreq",status="answered"\} 1/);
    expect(text).toContain('ecomm_ready 1');
    expect(text).toContain('ecomm_requests_in_flight 0');
  });
  test('counts the same message sent again as a repeated one, and a refused one by its code', async () => {
    const wallet = await house.newWallet();
    const { message } = await wallet.buy(house.merchant1, house.merchant1.makeOffer(500, 'FRF'));
    const type = { 'content-type': 'application/jose' };
    await house.request('/mset/mpreq', { method: 'POST', headers: type, body: message });
    await house.request('/mset/mpreq', { method: 'POST', headers: type, body: 'not a message' });
    const text = await metrics();
    // The first was answered after its top-up, the other by this test.
    expect(text).toContain('ecomm_payments_total{code="repeated"} 2');
    expect(text).toContain('ecomm_errors_total{code="ERR_MESSAGE_MALFORMED"} 1');
  });
  test('names no payer, no merchant and no message, and has as many series after more purchases', async () => {
    const wallet = await house.newWallet();
    await wallet.buy(house.merchant1, house.merchant1.makeOffer(500, 'FRF'));
    await metrics();
    const before = await metrics();
    const other = await house.newWallet('4975000000000016');
    const { receipt } = await other.buy(house.merchant2, house.merchant2.makeOffer(700, 'FRF'));
    const after = await metrics();
    const names = (text: string) =>
      text
        .split('\n')
        .map((line) => line.replace(/ [^ ]*$/, ''))
        .filter((line) => !line.startsWith('#'));
    expect(names(after)).toEqual(names(before));
    const [{ payer = '', xid = '' } = {}] = (await house.state()).otbs;
    for (const personal of [payer, xid, receipt.receiptId, 'M1', 'M2', other.cardholder.identity.partyId])
      expect(after).not.toContain(personal);
  });
});
