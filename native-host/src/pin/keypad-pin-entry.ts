/**
 * PIN entry on the reader's own keypad (FEATURE_VERIFY_PIN_DIRECT, PC/SC part 10, 2.5.2): the digits go from the
 * keypad into the card, and only the card's answer comes here.
 */
import { decodeResponseApdu, type PinEntry, type ResponseApdu } from '@ecomm/card';
import { HostError } from '../errors.ts';
import { decodeFeatures, featureTags, getFeatureRequestCode } from '../pcsc/features.ts';
import type { PcscConnection } from '../pcsc/pcsc-port.ts';
import type { PinPadSettings } from './pin-pad-settings.ts';
import { encodePinVerifyStructure } from './pin-verify-structure.ts';

export interface KeypadOptions {
  readonly readerName: string;
  readonly settings: PinPadSettings;
  readonly languageId: number;
  /** As the card said; a PIN that the keypad itself refused took none of them. */
  readonly pinTriesLeft: number;
}

/** The reader's own keypad over this connection. @throws HostError `ERR_READER_NO_PIN_PAD`, `ERR_READER_FAILED` */
export async function openKeypad(connection: PcscConnection, options: KeypadOptions): Promise<PinEntry> {
  const features = decodeFeatures(await connection.control(getFeatureRequestCode, new Uint8Array()));
  const controlCode = features.get(featureTags.verifyPinDirect);
  if (controlCode === undefined) {
    throw new HostError('ERR_READER_NO_PIN_PAD', { readerName: options.readerName });
  }
  return {
    async verifyPin(template): Promise<ResponseApdu> {
      const structure = encodePinVerifyStructure(template, options.settings, options.languageId);
      const answer = await connection.control(controlCode, structure);
      if (answer.length < 2) throw new HostError('ERR_READER_FAILED', { readerName: options.readerName });
      const response = decodeResponseApdu(answer);
      const error = errorForKeypadStatusWord(response.statusWord, options);
      if (error !== undefined) throw error;
      return response;
    },
  };
}

/** The words that come from the keypad, not from the card (PC/SC part 10, table 2; 6B80 from the driver). */
function errorForKeypadStatusWord(
  statusWord: number,
  { readerName, pinTriesLeft }: KeypadOptions,
): HostError | undefined {
  switch (statusWord) {
    case 0x6400:
      return new HostError('ERR_CARD_PIN_TIMEOUT', { readerName });
    case 0x6401:
      return new HostError('ERR_CARD_PIN_CANCELLED', { readerName });
    // Too short or too long: the card never saw it.
    case 0x6403:
      return new HostError('ERR_CARD_PIN_WRONG', { triesLeft: pinTriesLeft, reason: 'length' });
    // "Two PINs differ" makes no sense for one PIN, and 6B80 refuses our structure: the reader is at fault.
    case 0x6402:
    case 0x6b80:
      return new HostError('ERR_READER_FAILED', { readerName, statusWord: statusWord.toString(16) });
    default:
      return undefined;
  }
}
