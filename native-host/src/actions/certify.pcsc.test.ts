/** The host's actions on the real PC/SC stack: pcscd, libccid, and a reader with a keypad that we can press. */
import { toHex } from '@ecomm/card';
import type { NativeInput, ReaderState } from '@ecomm/messages';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromBase64url } from '../base64url.ts';
import { PcsclitePort } from '../pcsc/pcsclite-port.ts';
import { euroPurchase, recomputedCam } from '../testing/euro-purchase.ts';
import { refused } from '../testing/host-of.ts';
import { type HostProcess, startHostProcess } from '../testing/host-process.ts';
import {
  type ReaderWithCards,
  startReaderWithCards,
  type TestCard,
  testIdentity,
} from '../testing/reader-with-cards.ts';

let reader: ReaderWithCards;
let host: HostProcess;
let card: TestCard;
const outputs: (() => string)[] = [];

const purchaseWith = (change: Partial<NativeInput<'certify'>> = {}) => ({
  ...euroPurchase(reader.readerName),
  ...change,
});

beforeAll(async () => {
  reader = await startReaderWithCards();
  outputs.push(reader.log);
  process.env.PCSCLITE_CSOCK_NAME = reader.environment.ECOMM_PCSC_SOCKET;
});

beforeEach(async () => {
  host = startHostProcess(reader.environment);
  outputs.push(host.output);
  // pcscd looks every 400 ms: the card of the test before may still be in, as far as it knows.
  await slotSeenEmpty();
  host.forgetEvents();
  card = await reader.makeCard();
  await reader.insert(card);
  await host.event((event) => event.event === 'readersChanged' && event.readers[0]?.card === 'present');
});

afterEach(async () => {
  await host.closePipe();
  await reader.remove();
});

afterAll(() => reader?.stop());

