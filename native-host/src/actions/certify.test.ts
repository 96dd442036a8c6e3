import { fromHex, toHex } from '@ecomm/card';
import { describe, expect, test } from 'vitest';
import { fromBase64url } from '../base64url.ts';
import { PcscError, pcscCodes } from '../pcsc/pcsc-port.ts';
import { cardUntilPin, certifyScript, hostOver, purchase, refused } from '../testing/host-of.ts';
import { ScriptedPcsc } from '../testing/scripted-pcsc.ts';

const hex = (text: string) => toHex(fromBase64url(text) ?? new Uint8Array());

function keypadAnswers(pcsc: ScriptedPcsc, statusWord: string): ScriptedPcsc {
  pcsc.keypad = async () => fromHex(statusWord);
  return pcsc;
}

describe('certify', () => {
  test('gives the certificate of the published vector', async () => {
    const pcsc = new ScriptedPcsc(certifyScript('b0-prime-1-certify'));
    const reply = await hostOver(pcsc).ask('certify', purchase);
    if (!reply.ok) throw new Error(reply.error.code);
    const { txData, cardData, cryptogram, cvm } = reply.output;
    expect([hex(cardData), hex(cryptogram), cvm]).toEqual(['01000000070103', 'c7eda498bacfd60c', 'pinPad']);
    expect(hex(txData)).toMatch(/^0101000000012480025002199804011015007c1c27b7/);
    pcsc.assertDone();
  });

  test('tells how far it is, in order, with the request’s id', async () => {
    const host = hostOver(new ScriptedPcsc(certifyScript('b0-prime-1-certify')));
    await host.ask('certify', purchase);
    const event = 'pinEntry';
    expect(host.events).toEqual([
      { event, id: 1, state: 'waiting', triesLeft: 3 },
      { event, id: 1, state: 'accepted', triesLeft: 3 },
      { event, id: 1, state: 'certifying', triesLeft: 3 },
    ]);
  });

  test('makes the card forget the PIN at the end', async () => {
    const pcsc = new ScriptedPcsc(certifyScript('b0-prime-1-certify'));
    await hostOver(pcsc).ask('certify', purchase);
    expect(pcsc.dispositions).toEqual(['reset']);
  });

  test('asks the keypad with the reader’s own control code and the structure of PC/SC part 10', async () => {
    const pcsc = new ScriptedPcsc(certifyScript('b0-prime-1-certify'));
    await hostOver(pcsc).ask('certify', purchase);
    expect(pcsc.structures.map(toHex)).toEqual([
      '5a5a894704 0c04 02 01 0c04 00 000000 0d000000 bc20000008 20ffffffffffffff'.replaceAll(' ', ''),
    ]);
  });

  test('an answer lost after CERTIFY is fetched again, without a second PIN', async () => {
    const pcsc = new ScriptedPcsc(certifyScript('b0-prime-1-certify-lost-answer'));
    expect(await hostOver(pcsc).ask('certify', purchase)).toMatchObject({ ok: true });
    expect(pcsc.structures).toHaveLength(1);
  });

  test('another card is refused before anything is asked of the shopper', async () => {
    const host = hostOver(cardUntilPin());
    const reply = await host.ask('certify', { ...purchase, pan: '4970100000000014' });
    expect(reply).toMatchObject(refused('ERR_CARD_OTHER'));
    expect(host.events).toEqual([]);
  });

  test('an amount above the card’s maximum is refused before the PIN', async () => {
    const transaction = { ...purchase.transaction, amount: { currency: 'FRF', value: 300_001 } };
    const host = hostOver(cardUntilPin());
    expect(await host.ask('certify', { ...purchase, transaction })).toMatchObject(
      refused('ERR_CARD_AMOUNT_ABOVE_MAXIMUM', { maximumMinor: 300_000 }),
    );
    expect(host.events).toEqual([]);
  });

  test('money that the card does not count in is refused before the PIN', async () => {
    const transaction = { ...purchase.transaction, amount: { currency: 'EUR', value: 1 } };
    const host = hostOver(cardUntilPin());
    expect(await host.ask('certify', { ...purchase, transaction })).toMatchObject(
      refused('ERR_CARD_REFUSED', { reason: 'currency' }),
    );
    expect(host.events).toEqual([]);
  });

  test.each([
    ['b0-prime-1-certify-wrong-pin', 'ERR_CARD_PIN_WRONG', { triesLeft: 2 }],
    ['b0-prime-1-certify-not-ratified', 'ERR_CARD_REFUSED', { statusWord: '6985' }],
    ['b0-prime-1-certify-above-maximum', 'ERR_CARD_AMOUNT_ABOVE_MAXIMUM', {}],
    ['b0-prime-1-certify-without-pin-flag', 'ERR_CARD_ANSWER_INVALID', {}],
    ['b0-prime-1-certify-lost-command', 'ERR_READER_FAILED', { pcscCode: '80100016' }],
  ])('%s ends in %s', async (name, code, facts) => {
    const pcsc = new ScriptedPcsc(certifyScript(name));
    expect(await hostOver(pcsc).ask('certify', purchase)).toMatchObject(refused(code, facts));
    expect(pcsc.dispositions).toEqual(['reset']);
  });

  test('the last try is refused, and nothing asked of the keypad', async () => {
    const pcsc = new ScriptedPcsc(certifyScript('b0-prime-1-certify-last-wrong-pin'));
    expect(await hostOver(pcsc).ask('certify', purchase)).toMatchObject(
      refused('ERR_CARD_PIN_LAST_TRY', { triesLeft: 1 }),
    );
    expect(pcsc.structures).toEqual([]);
  });

  test('the last try is taken from a shopper who was told, and a wrong PIN then blocks', async () => {
    const pcsc = new ScriptedPcsc(certifyScript('b0-prime-1-certify-last-wrong-pin'));
    const reply = await hostOver(pcsc).ask('certify', { ...purchase, lastTryAccepted: true });
    expect(reply).toMatchObject(refused('ERR_CARD_PIN_BLOCKED'));
  });

  test('a blocked card is not asked to check a PIN', async () => {
    const pcsc = new ScriptedPcsc(certifyScript('b0-prime-1-certify-blocked'));
    const reply = await hostOver(pcsc).ask('certify', { ...purchase, lastTryAccepted: true });
    expect(reply).toMatchObject(refused('ERR_CARD_PIN_BLOCKED'));
    expect(pcsc.structures).toEqual([]);
  });

  test.each([
    ['6400', 'ERR_CARD_PIN_TIMEOUT', {}],
    ['6401', 'ERR_CARD_PIN_CANCELLED', {}],
    ['6402', 'ERR_READER_FAILED', { statusWord: '6402' }],
    ['6403', 'ERR_CARD_PIN_WRONG', { triesLeft: 3, reason: 'length' }],
    ['6b80', 'ERR_READER_FAILED', { statusWord: '6b80' }],
    ['6983', 'ERR_CARD_PIN_BLOCKED', {}],
    ['90', 'ERR_READER_FAILED', {}],
    ['1234', 'ERR_CARD_ANSWER_INVALID', {}],
  ])('the keypad’s answer %s is %s', async (statusWord, code, facts) => {
    const pcsc = keypadAnswers(cardUntilPin(), statusWord);
    expect(await hostOver(pcsc).ask('certify', purchase)).toMatchObject(refused(code, facts));
  });

  test('a reader without a keypad is refused', async () => {
    const pcsc = cardUntilPin();
    pcsc.features = '120442330012';
    expect(await hostOver(pcsc).ask('certify', purchase)).toMatchObject(refused('ERR_READER_NO_PIN_PAD'));
  });

  test('a reader whose features are nonsense has failed, and is not asked for a PIN', async () => {
    const pcsc = cardUntilPin();
    pcsc.features = '0603423742';
    expect(await hostOver(pcsc).ask('certify', purchase)).toMatchObject(refused('ERR_READER_FAILED'));
    expect(pcsc.structures).toEqual([]);
  });

  test.each([
    [
      'the card was pulled',
      [{ readerName: 'Pinpad 00 00', card: 'absent' as const, heldByUs: false }],
      'ERR_CARD_REMOVED',
    ],
    ['the reader was unplugged', [], 'ERR_READER_GONE'],
    ['the reader failed', undefined, 'ERR_READER_FAILED'],
  ])('"not transacted" during the PIN means that %s', async (_what, readers, code) => {
    const pcsc = cardUntilPin();
    pcsc.keypad = async () => {
      if (readers !== undefined) pcsc.readers = readers;
      throw new PcscError(pcscCodes.SCARD_E_NOT_TRANSACTED);
    };
    expect(await hostOver(pcsc).ask('certify', purchase)).toMatchObject(refused(code));
  });

  test('the daemon gone during the PIN is said as such', async () => {
    const pcsc = cardUntilPin();
    pcsc.keypad = async () => {
      pcsc.unavailable = new PcscError(pcscCodes.SCARD_E_NO_SERVICE);
      throw new PcscError(pcscCodes.SCARD_F_COMM_ERROR);
    };
    expect(await hostOver(pcsc).ask('certify', purchase)).toMatchObject(refused('ERR_PCSC_UNAVAILABLE'));
  });
});

