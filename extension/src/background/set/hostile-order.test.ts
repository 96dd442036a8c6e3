/** What a till, a bank or somebody between may do to an order: refused, settled or believed, never paid twice. */
import type { PRes } from '@ecomm/protocol';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { WalletError } from '../../shared/errors.ts';
import { tillOrigin } from '../../testing/demo-till.ts';
import { enrol, openOrder, payAndWait } from '../../testing/shopper.ts';
import { createParties, orderPlace, TestHouse } from '../../testing/test-wallet.ts';
import type { PurchaseRunner } from '../purchase/purchase-runner.ts';
import { recoverJournal } from '../purchase/recover-journal.ts';

let world: TestWorld;
let house: TestHouse;
let runner: PurchaseRunner;
let deliveries: string[];

beforeAll(async () => {
  world = await createParties();
});

beforeEach(async () => {
  house = new TestHouse(world);
  await enrol(house);
  deliveries = [];
  runner = house.runner(house.ports(), {
    deliver: async (_offerUrl, _tabId, url) => {
      deliveries.push(url);
      return true;
    },
  });
});

async function look(place: Parameters<typeof openOrder>[1] = orderPlace) {
  return runner.find(await openOrder(runner, place));
}

async function buy() {
  return payAndWait(runner, await openOrder(runner));
}

async function later(id: string, seconds = 5) {
  house.now += seconds;
  await runner.run(id);
  return runner.find(id);
}

const line = (name: string, value: string) => (text: string) =>
  text.replace(new RegExp(`${name}: [^\\r]*`), `${name}: ${value}`);

describe('an initiation is refused', () => {
  test.each([
    [
      'without an order',
      (text: string) => text.slice(0, text.indexOf('\r\n\r\n') + 4),
      'ERR_INITIATION_MALFORMED',
    ],
    ['with bare line feeds', (text: string) => text.replaceAll('\r\n', '\n'), 'ERR_INITIATION_MALFORMED'],
    ['of another kind', line('SET-Initiation-Type', 'Payment'), 'ERR_INITIATION_MALFORMED'],
    ['of another version', line('SET-Version', '2.0'), 'ERR_INITIATION_MALFORMED'],
    ['for nothing', line('SET-PurchAmt', '978 0 -2'), 'ERR_INITIATION_MALFORMED'],
    ['for a fraction', line('SET-PurchAmt', '978 24.80 -2'), 'ERR_INITIATION_MALFORMED'],
    ['with another exponent', line('SET-PurchAmt', '978 2480 -3'), 'ERR_INITIATION_MALFORMED'],
    ['in an unknown currency', line('SET-PurchAmt', '999 2480 -2'), 'ERR_AMOUNT_CURRENCY'],
    [
      'that says its amount twice',
      (text: string) => `SET-PurchAmt: 978 1 -2\r\n${text}`,
      'ERR_INITIATION_MALFORMED',
    ],
    [
      'for instalments',
      (text: string) => `SET-InstallTotalTrans: 3\r\n${text}`,
      'ERR_INSTALMENTS_UNSUPPORTED',
    ],
    [
      'for a subscription',
      (text: string) => `SET-Recurring: 30 20291231\r\n${text}`,
      'ERR_INSTALMENTS_UNSUPPORTED',
    ],
    [
      'that insists on what is unknown',
      (text: string) => `SET-Ext-Mandatory: 1.2.3\r\n${text}`,
      'ERR_INITIATION_EXTENSION',
    ],
    ['of 20 kB', (text: string) => text + 'x'.repeat(20_000), 'ERR_MESSAGE_TOO_BIG'],
    ['with a till elsewhere', line('SET-SET-URL', 'https://evil.example/till'), 'ERR_INITIATION_ORIGIN'],
    ['with an inquiry elsewhere', line('SET-Query-URL', 'https://evil.example/inq'), 'ERR_INITIATION_ORIGIN'],
    [
      'with a success page elsewhere',
      line('SET-Success-URL', 'https://evil.example/'),
      'ERR_INITIATION_ORIGIN',
    ],
    ['with a script for a page', line('SET-Failure-URL', 'javascript:alert(1)'), 'ERR_INITIATION_ORIGIN'],
    ['over plain http', line('SET-Cancel-URL', 'http://librairie.example/cart'), 'ERR_INITIATION_ORIGIN'],
    ['for other cards only', line('SET-Brand', 'Other'), 'ERR_WALLET_BRAND'],
    ['without a name of the order', line('SET-LID-M', 'x'), 'ERR_INITIATION_MALFORMED'],
  ])('%s', async (_what, bend, code) => {
    house.till.bendText = bend;
    expect(await look()).toMatchObject({ state: 'unpayable', problem: { code } });
    expect(house.requests.filter((url) => url.includes('/till'))).toEqual([]);
  });

  test.each(['text/html', 'application/json', 'text/plain', ''])('of type “%s”', async (mediaType) => {
    house.till.mediaType = mediaType;
    expect(await look()).toMatchObject({ problem: { code: 'ERR_WALLET_INITIATION_TYPE' } });
  });

  test('of another origin than the page that links to it', async () => {
    const place = { ...orderPlace, pageOrigin: 'https://evil.example' };
    expect(await look(place)).toMatchObject({ problem: { code: 'ERR_INITIATION_ORIGIN' } });
    expect(house.requests.filter((url) => url.includes('/order'))).toEqual([]);
  });

  test('by a wallet that no bank has certified', async () => {
    const bare = new TestHouse(world);
    runner = bare.runner();
    expect(await look()).toMatchObject({ problem: { code: 'ERR_WALLET_NOT_ENROLLED' } });
    expect(bare.requests).toEqual([]);
  });

  test('by a wallet whose certificate has expired', async () => {
    house.now += 366 * 86_400;
    expect(await look()).toMatchObject({ problem: { code: 'ERR_WALLET_CERTIFICATE_EXPIRED' } });
  });
});