async function slotSeenEmpty(): Promise<void> {
  for (;;) {
    const reply = await host.ask('listReaders', {});
    if (reply.ok && reply.output.readers[0]?.card === 'absent') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function certifyKeying(pin: string, input = purchaseWith()) {
  const reply = host.ask('certify', input);
  await reader.keyPin(pin);
  return await reply;
}

const statesOf = (readers: readonly ReaderState[]) => readers.map(({ card: state }) => state);

describe('readers', () => {
  test('the reader is listed with its keypad and the card’s answer to reset', async () => {
    expect(await host.ask('listReaders', {})).toMatchObject({
      output: { readers: [{ readerName: reader.readerName, hasPinPad: true, card: 'present', atr: /^3b/ }] },
    });
  });

  test('a card that goes is an event, and reading it then says that there is none', async () => {
    await reader.remove();
    await host.event(
      (event) => event.event === 'readersChanged' && statesOf(event.readers).includes('absent'),
    );
    expect(await host.ask('readCard', { readerName: reader.readerName })).toMatchObject(
      refused('ERR_CARD_ABSENT'),
    );
  });

  test('the card says who it is without a PIN', async () => {
    const { start: _start, ...identity } = testIdentity;
    expect(await host.ask('readCard', { readerName: reader.readerName })).toMatchObject({
      output: { ...identity, application: 'B0Prime', pinTriesLeft: 3 },
    });
  });

  test('a card that another program has for itself is in use, until it lets go', async () => {
    const connection = await new PcsclitePort().connect(reader.readerName, 'exclusive');
    expect(await host.ask('listReaders', {})).toMatchObject({ output: { readers: [{ card: 'inUse' }] } });
    const reply = await host.ask('readCard', { readerName: reader.readerName });
    await connection.disconnect('leave');
    expect(reply).toMatchObject(refused('ERR_READER_IN_USE', { readerName: reader.readerName }));
    await host.event(
      (event) => event.event === 'readersChanged' && statesOf(event.readers).includes('present'),
    );
  });

  test('a card that another program shares can still pay', async () => {
    const connection = await new PcsclitePort().connect(reader.readerName, 'shared');
    const reply = await certifyKeying(card.pin);
    await connection.disconnect('leave').catch(() => {});
    expect(reply).toMatchObject({ ok: true });
  });
});

describe('a PIN keyed on the reader', () => {
  test('that is right gives a CAM that the bank recomputes', async () => {
    const reply = await certifyKeying(card.pin);
    if (!reply.ok) throw new Error(reply.error.code);
    const { cardData, cryptogram, cvm } = reply.output;
    expect([toHex(fromBase64url(cardData) ?? new Uint8Array()), cvm]).toEqual(['01000000010103', 'pinPad']);
    expect(toHex(fromBase64url(cryptogram) ?? new Uint8Array())).toBe(
      await recomputedCam(reply.output, card.camKey),
    );
  });

  test('certifies an enrolment as such', async () => {
    const transaction = {
      ...purchaseWith().transaction,
      kind: 'enrolment' as const,
      amount: { currency: 'EUR', value: 0 },
    };
    const reply = await certifyKeying(card.pin, purchaseWith({ transaction }));
    if (!reply.ok) throw new Error(reply.error.code);
    expect(fromBase64url(reply.output.txData)?.[1]).toBe(0x02);
    expect(toHex(fromBase64url(reply.output.cryptogram) ?? new Uint8Array())).toBe(
      await recomputedCam(reply.output, card.camKey),
    );
  });

  test('is asked for each time, and the card counts', async () => {
    await certifyKeying(card.pin);
    expect(await certifyKeying(card.pin)).toMatchObject({ output: { cardData: 'AQAAAAIBAw' } });
  });

  test('that is wrong costs a try, which a right one gives back', async () => {
    expect(await certifyKeying(reader.wrongPin(card))).toMatchObject(
      refused('ERR_CARD_PIN_WRONG', { triesLeft: 2 }),
    );
    expect(await certifyKeying(card.pin)).toMatchObject({ ok: true });
    expect(await host.ask('readCard', { readerName: reader.readerName })).toMatchObject({
      output: { pinTriesLeft: 3 },
    });
  });

  test('wrong three times blocks the card, the last time only for a shopper who was told', async () => {
    const wrong = reader.wrongPin(card);
    await certifyKeying(wrong);
    expect(await certifyKeying(wrong)).toMatchObject(refused('ERR_CARD_PIN_WRONG', { triesLeft: 1 }));
    expect(await host.ask('certify', purchaseWith())).toMatchObject(
      refused('ERR_CARD_PIN_LAST_TRY', { triesLeft: 1 }),
    );
    const told = purchaseWith({ lastTryAccepted: true });
    expect(await certifyKeying(wrong, told)).toMatchObject(refused('ERR_CARD_PIN_BLOCKED'));
    expect(await host.ask('certify', told)).toMatchObject(refused('ERR_CARD_PIN_BLOCKED'));
  });

  test('is not asked for when another card is in the reader', async () => {
    const other = purchaseWith({ pan: '4970100000000014' });
    expect(await host.ask('certify', other)).toMatchObject(refused('ERR_CARD_OTHER'));
  });

  test('is not asked for an amount that the card refuses', async () => {
    const transaction = { ...purchaseWith().transaction, amount: { currency: 'EUR', value: 100_001 } };
    expect(await host.ask('certify', purchaseWith({ transaction }))).toMatchObject(
      refused('ERR_CARD_AMOUNT_ABOVE_MAXIMUM', { maximumMinor: 100_000 }),
    );
  });

  test('is not asked for money that the card does not count in', async () => {
    const transaction = { ...purchaseWith().transaction, amount: { currency: 'USD', value: 125 } };
    expect(await host.ask('certify', purchaseWith({ transaction }))).toMatchObject(
      refused('ERR_CARD_REFUSED', { reason: 'currency' }),
    );
  });

  test('cancelled on the keypad costs nothing', async () => {
    const reply = host.ask('certify', purchaseWith());
    await reader.asking(true);
    await reader.press('1', '2', 'cancel');
    expect(await reply).toMatchObject(refused('ERR_CARD_PIN_CANCELLED'));
    expect(await certifyKeying(card.pin)).toMatchObject({ ok: true });
  });

  test('cancelled by the wallet is answered at once, and keyed all the same certifies nothing', async () => {
    const reply = host.ask('certify', purchaseWith());
    await reader.asking(true);
    expect(await host.ask('cancel', {})).toMatchObject({ output: { cancelled: true } });
    expect(await reply).toMatchObject(refused('ERR_CARD_PIN_CANCELLED'));
    expect(await host.ask('certify', purchaseWith())).toMatchObject(refused('ERR_HOST_BUSY'));
    await reader.keyPin(card.pin);
    await reader.asking(false);
    await expect
      .poll(
        async () =>
          (await host.ask('cancel', {})).ok &&
          (await host.ask('readCard', { readerName: reader.readerName })).ok,
      )
      .toBe(true);
    expect(await host.ask('readCard', { readerName: reader.readerName })).toMatchObject({
      output: { pinTriesLeft: 3 },
    });
    const next = await certifyKeying(card.pin);
    expect(next).toMatchObject({ output: { cardData: 'AQAAAAEBAw' } });
  });

  test('does not stop the host from answering others', async () => {
    const reply = host.ask('certify', purchaseWith());
    await reader.asking(true);
    expect(await host.ask('hello', { protocolVersion: 1 })).toMatchObject({ ok: true });
    expect(await host.ask('listReaders', {})).toMatchObject({
      output: { readers: [{ hasPinPad: true, card: 'present' }] },
    });
    await reader.keyPin(card.pin);
    expect(await reply).toMatchObject({ ok: true });
  });

  test('with the card pulled meanwhile ends at once, and says what happened', async () => {
    const reply = host.ask('certify', purchaseWith());
    await reader.asking(true);
    await reader.remove();
    expect(await reply).toMatchObject(refused('ERR_CARD_REMOVED', { readerName: reader.readerName }));
  });
});

test('no PIN, right or wrong, is in anything that host, reader, driver or daemon wrote', () => {
  const text = outputs.map((output) => output()).join('\n');
  expect(text).toContain('cryptogram');
  expect(reader.secrets.length).toBeGreaterThan(10);
  for (const secret of reader.secrets) {
    expect(text).not.toContain(secret);
    // As a PIN block, in hex with or without spaces.
    expect(text.replaceAll(' ', '').toLowerCase()).not.toContain(`28${secret}`);
  }
});
