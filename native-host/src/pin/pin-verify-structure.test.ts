import { fromHex, toHex } from '@ecomm/card';
import { describe, expect, test } from 'vitest';
import { languageIdOf } from './languages.ts';
import { pinPadSettingsFor } from './pin-pad-settings.ts';
import { encodePinVerifyStructure } from './pin-verify-structure.ts';

const verify = fromHex('0020008008' + '20ffffffffffffff');

describe('PIN_VERIFY_STRUCTURE', () => {
  test('for EMV’s VERIFY in French is the one that the Belgian eID middleware ships, but for its time', () => {
    const settings = { ...pinPadSettingsFor('any reader'), timeoutSeconds: 30 };
    expect(toHex(encodePinVerifyStructure(verify, settings, languageIdOf('fr_FR.UTF-8')))).toBe(
      '1e1e894704' +
        '0c04' +
        '0201' +
        '0c04' +
        '00' +
        '000000' +
        '0d000000' +
        '0020008008' +
        '20ffffffffffffff',
    );
  });

  test('counts in bits for the reader that wants it so, as OpenSC does', () => {
    const settings = pinPadSettingsFor('Odd Reader 00 00', [{ reader: 'Odd Reader', pinBlock: 'bits' }]);
    expect(toHex(encodePinVerifyStructure(verify, settings, 0x0409)).slice(4, 10)).toBe('414804');
  });

  test('sends no message to a keypad without a display', () => {
    const settings = pinPadSettingsFor('Dell Dell Smart Card Reader Keyboard 00 00');
    expect(encodePinVerifyStructure(verify, settings, 0x0409)[8]).toBe(0);
  });

  test('a user’s line wins over the table', () => {
    const reader = 'Dell Dell Smart Card Reader Keyboard';
    expect(pinPadSettingsFor(`${reader} 00 00`, [{ reader, numberMessage: 1 }]).numberMessage).toBe(1);
  });

  test.each([
    ['fr', 0x040c],
    ['de-AT', 0x0407],
    ['C', 0x0409],
    ['', 0x0409],
  ])('the language of "%s" is %i', (locale, id) => expect(languageIdOf(locale)).toBe(id));
});
