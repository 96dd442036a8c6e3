import { fromHex } from '@ecomm/card';
import { describe, expect, test } from 'vitest';
import { cardUntilPin, certifyScript, hostOver, purchase, refused } from '../testing/host-of.ts';
import { ScriptedPcsc } from '../testing/scripted-pcsc.ts';

describe('cancel', () => {
  test('with nothing running cancels nothing', async () => {
    const reply = await hostOver(new ScriptedPcsc()).ask('cancel', {});
    expect(reply).toMatchObject({ ok: true, output: { cancelled: false } });
  });

  test('while the keypad waits answers at once; a right PIN keyed afterwards is ratified and certifies nothing', async () => {
    const script = certifyScript('b0-prime-1-certify');
    const pcsc = new ScriptedPcsc({
      ...script,
      steps: [...script.steps.slice(0, 3), ...script.steps.slice(4, 5)],
    });
    let key = (_answer: Uint8Array): void => {};
    pcsc.keypad = () =>
      new Promise((resolve) => {
        key = resolve;
      });
    const host = hostOver(pcsc);
    const waiting = host.event('pinEntry', 'waiting');
    const certified = host.ask('certify', purchase);
    await waiting;
    expect(await host.ask('cancel', {})).toMatchObject({ output: { cancelled: true } });
    expect(await certified).toMatchObject(refused('ERR_CARD_PIN_CANCELLED'));
    expect(await host.ask('certify', purchase)).toMatchObject(refused('ERR_HOST_BUSY'));
    expect(await host.ask('readCard', { readerName: purchase.readerName })).toMatchObject(
      refused('ERR_HOST_BUSY'),
    );

    key(fromHex('9000'));
    await expect.poll(() => pcsc.dispositions).toEqual(['reset']);
    pcsc.assertDone();
    expect(await host.ask('cancel', {})).toMatchObject({ output: { cancelled: false } });
  });

  test('before the card was even connected asks for no PIN', async () => {
    const pcsc = cardUntilPin();
    const host = hostOver(pcsc);
    const certified = host.ask('certify', purchase);
    expect(await host.ask('cancel', {})).toMatchObject({ output: { cancelled: true } });
    expect(await certified).toMatchObject(refused('ERR_CARD_PIN_CANCELLED'));
    await expect.poll(() => pcsc.dispositions).toHaveLength(1);
    expect(pcsc.structures).toEqual([]);
  });

  test('after the card was told to certify comes too late', async () => {
    const host = hostOver(new ScriptedPcsc(certifyScript('b0-prime-1-certify')));
    const certifying = host.event('pinEntry', 'certifying');
    const certified = host.ask('certify', purchase);
    await certifying;
    expect(await host.ask('cancel', {})).toMatchObject({ output: { cancelled: false } });
    expect(await certified).toMatchObject({ ok: true });
  });
});
