import { fromHex, toHex } from '@ecomm/card';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ManualTimer, manualTimer } from '../testing/manual-timer.ts';
import { CcidDevice } from './ccid-device.ts';

/** A card that answers 9000 to whatever comes, and keeps what came. */
function echoCard(answer = '9000') {
  const received: string[] = [];
  const card = {
    powerOn: () => fromHex('3b00'),
    powerOff: () => {},
    exchange: async (tpdu: Uint8Array) => {
      received.push(toHex(tpdu));
      return fromHex(answer);
    },
  };
  return { card, received };
}

/** bTimerOut 1E, 89 47 04, 4 to 12 digits, OK key, one message, French; then the APDU. */
const secureData = '001e8947040c0402010c0400000000bc2000000820ffffffffffffff';
const t0Parameters = '1100000a00';

let timer: ManualTimer;
let device: CcidDevice;
let slotChanges: boolean[];

beforeEach(() => {
  timer = manualTimer();
  slotChanges = [];
  device = new CcidDevice({
    startTimer: timer.startTimer,
    pinTimeoutSeconds: 60,
    language: 'en',
    idleText: 'eComm',
    onSlotChange: (present) => slotChanges.push(present),
  });
});

async function send(hex: string): Promise<string> {
  const answer = await device.receive(fromHex(hex));
  return answer === undefined ? 'none' : toHex(answer);
}

/** A command with slot 0, sequence 5, its three own bytes and its data. */
function command(type: string, data = '', own = '000000'): string {
  const length = (data.length / 2).toString(16).padStart(2, '0');
  return `${type}${length}0000000005${own}${data}`;
}

async function powerUp(answer?: string) {
  const { card, received } = echoCard(answer);
  device.insertCard(card);
  await send(command('62'));
  await send(command('61', t0Parameters));
  return received;
}

async function verify(keys: readonly string[], data = secureData): Promise<string> {
  const answer = send(command('69', data));
  for (const key of keys) device.pressKey(key as 'ok');
  return answer;
}