describe('a PInitRes is refused', () => {
  test.each([
    ['for another challenge', { challC: 'A'.repeat(27) }, 'ERR_MESSAGE_CHALLENGE'],
    ['for another request', { rrpid: 'A'.repeat(27) }, 'ERR_MESSAGE_MISMATCH'],
    ['that is old', { iat: 1, exp: 2 }, 'ERR_MESSAGE_TOO_OLD'],
    ['without the gateway’s certificate', { gatewayChain: undefined }, 'ERR_CERTIFICATE_MISSING'],
    ['that names another gateway', { gatewayThumb: 'A'.repeat(43) }, 'ERR_CERTIFICATE_MALFORMED'],
  ])('%s', async (_what, change, code) => {
    house.till.bendPInitRes = (response) => JSON.parse(JSON.stringify({ ...response, ...change }));
    expect(await look()).toMatchObject({ state: 'unpayable', problem: { code } });
  });

  test('signed by a gateway in place of a merchant', async () => {
    house.till.merchant = world.gateway;
    expect(await look()).toMatchObject({ problem: { code: 'ERR_CERTIFICATE_ROLE' } });
  });

  test('with a merchant in place of the gateway, who could read the card number', async () => {
    house.till.gateway = world.merchant2;
    expect(await look()).toMatchObject({ problem: { code: 'ERR_CERTIFICATE_ROLE' } });
  });

  test('by another merchant than the one that was shown', async () => {
    const id = await openOrder(runner);
    house.till.merchant = world.merchant2;
    house.now += 3000;
    expect(await payAndWait(runner, id)).toMatchObject({
      state: 'orderAccepted',
      problem: { code: 'ERR_WALLET_ORDER_CHANGED', facts: { field: 'merchantId' } },
    });
    expect(house.host.certified.filter(({ transaction }) => transaction.kind === 'purchase')).toEqual([]);
  });
});

describe('a PRes that is not believed leaves the purchase being settled', () => {
  const other = 'A'.repeat(27);
  test.each<[string, (response: PRes) => PRes]>([
    ['of another purchase', (r) => ({ ...r, transIds: { ...r.transIds, xid: other } })],
    ['for another challenge', (r) => ({ ...r, challC: other })],
    ['for another request', (r) => ({ ...r, rrpid: other })],
    ['of another order', (r) => ({ ...r, hod: 'A'.repeat(43) })],
    ['that has expired', (r) => ({ ...r, iat: 1, exp: 2 })],
  ])('%s', async (_what, bend) => {
    house.till.bendPRes = bend;
    const purchase = await buy();
    expect(purchase).toMatchObject({ state: 'ordering', ask: 'inquiry', retry: { attempts: 1 } });
    expect(deliveries).toEqual([]);
    house.till.bendPRes = (response) => response;
    expect((await later(purchase.id)).state).toBe('orderPaid');
    expect(house.till.pReqs).toHaveLength(1);
  });

  test('signed by another merchant’s key but genuine otherwise is still a merchant’s: it must be this transaction', async () => {
    house.onAnswer = (url, answer) => (url.endsWith('/preq') ? `${answer.slice(0, -4)}AAAA` : answer);
    expect(await buy()).toMatchObject({ state: 'ordering', ask: 'inquiry' });
  });
});

