import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../bytes.ts';
import { selectApplication } from '../card-application.ts';
import { CardError } from '../errors.ts';
import { type ApduScript, type ScriptedCard, scriptedCard } from '../testing/scripted-channel.ts';
import { b0PrimeApplication } from './application.ts';
import type { TransactionFields } from './transaction-data.ts';

const folder = new URL('../../../../vectors/apdu/', import.meta.url);

/** The purchase of the published vector: 124.80 F, HOD = SHA-256("HOD"). */
const purchase: TransactionFields = {
  kind: 'purchase',
  amountMinor: 12_480,
  currencyNumber: 250,
  exponent: 2,
  dateSeconds: 891_425_700,
  merchantId: 'MARCHAND-0001',
  xid: fromHex('202122232425262728292a2b2c2d2e2f30313233'),
  hod: new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode('HOD'))),
};

const actions: Record<string, (card: ScriptedCard) => Promise<unknown>> = {
  async readCard(card) {
    const { identity, pinTriesLeft } = await selectApplication(card, [b0PrimeApplication]);
    return { ...identity, pinTriesLeft };
  },
  async readLimits(card) {
    return (await selectApplication(card, [b0PrimeApplication])).readLimits();
  },
  async certify(card) {
    const session = await selectApplication(card, [b0PrimeApplication]);
    await session.presentPin(card);
    await session.ratify();
    const certified = await session.certify(purchase);
    return Object.fromEntries(Object.entries(certified).map(([field, bytes]) => [field, toHex(bytes)]));
  },
};

const scripts = readdirSync(folder).map((file): ApduScript & { action: string } =>
  JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
);

describe('the eComm card plays its scripts', () => {
  test('there are at least as many bad scripts as good ones', () => {
    const bad = scripts.filter((script) => 'error' in script.expect);
    expect(bad.length).toBeGreaterThanOrEqual(scripts.length / 2);
  });

  test.each(scripts)('$name', async (script) => {
    const card = scriptedCard(script);
    const outcome = actions[script.action]?.(card);
    if (!('error' in script.expect)) {
      expect(await outcome).toEqual(script.expect);
    } else {
      const error = await outcome?.catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(Error);
      const { error: code, facts } = script.expect;
      if (code === 'reader') expect(error).not.toBeInstanceOf(CardError);
      else expect(error).toMatchObject({ code, ...(facts === undefined ? {} : { facts }) });
    }
    card.assertDone();
  });
});
