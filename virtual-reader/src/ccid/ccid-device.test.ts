import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type CcidHost, ccidHost, command, echoCard } from '../testing/ccid-host.ts';

let host: CcidHost;

beforeEach(() => {
  host = ccidHost();
});

describe('a CCID device', () => {
  test('answers the open sequence of libccid for a GemPC Pinpad', async () => {
    expect(await host.send(command('6b', '02'))).toMatch(/^831000000000050200006543/);
    expect(await host.send(command('6b', '010101'))).toBe('83000000000005020000' + '');
    expect(await host.send(command('65'))).toBe('81000000000005020000');
    expect(await host.send(command('6b', '6a'))).toBe('83000000000005420000');
    expect(await host.send(command('6b', `b2a0004d4c${'20'.repeat(160)}`))).toBe('83000000000005020000');
  });

  test('powers a card on and off, and says so in its status', async () => {
    host.device.insertCard(echoCard().card);
    expect(await host.send(command('65'))).toBe('81000000000005010000');
    expect(await host.send(command('62'))).toBe('800200000000050000003b00');
    expect(await host.send(command('65'))).toBe('81000000000005000000');
    expect(await host.send(command('63'))).toBe('81000000000005010001');
  });

  test('keeps the parameters that it was given until the card is reset', async () => {
    await host.powerUp();
    expect(await host.send(command('6c'))).toBe('82050000000005000000' + '1100000a00');
    await host.send(command('62'));
    expect(await host.send(command('6c'))).toBe('82070000000005000001' + '1110004500fe00');
  });

  test('brings a block to the card and the answer back', async () => {
    const received = await host.powerUp('619000');
    expect(await host.send(command('6f', '00a40400'))).toBe('80030000000005000000' + '619000');
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
    expect((await host.send(message)).slice(14, 18)).toBe(statusAndError);
  });

  test.each([
    ['shorter than its header', '650000000000050000'],
    ['shorter than it announces', '6f02000000000500000000'],
    ['longer than it announces', '6500000000000500000000'],
    ['announcing four gigabytes', '6fffffffff0005000000'],
    ['longer than the reader takes', `6f060100000005000000${'00'.repeat(262)}`],
  ])('a message %s is no message', async (_what, message) => {
    expect(await host.send(message)).toBe('none');
  });

  test('random bytes never make it throw, and what it answers is well-formed', async () => {
    await host.powerUp();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const answer = host.device.receive(bytes);
        host.device.abortPinEntry();
        const message = await answer;
        if (message === undefined) return;
        expect(new DataView(message.buffer).getUint32(1, true)).toBe(message.length - 10);
      }),
    );
  });

  test('commands with random headers and data get exactly one answer with their sequence number', async () => {
    await host.powerUp();
    const anyCommand = fc.record({
      type: fc.integer({ min: 0x60, max: 0x74 }),
      seq: fc.nat(255),
      own: fc.uint8Array({ minLength: 3, maxLength: 3 }),
      data: fc.uint8Array({ maxLength: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(anyCommand, async ({ type, seq, own, data }) => {
        const answer = host.device.receive(
          Uint8Array.of(type, data.length, 0, 0, 0, 0, seq, ...own, ...data),
        );
        host.device.abortPinEntry();
        expect((await answer)?.[6]).toBe(seq);
      }),
    );
  });
});

describe('the slot', () => {
  test('shows a card that is pulled and replaced at once as a removal first, for one poll', async () => {
    await host.powerUp();
    host.device.removeCard();
    host.device.insertCard(echoCard().card);
    expect((await host.send(command('65'))).slice(14, 16)).toBe('02');
    expect((await host.send(command('65'))).slice(14, 16)).toBe('02');
    host.timer.advance(400);
    expect((await host.send(command('65'))).slice(14, 16)).toBe('02');
    expect((await host.send(command('65'))).slice(14, 16)).toBe('01');
    expect(host.slotChanges).toEqual([true, false, true]);
  });

  test('keeps a card that was only just put in until the host has seen it', async () => {
    host.device.insertCard(echoCard().card);
    host.device.removeCard();
    expect((await host.send(command('65'))).slice(14, 16)).toBe('01');
    host.timer.advance(400);
    await host.send(command('65'));
    expect((await host.send(command('65'))).slice(14, 16)).toBe('02');
  });
});