describe('a lost answer', () => {
  function lose(path: string, when: 'before' | 'after', count = 1): void {
    let lost = 0;
    const act = (url: string) => {
      if (!url.endsWith(path) || lost >= count) return;
      lost += 1;
      throw new WalletError('ERR_NETWORK_TIMEOUT', { host: 'librairie.example' });
    };
    if (when === 'before') house.onRequest = act;
    else
      house.onAnswer = (url, answer) => {
        act(url);
        return answer;
      };
  }

  test('is asked for by an inquiry, and the order is paid once', async () => {
    lose('/till/preq', 'after');
    const purchase = await buy();
    expect(purchase).toMatchObject({
      state: 'ordering',
      retry: { problem: { code: 'ERR_NETWORK_TIMEOUT' } },
    });
    expect((await later(purchase.id)).state).toBe('orderPaid');
    expect([house.till.pReqs.length, house.till.inquiries.length]).toEqual([1, 1]);
  });

  test('of a request that never arrived is followed by the very same bytes', async () => {
    lose('/till/preq', 'before');
    const purchase = await buy();
    if (purchase.state !== 'ordering') throw new Error(purchase.state);
    expect(await later(purchase.id)).toMatchObject({ state: 'ordering', ask: 'order' });
    expect((await later(purchase.id)).state).toBe('orderPaid');
    expect(house.till.pReqs).toEqual([purchase.sent.pReq]);
  });

  test('of inquiries too is asked for again and again, each time with a new challenge', async () => {
    lose('/till/preq', 'after');
    const { id } = await buy();
    lose('/till/inq', 'after', 3);
    for (let attempt = 0; attempt < 3; attempt += 1) expect((await later(id, 60)).state).toBe('ordering');
    expect((await later(id, 60)).state).toBe('orderPaid');
    expect(new Set(house.till.inquiries).size).toBe(4);
    expect(house.till.pReqs).toHaveLength(1);
  });

  test('is asked for by a worker that starts later', async () => {
    lose('/till/preq', 'after');
    const { id } = await buy();
    house.now += 5;
    const next = house.runner();
    await recoverJournal(next, { browserStarted: true });
    expect((await next.find(id)).state).toBe('orderPaid');
  });

  test('is asked for with the key that paid, also when the wallet was certified anew meanwhile', async () => {
    lose('/till/preq', 'after');
    const { id } = await buy();
    await enrol(house);
    expect((await later(id)).state).toBe('orderPaid');
  });

  test('of a till that takes its time is asked for until the bank has decided', async () => {
    house.till.isSlow = true;
    const { id } = await buy();
    expect(await later(id)).toMatchObject({
      state: 'ordering',
      retry: { problem: { code: 'ERR_WALLET_ORDER_PENDING' } },
    });
    house.till.isSlow = false;
    expect((await later(id)).state).toBe('orderPaid');
  });
});

describe('a refusal', () => {
  test.each([
    ['declined', 'ERR_BANK_DECLINED'],
    ['callIssuer', 'ERR_BANK_CALL_ISSUER'],
    ['expiredCard', 'ERR_BANK_EXPIRED_CARD'],
    ['amountError', 'ERR_BANK_AMOUNT'],
    ['piPreviouslyUsed', 'ERR_BANK_PREVIOUSLY_USED'],
    ['installRecurMismatch', 'ERR_BANK_INSTALMENTS'],
    ['signatureRequired', 'ERR_BANK_SIGNATURE_REQUIRED'],
    ['ofTomorrow', 'ERR_BANK_REFUSED'],
    ['constructor', 'ERR_BANK_REFUSED'],
  ])('of the bank, %s, has its own words, and the failure page', async (authCode, code) => {
    house.till.authCode = authCode;
    expect(await buy()).toMatchObject({ state: 'orderRefused', problem: { code, facts: { authCode } } });
    expect(deliveries).toEqual([`${tillOrigin}/refused`]);
  });

  test('of the bank that says “performed” all the same is a refusal', async () => {
    house.till.bendPRes = (response) => ({
      ...response,
      authStatus: { authDate: house.now, authCode: 'declined' },
    });
    expect(await buy()).toMatchObject({ state: 'orderRefused', problem: { code: 'ERR_BANK_DECLINED' } });
  });

  test('of the shop has its own words', async () => {
    house.till.bendPRes = ({ authStatus: _authStatus, ...response }) => ({
      ...response,
      completionCode: 'orderRejected',
    });
    expect(await buy()).toMatchObject({
      state: 'orderRefused',
      problem: { code: 'ERR_WALLET_ORDER_REJECTED' },
    });
  });

  test('in so many words is believed once the shop says that it took no order', async () => {
    house.onRequest = (url) => {
      if (url.endsWith('/preq')) throw new WalletError('ERR_MESSAGE_MISMATCH', { host: 'x', status: 400 });
    };
    expect(await buy()).toMatchObject({ state: 'orderRefused', problem: { code: 'ERR_MESSAGE_MISMATCH' } });
    expect(house.till.inquiries).toHaveLength(1);
  });

  test('of the same bytes after they were taken is not believed', async () => {
    let posts = 0;
    house.onAnswer = (url, answer) => {
      if (!url.endsWith('/preq')) return answer;
      posts += 1;
      throw new WalletError('ERR_NETWORK_REFUSED', { host: 'x', status: 409, refusal: 'ERR_X' });
    };
    expect((await buy()).state).toBe('orderPaid');
    expect(posts).toBe(1);
  });

  test('leaves the order to be paid again', async () => {
    house.till.authCode = 'declined';
    await buy();
    house.till.authCode = undefined;
    expect((await buy()).state).toBe('orderPaid');
  });
});
