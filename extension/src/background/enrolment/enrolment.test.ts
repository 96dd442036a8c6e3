/** The bank certifies the wallet's key, or the wallet refuses what the bank, or somebody in its name, answers. */
import { importEcPublicKey, TrustStore } from '@ecomm/protocol';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { WalletError } from '../../shared/errors.ts';
import { testCard } from '../../testing/fake-card-host.ts';
import { cardSession } from '../../testing/shopper.ts';
import { createParties, TestHouse } from '../../testing/test-wallet.ts';
import { openSecrets } from '../journal/secrets.ts';
import { EnrolmentDesk } from './enrolment-desk.ts';
import { startEnrolment } from './start-enrolment.ts';

let world: TestWorld;
let house: TestHouse;

beforeAll(async () => {
  world = await createParties();
});

beforeEach(() => {
  house = new TestHouse(world);
});

const enrol = () => startEnrolment(house.ports(), cardSession());

describe('an enrolment', () => {
  test('stores a certificate under the bank’s authority, and keys that can’t be taken out', async () => {
    const enrolment = await enrol();
    expect(await house.store.enrolment()).toBe(enrolment);
    expect(enrolment.signer.key.extractable).toBe(false);
    expect(enrolment.secrets.key.extractable).toBe(false);
    await expect(
      world.newTrust().certificateFor({
        thumb: enrolment.signer.thumb,
        x5c: enrolment.signer.chain,
        roles: ['cardholder'],
        purpose: 'signature',
        at: house.now,
      }),
    ).resolves.toMatchObject({ commonName: enrolment.commonName });
    expect(await openSecrets(enrolment.secrets)).toMatchObject({ panSecret: expect.any(String) });
  });

  test('keeps six and four digits of the card number, never all', async () => {
    const { signer: _signer, secrets: _secrets, ...plain } = await enrol();
    expect(plain).toMatchObject({ bin: '497010', lastDigits: '0006', bankName: 'Banque Un' });
    expect(JSON.stringify(plain)).not.toContain(testCard.pan);
  });

  test('has the card certify the very key, for nothing', async () => {
    await enrol();
    expect(house.host.certified[0]?.transaction).toMatchObject({
      kind: 'enrolment',
      amount: { currency: 'EUR', value: 0 },
      merchantId: 'ENROLMENT',
    });
  });

  test('has a card in francs certify what one in euros does: the bank expects the same of both', async () => {
    house.host.card = { ...testCard, currency: '250' };
    await enrol();
    expect(house.host.certified[0]?.transaction.amount).toEqual({ currency: 'EUR', value: 0 });
  });
});

describe('the wallet stores nothing', () => {
  const refusedWith = async (code: string) => {
    await expect(enrol()).rejects.toMatchObject({ code });
    expect(await house.store.enrolment()).toBeUndefined();
  };

  test('without a card', async () => {
    house.host.card = undefined;
    await refusedWith('ERR_CARD_ABSENT');
  });

  test('for a card of a bank that it does not know', async () => {
    house.host.card = { ...testCard, pan: '5555550000000004' };
    await refusedWith('ERR_WALLET_BANK_UNKNOWN');
    expect(house.requests).toEqual([]);
  });

  test.each([
    ['rejectedByIssuer', 'ERR_ENROLMENT_REJECTED_BY_ISSUER'],
    ['rejectedByCA', 'ERR_ENROLMENT_REJECTED_BY_CA'],
    ['invalidBIN', 'ERR_ENROLMENT_INVALID_BIN'],
    ['sigValidationFail', 'ERR_ENROLMENT_SIG_VALIDATION_FAIL'],
  ] as const)('when the bank answers %s', async (status, code) => {
    house.bank.status = status;
    await refusedWith(code);
  });

  test('when the certificate is for another card', async () => {
    house.bank.certifiesPan = '4970100000000014';
    await refusedWith('ERR_WALLET_CERTIFICATE_OTHER');
  });

  test('when the challenge is not its own', async () => {
    house.bank.bend = (response) => ({ ...response, challEE: 'A'.repeat(27) });
    await refusedWith('ERR_MESSAGE_CHALLENGE');
  });

  test('when the authority stands under another root', async () => {
    const stranger = new TestHouse(await createTestWorld(house.now));
    house.bank.cardCInit = (body) => stranger.bank.cardCInit(body);
    await refusedWith('ERR_CERTIFICATE_SIGNATURE');
    expect(house.host.certified).toEqual([]);
  });

  test('when the answer was altered on its way', async () => {
    house.onAnswer = (url, answer) => (url.endsWith('/cert') ? `${answer.slice(0, -4)}AAAA` : answer);
    await refusedWith('ERR_SEAL_BROKEN');
  });

  test('when the PIN is wrong', async () => {
    house.host.failures = [new WalletError('ERR_CARD_PIN_WRONG', { triesLeft: 2 })];
    await refusedWith('ERR_CARD_PIN_WRONG');
    expect(house.requests).toHaveLength(1);
  });
});

