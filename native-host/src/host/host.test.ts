import { nativeErrorCodes } from '@ecomm/messages';
import { describe, expect, test } from 'vitest';
import { errorTexts } from '../cli/error-texts.ts';
import { PcscError, pcscCodes } from '../pcsc/pcsc-port.ts';
import { apduScript, hostOver, refused } from '../testing/host-of.ts';
import { ScriptedPcsc } from '../testing/scripted-pcsc.ts';

const readerName = 'Pinpad 00 00';
describe('hello', () => {
  test('says who answers', async () => {
    expect(await hostOver(new ScriptedPcsc()).ask('hello', { protocolVersion: 1 })).toMatchObject({
      id: 1,
      ok: true,
      output: { protocolVersion: 1, platform: process.platform },
    });
  });

  test('of another version says both sides’ versions', async () => {
    expect(await hostOver(new ScriptedPcsc()).ask('hello', { protocolVersion: 2 })).toMatchObject(
      refused('ERR_HOST_VERSION', { hostProtocolVersion: 1, hostVersion: '0.1.0' }),
    );
  });
});

describe('listReaders', () => {
  test('tells keypad, card and answer to reset', async () => {
    const reply = await hostOver(new ScriptedPcsc()).ask('listReaders', {});
    expect(reply).toMatchObject({
      output: { readers: [{ readerName, hasPinPad: true, card: 'present', atr: '3b00' }] },
    });
  });

  test('calls a card that another program has for itself in use, and tells when it is free', async () => {
    const pcsc = new ScriptedPcsc();
    pcsc.directCode = pcscCodes.SCARD_E_SHARING_VIOLATION;
    const host = hostOver(pcsc);
    expect(await host.ask('listReaders', {})).toMatchObject({ output: { readers: [{ card: 'inUse' }] } });
    pcsc.directCode = 0;
    expect(await host.event('readersChanged')).toMatchObject({ readers: [{ card: 'present' }] });
  });

  test('does not call a card in use that is in our own hands', async () => {
    const pcsc = new ScriptedPcsc();
    pcsc.directCode = pcscCodes.SCARD_E_SHARING_VIOLATION;
    pcsc.readers = [{ readerName, card: 'present', heldByUs: true }];
    expect(await hostOver(pcsc).ask('listReaders', {})).toMatchObject({
      output: { readers: [{ card: 'present' }] },
    });
  });

  test('does not call an empty reader in use', async () => {
    const pcsc = new ScriptedPcsc();
    pcsc.directCode = pcscCodes.SCARD_E_SHARING_VIOLATION;
    pcsc.readers = [{ readerName, card: 'absent', heldByUs: false }];
    expect(await hostOver(pcsc).ask('listReaders', {})).toMatchObject({
      output: { readers: [{ card: 'absent' }] },
    });
  });

  test('counts a reader with nonsense for features as one without a keypad', async () => {
    const pcsc = new ScriptedPcsc();
    pcsc.features = 'ff';
    expect(await hostOver(pcsc).ask('listReaders', {})).toMatchObject({
      output: { readers: [{ hasPinPad: false }] },
    });
  });

  test('without the daemon says so, and is told when readers come', async () => {
    const pcsc = new ScriptedPcsc();
    const { readers } = pcsc;
    pcsc.unavailable = new PcscError(pcscCodes.SCARD_E_NO_SERVICE);
    const host = hostOver(pcsc);
    expect(await host.ask('listReaders', {})).toMatchObject(refused('ERR_PCSC_UNAVAILABLE'));
    pcsc.unavailable = undefined;
    const changed = host.event('readersChanged');
    pcsc.change(readers);
    expect(await changed).toMatchObject({ readers: [{ readerName, card: 'present' }] });
  });

  test('sends an event when a card goes and when the reader goes, and none when nothing changed', async () => {
    const pcsc = new ScriptedPcsc();
    const host = hostOver(pcsc);
    await host.ask('listReaders', {});
    for (const readers of [
      [{ readerName, card: 'absent' as const, heldByUs: false }],
      [{ readerName, card: 'absent' as const, heldByUs: false }],
      [],
    ]) {
      pcsc.change(readers);
      await expect.poll(() => host.events.length).toBeGreaterThan(0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(host.events).toEqual([
      { event: 'readersChanged', readers: [{ readerName, hasPinPad: true, card: 'absent' }] },
      { event: 'readersChanged', readers: [] },
    ]);
  });

  test('nobody who did not ask for readers is sent an event', async () => {
    const pcsc = new ScriptedPcsc();
    const host = hostOver(pcsc);
    await host.ask('hello', { protocolVersion: 1 });
    pcsc.change([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(host.events).toEqual([]);
  });
});

describe('readCard', () => {
  test('tells what the card says without a PIN, and leaves the card as it was', async () => {
    const pcsc = new ScriptedPcsc(apduScript('b0-prime-1-read-card'));
    expect(await hostOver(pcsc).ask('readCard', { readerName })).toEqual({
      id: 1,
      ok: true,
      output: {
        readerName,
        application: 'B0Prime',
        pan: '4970100000000006',
        panSequence: 1,
        expiry: '199912',
        holderName: 'CLAIRE MARTIN',
        country: '250',
        currency: '250',
        pinTriesLeft: 3,
      },
    });
    expect([pcsc.modes, pcsc.dispositions]).toEqual([['shared'], ['leave']]);
  });

  test.each([
    ['other-card-select', 'ERR_CARD_UNKNOWN'],
    ['old-card-select', 'ERR_CARD_UNKNOWN'],
    ['b0-prime-2-select', 'ERR_CARD_UNKNOWN'],
    ['b0-prime-1-read-card-refused', 'ERR_CARD_REFUSED'],
    ['nonsense-card-select-empty', 'ERR_CARD_ANSWER_INVALID'],
    ['nonsense-card-one-byte', 'ERR_CARD_ANSWER_INVALID'],
    ['nonsense-card-short-identity', 'ERR_CARD_ANSWER_INVALID'],
    ['nonsense-card-wrong-check-digit', 'ERR_CARD_ANSWER_INVALID'],
  ])('of %s is %s', async (name, code) => {
    const pcsc = new ScriptedPcsc(apduScript(name));
    expect(await hostOver(pcsc).ask('readCard', { readerName })).toMatchObject(refused(code));
  });

  test.each([
    [pcscCodes.SCARD_E_NO_SMARTCARD, 'ERR_CARD_ABSENT'],
    [pcscCodes.SCARD_W_REMOVED_CARD, 'ERR_CARD_REMOVED'],
    [pcscCodes.SCARD_W_UNRESPONSIVE_CARD, 'ERR_CARD_MUTE'],
    [pcscCodes.SCARD_W_UNPOWERED_CARD, 'ERR_CARD_MUTE'],
    [pcscCodes.SCARD_E_PROTO_MISMATCH, 'ERR_CARD_MUTE'],
    [pcscCodes.SCARD_E_READER_UNAVAILABLE, 'ERR_READER_GONE'],
    [pcscCodes.SCARD_E_NO_SERVICE, 'ERR_PCSC_UNAVAILABLE'],
    [pcscCodes.SCARD_W_SECURITY_VIOLATION, 'ERR_PCSC_UNAVAILABLE'],
    [0x8010ffff, 'ERR_READER_FAILED'],
  ])('with PC/SC code %i is %s', async (pcscCode, code) => {
    const pcsc = new ScriptedPcsc();
    pcsc.connectCodes = [pcscCode];
    expect(await hostOver(pcsc).ask('readCard', { readerName })).toMatchObject(refused(code));
  });

  test('of a reader that is not there says which', async () => {
    const reply = await hostOver(new ScriptedPcsc()).ask('readCard', { readerName: 'Elsewhere' });
    expect(reply).toMatchObject(refused('ERR_READER_GONE', { readerName: 'Elsewhere' }));
  });

  test('asked nine times at once is answered eight times and refused once', async () => {
    const host = hostOver(new ScriptedPcsc());
    const replies = await Promise.all(
      Array.from({ length: 9 }, () => host.ask('readCard', { readerName: 'Elsewhere' })),
    );
    expect(replies.filter((reply) => !reply.ok && reply.error.code === 'ERR_HOST_BUSY')).toHaveLength(1);
  });
});

test('every error has words and a hint on the command line', () => {
  for (const code of nativeErrorCodes) {
    expect(errorTexts[code].error({})).not.toBe('');
    expect(errorTexts[code].hint).not.toBe('');
  }
});
