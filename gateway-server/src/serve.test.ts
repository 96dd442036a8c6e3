/** The real program: what it has acknowledged outlives SIGKILL, and a lost answer is found again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProcessHouse, type ProcessHouse } from './testing/process-house.ts';
import { testPin } from './testing/test-house.ts';
import { makeAuthReq, reverseAuthorization } from './testing/test-merchant.ts';
import { enrol, makePurchase, prepareEnrolment, type TestWallet } from './testing/test-wallet.ts';

const timeoutMs = 60_000;

let house: ProcessHouse;
let wallet: TestWallet;

beforeAll(async () => {
  house = await createProcessHouse();
  await house.start();
  wallet = await enrol(house, 'camille');
}, timeoutMs);
afterAll(() => house.remove());

const heldMinor = async () => {
  const { accounts, balanced } = await house.books();
  expect(balanced).toBe(true);
  return accounts.find(({ cardId }) => cardId === 'camille')?.heldMinor ?? Number.NaN;
};

const restart = async () => {
  await house.end('SIGKILL');
  await house.start();
};

describe('after SIGKILL', { timeout: timeoutMs }, () => {
  test('the same AuthReq gets the same answer, and one hold stands', async () => {
    const { body } = await makeAuthReq(house, await makePurchase(house, wallet));
    const first = await (await house.post('/set/authreq', body)).text();
    const held = await heldMinor();
    await restart();
    expect(await heldMinor()).toBe(held);
    expect(await (await house.post('/set/authreq', body)).text()).toBe(first);
    expect(await heldMinor()).toBe(held);
  });

  test('an AuthReq killed at any moment is executed once when it is sent again', async () => {
    for (const delayMs of [0, 6]) {
      const held = await heldMinor();
      const { body } = await makeAuthReq(house, await makePurchase(house, wallet));
      const lost = house.post('/set/authreq', body).then(
        (answer) => answer.text(),
        () => undefined,
      );
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      await restart();
      const answered = await lost.catch(() => undefined);
      const again = await (await house.post('/set/authreq', body)).text();
      expect(await (await house.post('/set/authreq', body)).text()).toBe(again);
      if (answered !== undefined) expect(again).toBe(answered);
      expect(await heldMinor()).toBe(held + 2000);
    }
  });

  test('an authorization whose answer was lost is cancelled by its RRPID', async () => {
    const held = await heldMinor();
    const { request, body } = await makeAuthReq(house, await makePurchase(house, wallet));
    const lost = house.post('/set/authreq', body).catch(() => undefined);
    await restart();
    await lost;
    expect((await reverseAuthorization(house, request)).authRevCode).toBe('approved');
    await house.post('/set/authreq', body);
    expect(await heldMinor()).toBe(held);
  });

  test('the same CertReq gets the same answer', async () => {
    const { message } = await prepareEnrolment(house, wallet.card);
    const first = await (await house.post('/set/cert', message, 'application/jose')).text();
    await restart();
    expect(await (await house.post('/set/cert', message, 'application/jose')).text()).toBe(first);
  });
});

describe('the program', { timeout: timeoutMs }, () => {
  test('prints one line when it is ready, and neither PIN nor card number nor token ever', async () => {
    const before = house.output().length;
    await restart();
    const { body } = await makeAuthReq(house, await makePurchase(house, wallet));
    await house.post('/set/authreq', body);
    await house.post('/set/authreq', '{}');
    expect(await house.end('SIGTERM')).toBe(0);
    const lines = house.output().slice(before).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('{"ready":true'))).toHaveLength(1);
    const journal = lines.filter((line) => !line.startsWith('{"ready"')).map((line) => JSON.parse(line));
    expect(journal.map(({ msg }) => msg)).toEqual([
      'revocation list loaded',
      'authorization',
      'message refused',
    ]);
    expect(house.output()).not.toContain(wallet.card.file.pan);
    for (const { time: _time, ...facts } of journal)
      expect(JSON.stringify(facts)).not.toMatch(new RegExp(`[^0-9]${testPin}[^0-9]`));
  });
});
