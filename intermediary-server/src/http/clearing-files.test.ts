/** What the operator does about banks, over HTTP: accounts, files, answers, CSV, page, proofs. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { maxBankMessageBytes } from '../bank/message-size.ts';
import type { ReceiptProof } from '../ledger/bank-store.ts';
import { isIncluded } from '../ledger/merkle.ts';
import type { ClearingSummary } from '../operator/clearing-view.ts';
import { entryOfOrder, notification, statusReport } from '../testing/fake-bank.ts';
import { TestHouse, testToken } from '../testing/test-house.ts';
import { creditorId, houseIban, otherIban } from '../testing/test-orders.ts';
import type { TestWallet } from '../testing/test-wallet.ts';

const period = '2026-11-23.1';
const account = { name: 'Librairie du Nord', iban: otherIban };

let house: TestHouse;
let wallet: TestWallet;

beforeEach(async () => {
  house = await TestHouse.open();
  wallet = await house.newWallet();
});
afterEach(() => house.close());

const send = (method: string, path: string, body?: string, type = 'application/json') =>
  house.request(path, {
    method,
    headers: {
      authorization: `Bearer ${testToken}`,
      ...(body === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body }),
  });
const put = (path: string, body: object) => send('PUT', path, JSON.stringify(body));
const answer = (xml: string) => send('POST', '/operator/bank-answers', xml, 'application/xml');
const codeOf = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
const summary = async () =>
  (await (await send('GET', `/operator/clearings/${period}/summary`)).json()) as ClearingSummary;

async function buy(value: number) {
  const { receipt, preimage } = await wallet.buy(house.merchant1, house.merchant1.makeOffer(value, 'EUR'));
  await house.merchant1.claim([{ receiptId: receipt.receiptId, preimage }]);
  return receipt;
}

const setAccounts = async () => {
  const own = { name: 'eComm', iban: houseIban, creditorId };
  expect((await put('/operator/bank-accounts/house', own)).status).toBe(204);
  expect((await put('/operator/bank-accounts/merchants/M1', account)).status).toBe(204);
};
const orderOf = async () => {
  const [message] = (await summary()).messages;
  const [order] = await house.store.ordersOfMessage(message?.messageId ?? '');
  if (message === undefined || order === undefined) throw new Error('an order was made');
  return { message, order };
};

describe('the operator', () => {
  test('sets accounts, and is shown no more of them than is needed to know them', async () => {
    await setAccounts();
    const shown = await (await send('GET', '/operator/bank-accounts')).text();
    expect(JSON.parse(shown)).toMatchObject({
      house: { iban: 'FR76 … 0189', creditorId },
      merchants: [{ merchantId: 'M1', iban: 'DE89 … 3000' }],
      mandates: [],
    });
    expect(shown).not.toContain(houseIban);
    expect(JSON.stringify(house.logged)).not.toContain(houseIban);
  });
  test('sets and ends a payer’s mandate by its fingerprint', async () => {
    await buy(100);
    const [payer] = (await house.state()).payers;
    const path = `/operator/mandates/${payer?.payer}`;
    const mandate = { ...account, mandateId: 'MND-1', signedOn: '2026-01-31' };
    expect((await put(path, mandate)).status).toBe(204);
    expect((await put('/operator/mandates/0000', mandate)).status).toBe(404);
    expect(await codeOf(await put(path, { ...mandate, iban: 'FR00' }))).toEqual([
      400,
      'ERR_BANK_ACCOUNT_INVALID',
    ]);
    expect(await codeOf(await send('PUT', path, '{'))).toEqual([400, 'ERR_INTERMEDIARY_REQUEST']);
    await setAccounts();
    const clearing = await house.closePeriod();
    expect(clearing).toMatchObject({
      captures: [],
      reversals: [{ authRevCode: 'approved' }],
      balanced: true,
    });
    expect([house.gateway.capturedMinor, house.gateway.heldMinor]).toEqual([0, 0]);
    expect((await summary()).messages.map(({ side }) => side)).toEqual(['credit', 'debit']);
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('DELETE', path)).status).toBe(404);
  });
  test('finds the file of a close, the same each time, with its digest', async () => {
    await setAccounts();
    await buy(120);
    await house.closePeriod();
    const { message } = await orderOf();
    const first = await send('GET', `/operator/bank-files/${message.messageId}.xml`);
    const content = await first.text();
    expect(first.headers.get('content-type')).toContain('application/xml');
    expect(createHash('sha256').update(content).digest('base64url')).toBe(message.digest);
    expect(content).toContain(`<IBAN>${otherIban}</IBAN>`);
    await house.opened.tidy();
    expect(await (await send('GET', `/operator/bank-files/${message.messageId}`)).text()).toBe(content);
    expect((await send('GET', '/operator/bank-files/nothing')).status).toBe(404);
  });
  test('sees how many purchases a line stands for, and how many bytes a purchase costs', async () => {
    await setAccounts();
    for (let count = 0; count < 3; count += 1) await buy(100);
    await house.closePeriod();
    const { aggregation, messages } = await summary();
    expect(aggregation).toMatchObject({ purchases: 3, lines: 2, purchasesPerLine: 1.5 });
    expect(aggregation.bytesPerPurchase).toBeCloseTo((messages[0]?.bytes ?? 0) / 3);
    expect((await send('GET', '/operator/clearings/2026-11-23.9/summary')).status).toBe(404);
  });
  test('reads every line as CSV, payers by fingerprint only', async () => {
    await setAccounts();
    await buy(120);
    await house.closePeriod();
    const response = await send('GET', `/operator/clearings/${period}/lines.csv`);
    expect(response.headers.get('content-disposition')).toContain(`clearing-${period}.csv`);
    const [header, credit, debit, end] = (await response.text()).split('\r\n');
    expect(header).toMatch(/^period,side,party,currency,amountMinor,purchases,merkleRoot/);
    expect(credit).toMatch(
      new RegExp(
        `^${period},credit,M1,EUR,120,1,[\\w-]{43},,ordered,1,C20261123.1-[0-9a-f]{16}-1,made,,EC20261123.1-C-1$`,
      ),
    );
    expect(debit).toMatch(
      new RegExp(`^${period},debit,[0-9a-f]{16},EUR,120,1,[\\w-]{43},card,settled,0,,,,$`),
    );
    expect(debit).toContain((await house.state()).payers[0]?.payer);
    expect(debit).not.toContain(wallet.cardholder.identity.partyId);
    expect(end).toBe('');
  });
  test('sees it as a page, with what waits', async () => {
    await buy(120);
    await house.closePeriod();
    const response = await send('GET', `/operator/clearings/${period}`);
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).toContain('waits for an account');
    expect(page).toContain('EUR 1.20');
    expect(page).not.toMatch(/<script(?! type="module" src=)|style=/);
    expect(page).toContain('action="/operator/session/end"');
  });
  test('without a token learns and changes nothing', async () => {
    for (const path of [
      `/operator/clearings/${period}`,
      `/operator/clearings/${period}/lines.csv`,
      '/operator/bank-accounts',
      '/operator/bank-files/EC20261123.1-C-1',
      '/operator/receipts/R/proof',
    ])
      expect((await house.request(path)).status).toBe(401);
    const body = JSON.stringify(account);
    expect((await house.request('/operator/bank-accounts/house', { method: 'PUT', body })).status).toBe(401);
    expect((await house.request('/operator/bank-answers', { method: 'POST', body })).status).toBe(401);
  });
});

describe('a bank’s answer', () => {
  test('is taken, and taken again has the same outcome and no effect', async () => {
    await setAccounts();
    await buy(120);
    await house.closePeriod();
    const { message, order } = await orderOf();
    const report = statusReport({ messageId: 'B1', about: message.messageId, status: 'ACCP' });
    expect(await (await answer(report)).json()).toMatchObject({
      status: 'taken',
      entries: [{ verdict: 'applied' }],
    });
    expect(await (await answer(report)).json()).toMatchObject({ status: 'repeated' });
    const booked = notification('N1', houseIban, [entryOfOrder(order, '1.20')]);
    expect(await (await answer(booked)).json()).toMatchObject({ entries: [{ verdict: 'applied' }] });
    expect((await summary()).messages[0]?.states).toEqual({ booked: 1 });
    const changed = await answer(report.replace('ACCP', 'RJCT'));
    expect(await codeOf(changed)).toEqual([409, 'ERR_BANK_MESSAGE_REUSED']);
    expect(await house.state()).toMatchObject({ balanced: true, wrong: [] });
  });
  test('by the page’s form is taken, and what does not fit is shown on every clearing’s page', async () => {
    await buy(120);
    await house.closePeriod();
    const form = new FormData();
    const entry = { amount: '9.99', direction: 'CRDT', orders: [{ id: 'NOBODY' }] } as const;
    const xml = notification('N1', houseIban, [entry]);
    form.set('file', new File([xml], 'answer.xml'));
    const headers = { authorization: `Bearer ${testToken}` };
    const response = await house.request('/operator/bank-answers', { method: 'POST', headers, body: form });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('unknown')]);
    const page = await (await send('GET', `/operator/clearings/${period}`)).text();
    expect(page).toContain('no order of ours');
    expect(await (await send('GET', '/operator/bank-answers/odd')).json()).toMatchObject([
      { about: { id: 'NOBODY' } },
    ]);
    expect(
      (await house.request('/operator/bank-answers', { method: 'POST', headers, body: new FormData() }))
        .status,
    ).toBe(400);
  });
  test.each([
    ['no XML', 'hello', [400, 'ERR_BANK_MESSAGE_MALFORMED']],
    [
      'an entity',
      '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
      [400, 'ERR_BANK_MESSAGE_MALFORMED'],
    ],
    ['another message', '<Document xmlns="urn:x"/>', [400, 'ERR_BANK_MESSAGE_KIND']],
    ['too much', 'x'.repeat(maxBankMessageBytes + 5000), [413, 'ERR_BANK_MESSAGE_TOO_BIG']],
  ])('that is %s is refused', async (_what, body, refusal) => {
    expect(await codeOf(await answer(body))).toEqual(refusal);
  });
  test('with totals that are not ours is refused', async () => {
    await setAccounts();
    await buy(120);
    await house.closePeriod();
    const { message } = await orderOf();
    const report = statusReport({ messageId: 'B1', about: message.messageId, status: 'ACCP', sum: '1.21' });
    expect(await codeOf(await answer(report))).toEqual([409, 'ERR_BANK_MESSAGE_TOTALS']);
    expect((await summary()).messages[0]?.states).toEqual({ made: 1 });
  });
});

test('whoever holds a signed receipt can check its place in the lines', async () => {
  const receipts = [await buy(10), await buy(20), await buy(30)];
  await house.closePeriod();
  for (const { receiptId, merchantId, offerId, amount, deliveryTag, acceptedAt, period: of } of receipts) {
    const item = JSON.stringify({
      ...{ receiptId, merchantId, offerId, amount, deliveryTag, acceptedAt, period: of },
    });
    const proof = (await (await send('GET', `/operator/receipts/${receiptId}/proof`)).json()) as ReceiptProof;
    expect(isIncluded(new TextEncoder().encode(item), proof.credit, proof.credit.root)).toBe(true);
    expect(isIncluded(new TextEncoder().encode(item), proof.debit, proof.debit.root)).toBe(true);
  }
  expect((await send('GET', '/operator/receipts/nothing/proof')).status).toBe(404);
});