describe('a card that others use too', () => {
  const inUse = pcscCodes.SCARD_E_SHARING_VIOLATION;

  test('is taken for oneself where it can be', async () => {
    const pcsc = new ScriptedPcsc(certifyScript('b0-prime-1-certify'));
    await hostOver(pcsc).ask('certify', purchase);
    expect(pcsc.modes).toEqual(['exclusive']);
  });

  test('is shared with the one who shares it', async () => {
    const pcsc = new ScriptedPcsc(certifyScript('b0-prime-1-certify'));
    pcsc.connectCodes = [inUse, inUse];
    expect(await hostOver(pcsc).ask('certify', purchase)).toMatchObject({ ok: true });
    expect(pcsc.modes).toEqual(['exclusive', 'exclusive', 'shared']);
  });

  test('is not given up for a quick look that someone takes at the reader', async () => {
    const pcsc = new ScriptedPcsc(certifyScript('b0-prime-1-certify'));
    pcsc.connectCodes = [inUse];
    expect(await hostOver(pcsc).ask('certify', purchase)).toMatchObject({ ok: true });
    expect(pcsc.modes).toEqual(['exclusive', 'exclusive']);
  });

  test('is waited for', async () => {
    const pcsc = new ScriptedPcsc(certifyScript('b0-prime-1-certify'));
    pcsc.connectCodes = [inUse, inUse, inUse, inUse];
    expect(await hostOver(pcsc).ask('certify', purchase)).toMatchObject({ ok: true });
  });

  test('and never becomes free is refused, naming the likely holder', async () => {
    const pcsc = new ScriptedPcsc();
    pcsc.connectCodes = Array(11).fill(inUse);
    expect(await hostOver(pcsc, 'scdaemon').ask('certify', purchase)).toMatchObject(
      refused('ERR_READER_IN_USE', { readerName: 'Pinpad 00 00', holder: 'scdaemon' }),
    );
    expect(pcsc.connectCodes).toEqual([]);
  });

  test('and is reset by another program between two commands is said to be in use', async () => {
    const pcsc = new ScriptedPcsc(certifyScript('b0-prime-1-certify-card-gone'));
    pcsc.lostCode = pcscCodes.SCARD_W_RESET_CARD;
    expect(await hostOver(pcsc).ask('certify', purchase)).toMatchObject(refused('ERR_READER_IN_USE'));
  });
});
