/** Renewal before the certificate ends: by the old key, at the right time, and never under a purchase. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { WalletError } from '../../shared/errors.ts';
import { enrol, openOrder, payAndWait } from '../../testing/shopper.ts';
import { createParties, TestHouse } from '../../testing/test-wallet.ts';
import { pay } from '../purchase/shopper-actions.ts';
import { renewalSeconds, renewCertificate } from './renew-certificate.ts';

const day = 86_400;
const year = 365 * day;

let world: TestWorld;
let house: TestHouse;

beforeAll(async () => {
  world = await createParties();
});

beforeEach(async () => {
  house = new TestHouse(world);
  await enrol(house);
  house.host.certified.length = 0;
});

const renew = () => renewCertificate(house.ports());

describe('a certificate is renewed', () => {
  test('in its last thirty days, by its own key and under its name, without card or PIN', async () => {
    const old = await house.store.enrolment();
    house.now += year - renewalSeconds;
    house.host.card = undefined;
    expect(await renew()).toBe(true);
    const renewed = await house.store.enrolment();
    expect(house.bank.renewals).toEqual([old?.commonName]);
    expect(renewed?.signer.thumb).not.toBe(old?.signer.thumb);
    expect(renewed?.commonName).toBe(old?.commonName);
    expect(renewed?.validUntil).toBe(house.now + year);
    expect(renewed).toMatchObject({ hasChip: true, bankName: 'Banque Un', lastDigits: '0006' });
  });

  test('and pays then as the old one did', async () => {
    house.now += year - day;
    await renew();
    const runner = house.runner();
    expect((await payAndWait(runner, await openOrder(runner))).state).toBe('orderPaid');
  });
});

describe('a certificate is left as it is', () => {
  test('when it is not yet time', async () => {
    house.now += year - renewalSeconds - 1;
    house.requests.length = 0;
    expect(await renew()).toBe(false);
    expect(house.requests).toEqual([]);
  });

  test('when it has ended: its key speaks for nobody any more', async () => {
    house.now += year + 1;
    expect(await renew()).toBe(false);
  });

  test('when there is none', async () => {
    expect(await renewCertificate(new TestHouse(world).ports())).toBe(false);
  });

  test('while an order waits for the card', async () => {
    house.now += year - day;
    house.host.card = undefined;
    const runner = house.runner();
    const id = await openOrder(runner);
    await pay(id, runner);
    await runner.run(id);
    expect(await renew()).toBe(false);
  });

  test.each([
    ['rejectedByIssuer', 'ERR_ENROLMENT_REJECTED_BY_ISSUER'],
    ['rejectedByCA', 'ERR_ENROLMENT_REJECTED_BY_CA'],
  ] as const)('when the bank says %s', async (status, code) => {
    const old = await house.store.enrolment();
    house.now += year - day;
    house.bank.status = status;
    await expect(renew()).rejects.toMatchObject({ code });
    expect(await house.store.enrolment()).toBe(old);
  });

  test('when the bank certifies another card', async () => {
    house.now += year - day;
    house.bank.certifiesPan = '4970100000000014';
    await expect(renew()).rejects.toMatchObject({ code: 'ERR_WALLET_CERTIFICATE_OTHER' });
  });

  test('when the network fails', async () => {
    const old = await house.store.enrolment();
    house.now += year - day;
    house.onAnswer = () => {
      throw new WalletError('ERR_NETWORK_TIMEOUT', { host: 'bank.example' });
    };
    await expect(renew()).rejects.toMatchObject({ code: 'ERR_NETWORK_TIMEOUT' });
    expect(await house.store.enrolment()).toBe(old);
  });

  test('when the shopper enrols another card meanwhile', async () => {
    house.now += year - day;
    let other = false;
    house.onRequest = (url) => {
      if (!url.endsWith('/set/cert') || other) return;
      other = true;
      void house.store
        .enrolment()
        .then(
          (old) => old && house.store.saveEnrolment({ ...old, signer: { ...old.signer, thumb: 'other' } }),
        );
    };
    expect(await renew()).toBe(false);
    expect((await house.store.enrolment())?.signer.thumb).toBe('other');
  });
});
