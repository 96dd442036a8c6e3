/** What becomes of captured money: reversals, credits and batches over HTTP in process. */
import {
  type AuthReq,
  type BatchAdminReq,
  batchAdminReq,
  batchAdminRes,
  type CapRevOrCredReq,
  capRevReq,
  capRevRes,
  credReq,
  credRes,
  credRevReq,
  credRevRes,
  newIdentifier,
} from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountOf, booksOf } from '../testing/accounts-of.ts';
import { codeOf } from '../testing/code-of.ts';
import { createTestHouse, type TestHouse, testRandom } from '../testing/test-house.ts';
import { authorizePurchase, captureItems, openAnswer } from '../testing/test-merchant.ts';
import { enrol, makePurchase, type TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;

beforeEach(async () => {
  house = await createTestHouse();
  wallet = await enrol(house, 'camille');
});

/** Whatever happened, nothing was made or lost. */
afterEach(async () => {
  const { accounts, authorizations, balanced } = await booksOf(house);
  expect(balanced).toBe(true);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  expect(sum(accounts.map(({ debitedMinor }) => debitedMinor))).toBe(
    sum(authorizations.map(({ capturedMinor, creditedMinor }) => capturedMinor - creditedMinor)),
  );
  await house.remove();
});

interface Captured {
  readonly request: AuthReq;
  readonly capToken: string;
}

/** 20.00 EUR authorized, `value` of it captured. */
async function captured(value = 2000): Promise<Captured> {
  const { request, response } = await authorizePurchase(house, await makePurchase(house, wallet));
  const capToken = response.capToken ?? '';
  const item = { transIds: request.transIds, authRrpid: request.rrpid, capToken };
  await captureItems(house, [{ ...item, capAmt: { currency: 'EUR', value } }]);
  return { request, capToken };
}

function fields() {
  const { intermediary, clock } = house;
  return {
    rrpid: newIdentifier(testRandom),
    merchantId: intermediary.partyId,
    merchantChain: [...intermediary.keyExchangeChain],
    iat: clock.at,
    exp: clock.at + 300,
  };
}

const itemOf = ({ request, capToken }: Captured, value: number) => ({
  transIds: request.transIds,
  authRrpid: request.rrpid,
  amount: { currency: 'EUR', value },
  capToken,
});

type Items = CapRevOrCredReq['items'];

const requestOf = (items: Items) => ({ ...fields(), reqDate: house.clock.at, items });

async function credit(items: Items) {
  const body = await credReq.make(requestOf(items), house.intermediary.signer, house.gateway);
  const answer = await openAnswer(house, credRes, await house.post('/set/credreq', body));
  return { body, rrpid: answer.rrpid, items: answer.items };
}

async function reverseCapture(items: Items) {
  const body = await capRevReq.make(requestOf(items), house.intermediary.signer, house.gateway);
  return (await openAnswer(house, capRevRes, await house.post('/set/caprevreq', body))).items;
}

async function reverseCredit(items: Items, credRrpid: string) {
  const request = { ...requestOf([]), items: items.map((item) => ({ ...item, credRrpid })) };
  const body = await credRevReq.make(request, house.intermediary.signer, house.gateway);
  return (await openAnswer(house, credRevRes, await house.post('/set/credrevreq', body))).items;
}

async function administer(operation: BatchAdminReq['operation'], batchId?: number) {
  const request = { ...fields(), operation, ...(batchId === undefined ? {} : { batchId }) };
  const body = await batchAdminReq.make(request, house.intermediary.signer, house.gateway);
  return openAnswer(house, batchAdminRes, await house.post('/set/batchadmin', body));
}

describe('CredReq', () => {
  test('gives a part back, then the rest, and never more than was captured', async () => {
    const sale = await captured(1500);
    expect((await credit([itemOf(sale, 500)])).items).toMatchObject([{ code: 'success', batchId: 1 }]);
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 24_000, debitedMinor: 1000 });
    expect((await credit([itemOf(sale, 1001)])).items).toMatchObject([{ code: 'capDataMismatch' }]);
    expect((await credit([itemOf(sale, 1000)])).items).toMatchObject([{ code: 'success' }]);
    expect((await credit([itemOf(sale, 1)])).items).toMatchObject([{ code: 'capDataMismatch' }]);
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 25_000, debitedMinor: 0 });
  });

  test('that is repeated gives the same answer and no second credit', async () => {
    const sale = await captured();
    const first = await credit([itemOf(sale, 500)]);
    const again = await openAnswer(house, credRes, await house.post('/set/credreq', first.body));
    expect(again.items).toEqual(first.items);
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 1500 });
  });

  test('under the RRPID of another request is refused', async () => {
    const sale = await captured();
    const request = requestOf([itemOf(sale, 500)]);
    const make = (items: Items) =>
      credReq.make({ ...request, items }, house.intermediary.signer, house.gateway);
    await house.post('/set/credreq', await make(request.items));
    const answer = await house.post('/set/credreq', await make([itemOf(sale, 600)]));
    expect(await codeOf(answer)).toEqual({ status: 409, code: 'ERR_RRPID_REUSED' });
  });

  test.each([
    [
      'of what was only authorized',
      'missingCapData',
      async () => {
        const { request, response } = await authorizePurchase(house, await makePurchase(house, wallet));
        return itemOf({ request, capToken: response.capToken ?? '' }, 100);
      },
    ],
    [
      'under another token',
      'invalidCapToken',
      async () => {
        const [sale, other] = [await captured(), await captured()];
        return { ...itemOf(sale, 100), capToken: other.capToken };
      },
    ],
    [
      'of an unknown authorization',
      'originalNotFound',
      async () => ({
        ...itemOf(await captured(), 100),
        authRrpid: newIdentifier(testRandom),
      }),
    ],
    [
      'of another transaction',
      'originalNotFound',
      async () => {
        const [sale, other] = [await captured(), await captured()];
        return { ...itemOf(sale, 100), transIds: other.request.transIds };
      },
    ],
    [
      'in another currency',
      'capDataMismatch',
      async () => ({
        ...itemOf(await captured(), 100),
        amount: { currency: 'USD', value: 100 },
      }),
    ],
    ['of nothing', 'capDataMismatch', async () => itemOf(await captured(), 0)],
  ] as const)('%s is refused', async (_what, code, make) => {
    expect((await credit([await make()])).items).toMatchObject([{ code, amount: { value: 0 } }]);
  });
});