describe('a CCID device', () => {
  test('answers the open sequence of libccid for a GemPC Pinpad', async () => {
    expect(await send(command('6b', '02'))).toMatch(/^831000000000050200006543/);
    expect(await send(command('6b', '010101'))).toBe('83000000000005020000' + '');
    expect(await send(command('65'))).toBe('81000000000005020000');
    expect(await send(command('6b', '6a'))).toBe('83000000000005420000');
    expect(await send(command('6b', `b2a0004d4c${'20'.repeat(160)}`))).toBe('83000000000005020000');
  });

  test('powers a card on and off, and says so in its status', async () => {
    device.insertCard(echoCard().card);
    expect(await send(command('65'))).toBe('81000000000005010000');
    expect(await send(command('62'))).toBe('800200000000050000003b00');
    expect(await send(command('65'))).toBe('81000000000005000000');
    expect(await send(command('63'))).toBe('81000000000005010001');
  });

  test('keeps the parameters that it was given until the card is reset', async () => {
    await powerUp();
    expect(await send(command('6c'))).toBe('82050000000005000000' + '1100000a00');
    await send(command('62'));
    expect(await send(command('6c'))).toBe('82070000000005000001' + '1110004500fe00');
  });

  test('brings a block to the card and the answer back', async () => {
    const received = await powerUp('619000');
    expect(await send(command('6f', '00a40400'))).toBe('80030000000005000000' + '619000');
    expect(received).toEqual(['00a40400']);
  });

  test.each([
    ['an empty slot cannot be powered', command('62'), '42fe'],
    ['an empty slot takes no block', command('6f', '00'), '42fe'],
    ['an empty slot has no parameters', command('6c'), '42fe'],
    ['another slot than 0 does not exist', '65000000000105000000', '4205'],
    ['power select 4 is not defined', command('62', '', '040000'), '4207'],
    ['data after GetSlotStatus are refused', command('65', '00'), '4201'],
    ['data after IccPowerOn are refused', command('62', '00'), '4201'],
    ['a block of no bytes is refused', command('6f'), '4201'],
    ['a chained block has no place in TPDU level', command('6f', '00', '000100'), '4208'],
    ['parameters of protocol 2 are refused', command('61', '11', '020000'), '4207'],
    ['T=1 parameters of 5 bytes are refused', command('61', '1100000a00', '010000'), '4207'],
    ['IccClock is not supported', command('6e'), '4200'],
    ['Mechanical is not supported', command('71'), '4200'],
    ['a type that the specification lacks is not supported', command('00'), '4200'],
    ['Escape without a command is not supported', command('6b'), '4200'],
  ])('%s', async (_claim, message, statusAndError) => {
    expect((await send(message)).slice(14, 18)).toBe(statusAndError);
  });

  test.each([
    ['shorter than its header', '650000000000050000'],
    ['shorter than it announces', '6f02000000000500000000'],
    ['longer than it announces', '6500000000000500000000'],
    ['announcing four gigabytes', '6fffffffff0005000000'],
    ['longer than the reader takes', `6f060100000005000000${'00'.repeat(262)}`],
  ])('a message %s is no message', async (_what, message) => {
    expect(await send(message)).toBe('none');
  });

  test('random bytes never make it throw, and what it answers is well-formed', async () => {
    await powerUp();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const answer = device.receive(bytes);
        device.cancelPinEntry();
        const message = await answer;
        if (message === undefined) return;
        expect(new DataView(message.buffer).getUint32(1, true)).toBe(message.length - 10);
      }),
    );
  });

  test('commands with random headers and data get exactly one answer with their sequence number', async () => {
    await powerUp();
    const anyCommand = fc.record({
      type: fc.integer({ min: 0x60, max: 0x74 }),
      seq: fc.nat(255),
      own: fc.uint8Array({ minLength: 3, maxLength: 3 }),
      data: fc.uint8Array({ maxLength: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(anyCommand, async ({ type, seq, own, data }) => {
        const answer = device.receive(Uint8Array.of(type, data.length, 0, 0, 0, 0, seq, ...own, ...data));
        device.cancelPinEntry();
        expect((await answer)?.[6]).toBe(seq);
      }),
    );
  });
});

describe('a PIN asked for on the pad', () => {
  test('goes into the APDU as a format 2 block', async () => {
    const received = await powerUp();
    expect(await verify(['1', '2', '3', '4', 'ok'])).toBe('80020000000005000000' + '9000');
    expect(received).toEqual(['bc20000008241234ffffffffff']);
  });

  test.each([
    [
      'five digits',
      '001e8947040c0402010c0400000000bc2000000820ffffffffffffff',
      '12345',
      'bc200000082512345fffffffff',
    ],
    [
      'twelve digits',
      '001e8947040c0402010c0400000000bc2000000820ffffffffffffff',
      '123456789012',
      'bc200000082c123456789012ff',
    ],
    [
      'a length and digits placed by bits',
      '001e4147040c0402010c0400000000bc2000000820ffffffffffffff',
      '1234',
      'bc20000008241234ffffffffff',
    ],
    [
      'ASCII digits',
      '00008208000804020109040000000000200000083030303000000000',
      '1234',
      '00200000083132333400000000',
    ],
  ])('%s', async (_what, data, pin, apdu) => {
    const received = await powerUp();
    await verify([...pin, 'ok'], data);
    expect(received).toEqual([apdu]);
  });

  test('travels in T=1 inside the block whose prologue the host gave', async () => {
    const { card, received } = echoCard('000002900092');
    device.insertCard(card);
    await send(command('62'));
    const data = secureData.replace('0c0400000000bc', '0c040000400dbc');
    expect(await verify(['1', '2', '3', '4', 'ok'], data)).toBe('80060000000005000000' + '000002900092');
    expect(received[0]).toMatch(/^00400dbc20000008241234ffffffffff..$/);
    expect(device.view.display[0]).toBe('Code bon');
  });

  test('shows one asterisk a digit and tells how many, never which', async () => {
    await powerUp();
    const answer = verify(['9', '8', '7']);
    expect(device.view).toEqual({
      display: ['Tapez code et OK', '***'],
      language: 'fr',
      pinEntry: { active: true, digits: 3 },
    });
    device.pressKey('cancel');
    await answer;
  });

  test('is cancelled by the red key: EF', async () => {
    await powerUp();
    expect((await verify(['1', '2', 'cancel'])).slice(14, 18)).toBe('40ef');
  });

  test('times out after the host’s time: F0', async () => {
    await powerUp();
    const answer = send(command('69', secureData));
    timer.advance(30_000);
    expect((await answer).slice(14, 18)).toBe('40f0');
    expect(device.view.display[0]).toBe('Temps dépassé');
  });

  test('never waits longer than the reader’s own limit', async () => {
    await powerUp();
    const answer = send(command('69', secureData.replace('001e', '00ff')));
    timer.advance(60_000);
    expect((await answer).slice(14, 18)).toBe('40f0');
  });

  test('ends when the card is pulled: no card, mute', async () => {
    await powerUp();
    const answer = send(command('69', secureData));
    device.removeCard();
    expect((await answer).slice(14, 18)).toBe('42fe');
  });

  test('ends when the host aborts it', async () => {
    await powerUp();
    const answer = send(command('69', secureData));
    expect((await send(command('72'))).slice(14, 18)).toBe('0000');
    expect((await answer).slice(14, 18)).toBe('40ff');
  });

  test('keeps the slot busy for anything but its status', async () => {
    await powerUp();
    const answer = send(command('69', secureData));
    expect((await send(command('6f', '00'))).slice(14, 18)).toBe('40e0');
    expect((await send(command('65'))).slice(14, 18)).toBe('0000');
    device.pressKey('cancel');
    await answer;
  });

  test('OK below the shortest length keeps the entry open', async () => {
    await powerUp();
    const answer = verify(['1', '2', '3', 'ok']);
    expect(device.view).toMatchObject({ display: ['Code trop court', '***'], pinEntry: { active: true } });
    device.pressKey('4');
    device.pressKey('ok');
    expect((await answer).slice(14, 18)).toBe('0000');
  });

  test('digits past the longest length are ignored and C clears all', async () => {
    const received = await powerUp();
    await verify([...'9999', 'clear', ...'1234567890123456', 'ok']);
    expect(received).toEqual(['bc200000082c123456789012ff']);
  });

  test.each([
    ['of an empty slot is refused as mute', false, secureData, '42fe'],
    ['to be changed is not supported', true, secureData.replace('001e', '011e'), '400a'],
    ['cut off in the structure is refused', true, '001e89', '400a'],
    ['without an APDU is refused', true, secureData.slice(0, 30), '4019'],
    ['with an APDU shorter than its Lc is refused', true, secureData.slice(0, -4), '4019'],
    ['with bytes after its APDU is refused', true, `${secureData}0000`, '4019'],
    ['of format 3 is refused', true, secureData.replace('1e89', '1e8b'), '400c'],
    ['too long for its block is refused', true, secureData.replace('0c0402', '0f0402'), '400c'],
    ['with a length outside the APDU is refused', true, secureData.replace('894704', '89471f'), '400c'],
    ['of at most no digits is refused', true, secureData.replace('0c0402', '000002'), '400f'],
    ['longer at least than at most is refused', true, secureData.replace('0c0402', '040c02'), '400f'],
    ['that nothing validates is refused', true, secureData.replace('0c0402', '0c0400'), '4011'],
    ['with nine messages is refused', true, secureData.replace('040201', '040209'), '4012'],
  ])('a PIN %s', async (_claim, withCard, data, statusAndError) => {
    if (withCard) await powerUp();
    expect((await send(command('69', data))).slice(14, 18)).toBe(statusAndError);
  });

  test.each([
    ['9000', ['Code bon', '']],
    ['63c2', ['Code faux', 'Reste 2 essais']],
    ['63c1', ['Code faux', 'Reste 1 essai']],
    ['6983', ['Code bloqué', '']],
    ['6f00', ['Carte muette', '']],
  ])('answered with %s by the card is told on the display, then it rests', async (status, lines) => {
    await powerUp(status);
    await verify([...'1234', 'ok']);
    expect(device.view.display).toEqual(lines);
    timer.advance(4_000);
    expect(device.view.display).toEqual(['eComm', 'Card ready']);
  });
});

describe('the slot', () => {
  test('shows a card that is pulled and replaced at once as a removal first, for one poll', async () => {
    await powerUp();
    device.removeCard();
    device.insertCard(echoCard().card);
    expect((await send(command('65'))).slice(14, 16)).toBe('02');
    expect((await send(command('65'))).slice(14, 16)).toBe('02');
    timer.advance(400);
    expect((await send(command('65'))).slice(14, 16)).toBe('02');
    expect((await send(command('65'))).slice(14, 16)).toBe('01');
    expect(slotChanges).toEqual([true, false, true]);
  });

  test('keeps a card that was only just put in until the host has seen it', async () => {
    device.insertCard(echoCard().card);
    device.removeCard();
    expect((await send(command('65'))).slice(14, 16)).toBe('01');
    timer.advance(400);
    await send(command('65'));
    expect((await send(command('65'))).slice(14, 16)).toBe('02');
  });
});
