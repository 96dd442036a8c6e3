/** Enrolment without a chip: the bank's form, its clerk, and what a wallet must not take from either. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { WalletError } from '../../shared/errors.ts';
import { openOrder, openSheet, payAndWait } from '../../testing/shopper.ts';
import { createParties, TestHouse } from '../../testing/test-wallet.ts';
import { keepUp } from '../upkeep.ts';
import { FormDesk } from './form-desk.ts';
import { inquirePended } from './pended-enrolment.ts';

const card = { pan: '4970100000000444', expiry: '202911' };
const answers = [
  { name: 'holderName', value: 'MARGOT LEROY' },
  { name: 'passphrase', value: 'tournesol bleu' },
];

let world: TestWorld;
let house: TestHouse;
let desk: FormDesk;
let enrolled: number;

beforeAll(async () => {
  world = await createParties();
});

beforeEach(() => {
  house = new TestHouse(world);
  enrolled = 0;
  desk = new FormDesk({
    ports: house.ports(),
    onChange: () => {},
    onEnrolled: async () => {
      enrolled += 1;
    },
    onBug: (error) => {
      throw error;
    },
  });
});

async function fillIn(given = answers): Promise<void> {
  await desk.ask(card);
  await desk.send(given);
}

describe('a card without a chip', () => {
  test('is certified by the answers to its bank’s form, without reader or PIN', async () => {
    await fillIn();
    expect([desk.problem, desk.shown, enrolled]).toEqual([undefined, undefined, 1]);
    expect(await house.store.enrolment()).toMatchObject({
      hasChip: false,
      lastDigits: '0444',
      bin: '497010',
    });
    expect(house.bank.requests[0]).toMatchObject({ pan: card.pan, regFormId: 'form-1', regForm: answers });
    expect(house.bank.requests[0]).not.toHaveProperty('chipCertificate');
    expect(house.host.certified).toEqual([]);
  });

  test('pays an order by the wallet’s key alone, also where chips are read', async () => {
    await fillIn();
    house.host.card = undefined;
    const runner = house.runner();
    const id = await openOrder(runner);
    expect(await payAndWait(runner, id)).toMatchObject({ state: 'orderPaid', way: 'noChip' });
    expect(house.till.instructions[0]?.piData.panData.pan).toBe(card.pan);
    expect(house.till.instructions[0]?.chipCertificate).toBeUndefined();
  });

  test('tops its Open To Buy up by the wallet’s key alone', async () => {
    await fillIn();
    house.host.card = undefined;
    const runner = house.runner();
    expect((await payAndWait(runner, await openSheet(runner, '/x'))).state).toBe('delivered');
  });

  test('has its number nowhere in the clear', async () => {
    house.bank.status = 'requestPended';
    await fillIn();
    expect(JSON.stringify(await house.store.pended())).not.toContain(card.pan);
    expect(JSON.stringify(await house.store.pended())).not.toContain('tournesol');
  });
});

describe('the wallet is not certified', () => {
  test.each([
    ['rejectedByIssuer', 'ERR_ENROLMENT_FORM_REJECTED'],
    ['rejectedByCA', 'ERR_ENROLMENT_REJECTED_BY_CA'],
    ['invalidBIN', 'ERR_ENROLMENT_INVALID_BIN'],
    ['sigValidationFail', 'ERR_ENROLMENT_SIG_VALIDATION_FAIL'],
    ['requestInProgress', 'ERR_ENROLMENT_PENDED'],
  ] as const)('when the bank says %s', async (status, code) => {
    house.bank.status = status;
    await fillIn();
    expect(desk.problem).toMatchObject({ code });
    expect(await house.store.enrolment()).toBeUndefined();
  });

  test('while answers are not as the bank asks for them, which are then marked', async () => {
    await fillIn([answers[0] as never, { name: 'passphrase', value: '?' }]);
    expect(desk.problem).toMatchObject({ code: 'ERR_ENROLMENT_FORM' });
    expect(desk.shown?.failedItems).toEqual(['passphrase']);
    await desk.send(answers);
    expect(enrolled).toBe(1);
  });

  test('when the bank has another form by the time that it is sent', async () => {
    await desk.ask(card);
    if (house.bank.form !== undefined) house.bank.form = { ...house.bank.form, regFormId: 'form-2' };
    await desk.send(answers);
    expect(desk.problem).toMatchObject({ code: 'ERR_ENROLMENT_FORM_CHANGED' });
    expect(house.bank.requests).toEqual([]);
  });

  test('when the bank refers the holder elsewhere', async () => {
    house.bank.form = undefined;
    await desk.ask(card);
    expect([desk.problem?.code, desk.shown]).toEqual(['ERR_ENROLMENT_REFERRAL', undefined]);
  });

  test('for a card of no known bank, and asks nobody', async () => {
    await desk.ask({ pan: '5555550000000000', expiry: '202911' });
    expect(desk.problem).toMatchObject({ code: 'ERR_WALLET_BANK_UNKNOWN' });
    expect(house.requests).toEqual([]);
  });

  test.each([
    ['another challenge', { challEE2: 'A'.repeat(27) }, 'ERR_MESSAGE_CHALLENGE'],
    ['another request', { lidEE: 'A'.repeat(27) }, 'ERR_MESSAGE_MISMATCH'],
    ['a renewal', { requestType: 'cardRenewalSig' }, 'ERR_MESSAGE_MISMATCH'],
    ['another certificate', { caThumb: 'A'.repeat(43) }, 'ERR_CERTIFICATE_MALFORMED'],
    ['last week', { iat: 1, exp: 2 }, 'ERR_MESSAGE_TOO_OLD'],
  ])('by a form that is an answer to %s', async (_what, change, code) => {
    house.bank.bend = (response) => ('challEE2' in response ? { ...response, ...change } : response);
    await desk.ask(card);
    expect([desk.problem?.code, desk.shown]).toEqual([code, undefined]);
  });

  test('for another card number than was given', async () => {
    house.bank.certifiesPan = '4970100000000006';
    await fillIn();
    expect(desk.problem).toMatchObject({ code: 'ERR_WALLET_CERTIFICATE_OTHER' });
    expect(await house.store.enrolment()).toBeUndefined();
  });

  test('without a form being there', () => {
    expect(() => desk.send(answers)).toThrow(expect.objectContaining({ code: 'ERR_WALLET_PURCHASE_STATE' }));
  });
});

describe('a request that the bank’s clerk looks at', () => {
  beforeEach(async () => {
    house.bank.status = 'requestPended';
    await fillIn();
  });

  test('waits, and is asked for until it is decided', async () => {
    expect(await house.store.enrolment()).toBeUndefined();
    expect(await inquirePended(house.ports())).toBe('pended');
    house.bank.status = 'requestComplete';
    expect(await inquirePended(house.ports())).toBe('enrolled');
    expect(await house.store.enrolment()).toMatchObject({ lastDigits: '0444', hasChip: false });
    expect(await house.store.pended()).toBeUndefined();
    expect(new Set(house.bank.inquiries).size).toBe(2);
  });

  test('is asked for by the wallet’s own upkeep', async () => {
    house.bank.status = 'requestComplete';
    let told = 0;
    const onEnrolled = async () => {
      told += 1;
    };
    await keepUp(house.ports(), { onEnrolled, onChange: () => {}, onBug: () => {} });
    expect(told).toBe(1);
  });

  test('that is refused waits no more, and certifies nothing', async () => {
    house.bank.status = 'rejectedByIssuer';
    await expect(inquirePended(house.ports())).rejects.toMatchObject({
      code: 'ERR_ENROLMENT_REJECTED_BY_ISSUER',
    });
    expect([await house.store.pended(), await house.store.enrolment()]).toEqual([undefined, undefined]);
  });

  test('goes on waiting when the bank can’t be reached', async () => {
    house.onRequest = () => {
      throw new WalletError('ERR_NETWORK_UNREACHABLE', { host: 'bank.example' });
    };
    await expect(inquirePended(house.ports())).rejects.toMatchObject({ code: 'ERR_NETWORK_UNREACHABLE' });
    expect(await house.store.pended()).toBeDefined();
  });

  test('goes on waiting when the answer is forged', async () => {
    house.onAnswer = (url, answer) => (url.endsWith('/certinq') ? `${answer.slice(0, -6)}AAAAAA` : answer);
    await expect(inquirePended(house.ports())).rejects.toMatchObject({ code: 'ERR_SEAL_BROKEN' });
    expect(await house.store.pended()).toBeDefined();
  });
});