describe('CapRevReq', () => {
  test('undoes a capture while its batch is open, once', async () => {
    const sale = await captured(1500);
    expect(await reverseCapture([itemOf(sale, 1500)])).toMatchObject([{ code: 'success', batchId: 1 }]);
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 25_000, debitedMinor: 0 });
    expect((await administer('query')).totals).toEqual([]);
    expect(await reverseCapture([itemOf(sale, 1500)])).toMatchObject([{ code: 'originalProcessed' }]);
  });

  test('of a part, or after a credit, is refused', async () => {
    const sale = await captured(1500);
    expect(await reverseCapture([itemOf(sale, 500)])).toMatchObject([{ code: 'capDataMismatch' }]);
    await credit([itemOf(sale, 1)]);
    expect(await reverseCapture([itemOf(sale, 1500)])).toMatchObject([{ code: 'capDataMismatch' }]);
  });

  test('after the close of the batch is refused: it takes a credit then', async () => {
    const sale = await captured(1500);
    await administer('close');
    expect(await reverseCapture([itemOf(sale, 1500)])).toMatchObject([{ code: 'batchClosed' }]);
    expect((await credit([itemOf(sale, 1500)])).items).toMatchObject([{ code: 'success', batchId: 2 }]);
  });
});

describe('CredRevReq', () => {
  test('takes a credit back while its batch is open, once', async () => {
    const sale = await captured();
    const { rrpid } = await credit([itemOf(sale, 700)]);
    expect(await reverseCredit([itemOf(sale, 700)], rrpid)).toMatchObject([{ code: 'success' }]);
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 23_000, debitedMinor: 2000 });
    expect(await reverseCredit([itemOf(sale, 700)], rrpid)).toMatchObject([{ code: 'originalNotFound' }]);
  });

  test('of another amount, of no credit, or after the close of the batch is refused', async () => {
    const sale = await captured();
    const { rrpid } = await credit([itemOf(sale, 700)]);
    expect(await reverseCredit([itemOf(sale, 600)], rrpid)).toMatchObject([{ code: 'capDataMismatch' }]);
    const unknown = newIdentifier(testRandom);
    expect(await reverseCredit([itemOf(sale, 700)], unknown)).toMatchObject([{ code: 'originalNotFound' }]);
    await administer('close');
    expect(await reverseCredit([itemOf(sale, 700)], rrpid)).toMatchObject([{ code: 'batchClosed' }]);
  });
});

describe('a batch', () => {
  test('tells what is in it, and closes once', async () => {
    const sale = await captured(1500);
    await captured(300);
    await credit([itemOf(sale, 200)]);
    const euro = (value: number) => ({ currency: 'EUR', value });
    const totals = [{ captured: euro(1800), capturedCount: 2, credited: euro(200), creditedCount: 1 }];
    expect(await administer('query')).toMatchObject({ status: 'success', batchId: 1, state: 'open', totals });
    expect(await administer('close')).toMatchObject({ status: 'success', state: 'closed', totals });
    expect(await administer('close', 1)).toMatchObject({ status: 'batchClosed', state: 'closed' });
    expect(await administer('query')).toMatchObject({ status: 'batchUnknown' });
    expect(await administer('query', 1)).toMatchObject({ state: 'closed', totals });
  });

  test('is opened empty, may be thrown away empty, and not with something in it', async () => {
    expect(await administer('open')).toMatchObject({ status: 'success', batchId: 1, state: 'open' });
    expect(await administer('purge')).toMatchObject({ status: 'success', state: 'closed' });
    await captured();
    expect(await administer('purge')).toMatchObject({ status: 'notEmpty', state: 'open' });
  });

  test('of another merchant is not to be seen', async () => {
    await captured();
    const other = house.merchants.get('QUOTIDIEN');
    if (other === undefined) throw new Error('no such merchant');
    const request = {
      ...fields(),
      merchantId: other.partyId,
      merchantChain: [...other.keyExchangeChain],
      operation: 'query' as const,
      batchId: 1,
    };
    const body = await batchAdminReq.make(request, other.signer, house.gateway);
    const answer = await openAnswer(house, batchAdminRes, await house.post('/set/batchadmin', body), other);
    expect(answer).toMatchObject({ status: 'batchUnknown' });
  });

  test('is not administered by a message that another merchant signed', async () => {
    const other = house.merchants.get('QUOTIDIEN');
    if (other === undefined) throw new Error('no such merchant');
    const body = await batchAdminReq.make({ ...fields(), operation: 'close' }, other.signer, house.gateway);
    expect(await codeOf(await house.post('/set/batchadmin', body))).toEqual({
      status: 400,
      code: 'ERR_MESSAGE_MISMATCH',
    });
  });
});
