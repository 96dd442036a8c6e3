import { expect, test } from 'vitest';
import { findPcscd, foreignNameFilter } from './start-pcscd.ts';

test('a machine without pcscd is told what to install', () => {
  expect(() => findPcscd(['/nonexistent/pcscd'])).toThrow(
    expect.objectContaining({
      code: 'ERR_READER_PCSCD_MISSING',
      hint: expect.stringContaining('pcscd libccid'),
    }),
  );
});

test('a machine without the serial driver is told what to install', () => {
  expect(() => findPcscd([process.execPath], ['/nonexistent/driver.so'])).toThrow(
    expect.objectContaining({ code: 'ERR_READER_DRIVER_MISSING', hint: expect.stringContaining('libccid') }),
  );
});

test.each([
  'Gemalto PC Twin Reader',
  'Cherry GmbH SmartTerminal ST-2xxx',
  'ACS ACR 38U-CCID',
  'REINER SCT cyberJack RFID basis',
  'SCM Microsystems Inc. SPR 532',
  'Yubico YubiKey OTP+FIDO+CCID',
  'OMNIKEY AG CardMan 3121',
])('a real reader, %s, is left to the user’s own pcscd', (name) => {
  const filters = foreignNameFilter('eComm Virtual Pinpad').split(':');
  expect(filters.some((filter) => name.includes(filter))).toBe(true);
  expect(filters.some((filter) => 'eComm Virtual Pinpad 00 00'.includes(filter))).toBe(false);
});
