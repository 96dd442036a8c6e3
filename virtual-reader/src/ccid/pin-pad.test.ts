import { beforeEach, describe, expect, test } from 'vitest';
import { type CcidHost, ccidHost, command, echoCard } from '../testing/ccid-host.ts';

/** bTimerOut 1E, 89 47 04, 4 to 12 digits, OK key, one message, French; then the APDU. */
const secureData = '001e8947040c0402010c0400000000bc2000000820ffffffffffffff';
let host: CcidHost;

beforeEach(() => {
  host = ccidHost();
});

function verify(keys: readonly string[], data = secureData): Promise<string> {
  return host.verify(keys, data);
}

describe('a PIN asked for on the pad', () => {
  test('goes into the APDU as a format 2 block', async () => {
    const received = await host.powerUp();
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
    const received = await host.powerUp();
    await verify([...pin, 'ok'], data);
    expect(received).toEqual([apdu]);
  });

  test('travels in T=1 inside the block whose prologue the host gave', async () => {
    const { card, received } = echoCard('000002900092');
    host.device.insertCard(card);
    await host.send(command('62'));
    const data = secureData.replace('0c0400000000bc', '0c040000400dbc');
    expect(await verify(['1', '2', '3', '4', 'ok'], data)).toBe('80060000000005000000' + '000002900092');
    expect(received[0]).toMatch(/^00400dbc20000008241234ffffffffff..$/);
    expect(host.device.view.display[0]).toBe('Code bon');
  });

  test('shows one asterisk a digit and tells how many, never which', async () => {
    await host.powerUp();
    const answer = verify(['9', '8', '7']);
    expect(host.device.view).toEqual({
      display: ['Tapez code et OK', '***'],
      language: 'fr',
      pinEntry: { active: true, digits: 3 },
    });
    host.device.pressKey('cancel');
    await answer;
  });

  test('is cancelled by the red key: EF', async () => {
    await host.powerUp();
    expect((await verify(['1', '2', 'cancel'])).slice(14, 18)).toBe('40ef');
  });

  test('times out after the host’s time: F0', async () => {
    await host.powerUp();
    const answer = host.send(command('69', secureData));
    host.timer.advance(30_000);
    expect((await answer).slice(14, 18)).toBe('40f0');
    expect(host.device.view.display[0]).toBe('Temps dépassé');
  });

  test('never waits longer than the reader’s own limit', async () => {
    await host.powerUp();
    const answer = host.send(command('69', secureData.replace('001e', '00ff')));
    host.timer.advance(60_000);
    expect((await answer).slice(14, 18)).toBe('40f0');
  });

  test('ends when the card is pulled: no card, mute', async () => {
    await host.powerUp();
    const answer = host.send(command('69', secureData));
    host.device.removeCard();
    expect((await answer).slice(14, 18)).toBe('42fe');
  });

  test('ends when the host aborts it', async () => {
    await host.powerUp();
    const answer = host.send(command('69', secureData));
    expect((await host.send(command('72'))).slice(14, 18)).toBe('0000');
    expect((await answer).slice(14, 18)).toBe('40ff');
  });

  test('keeps the slot busy for anything but its status', async () => {
    await host.powerUp();
    const answer = host.send(command('69', secureData));
    expect((await host.send(command('6f', '00'))).slice(14, 18)).toBe('40e0');
    expect((await host.send(command('65'))).slice(14, 18)).toBe('0000');
    host.device.pressKey('cancel');
    await answer;
  });

  test('OK below the shortest length keeps the entry open', async () => {
    await host.powerUp();
    const answer = verify(['1', '2', '3', 'ok']);
    expect(host.device.view).toMatchObject({
      display: ['Code trop court', '***'],
      pinEntry: { active: true },
    });
    host.device.pressKey('4');
    host.device.pressKey('ok');
    expect((await answer).slice(14, 18)).toBe('0000');
  });

  test('digits past the longest length are ignored and C clears all', async () => {
    const received = await host.powerUp();
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
    if (withCard) await host.powerUp();
    expect((await host.send(command('69', data))).slice(14, 18)).toBe(statusAndError);
  });

  test.each([
    ['9000', ['Code bon', '']],
    ['63c2', ['Code faux', 'Reste 2 essais']],
    ['63c1', ['Code faux', 'Reste 1 essai']],
    ['6983', ['Code bloqué', '']],
    ['6f00', ['Carte muette', '']],
  ])('answered with %s by the card is told on the display, then it rests', async (status, lines) => {
    await host.powerUp(status);
    await verify([...'1234', 'ok']);
    expect(host.device.view.display).toEqual(lines);
    host.timer.advance(4_000);
    expect(host.device.view.display).toEqual(['eComm', 'Card ready']);
  });
});