describe('the onboarding’s desk', () => {
  const newDesk = () =>
    new EnrolmentDesk({
      ports: house.ports(),
      onChange: () => {},
      onEnrolled: async () => {},
      onBug: (error) => {
        throw error;
      },
    });

  test('reads a card that is inserted and forgets one that is taken out', async () => {
    const desk = newDesk();
    await desk.look(true);
    expect(desk.card).toMatchObject({ state: 'read', identity: { holderName: 'CAMILLE DURAND' } });
    await desk.look(false);
    expect(desk.card).toEqual({ state: 'absent' });
  });

  test('shows why a card can’t be read', async () => {
    const desk = newDesk();
    house.host.readCard = async () => {
      throw new WalletError('ERR_CARD_UNKNOWN');
    };
    await desk.look(true);
    expect(desk.card).toMatchObject({ state: 'problem', problem: { code: 'ERR_CARD_UNKNOWN' } });
  });

  test('shows why an enrolment failed, and then succeeds', async () => {
    const desk = newDesk();
    house.host.failures = [new WalletError('ERR_CARD_PIN_WRONG', { triesLeft: 2 })];
    await desk.start(false);
    expect(desk.problem).toMatchObject({ code: 'ERR_CARD_PIN_WRONG', facts: { triesLeft: 2 } });
    await desk.start(false);
    expect(desk.problem).toBeUndefined();
    expect(await house.store.enrolment()).toBeDefined();
  });

  test('asks the bank once, however often it is asked itself', async () => {
    const desk = newDesk();
    await Promise.all([desk.start(false), desk.start(false)]);
    expect(house.host.certified).toHaveLength(1);
  });

  test('that is cancelled shows no failure and stores nothing', async () => {
    const desk = newDesk();
    let letGo = () => {};
    house.host.hold = new Promise((resolve) => {
      letGo = resolve;
    });
    const started = desk.start(false);
    while (desk.progress?.step !== 'pin') await new Promise((resolve) => setTimeout(resolve, 1));
    await desk.cancel();
    letGo();
    await started;
    expect(desk.problem).toBeUndefined();
    expect(await house.store.enrolment()).toBeUndefined();
  });
});

test('the key that the bank certifies is the key that signs', async () => {
  const enrolment = await enrol();
  const trust = new TrustStore({ anchors: [world.root.certificate] });
  const certificate = await trust.certificateFor({
    thumb: enrolment.signer.thumb,
    x5c: enrolment.signer.chain,
    roles: ['cardholder'],
    purpose: 'signature',
    at: house.now,
  });
  const { x, y } = await crypto.subtle.exportKey('jwk', certificate.publicKey);
  const key = await importEcPublicKey({ kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' });
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const data = new TextEncoder().encode('data');
  const signature = await crypto.subtle.sign(algorithm, enrolment.signer.key, data);
  expect(await crypto.subtle.verify(algorithm, key, signature, data)).toBe(true);
});
