/**
 * Turns a card's status word into the error it means (ISO 7816-4, 5.6; EMV Book 3, 6.3.5).
 *
 * The only place in the house that knows these numbers. A keypad's own words, 6400 to 6403, never come from
 * a card: they are translated where the keypad is driven.
 */
import { CardError } from '../errors.ts';

export const statusWords = {
  success: 0x9000,
  applicationNotFound: 0x6a82,
} as const;

/** The error, or undefined for 9000. */
export function errorForStatusWord(statusWord: number): CardError | undefined {
  if (statusWord === statusWords.success) return undefined;
  if (statusWord === 0x63c0) return pinBlocked();
  if ((statusWord & 0xfff0) === 0x63c0) {
    const triesLeft = statusWord & 0x0f;
    return new CardError('ERR_CARD_PIN_WRONG', 'the PIN is wrong', { triesLeft });
  }
  switch (statusWord) {
    case 0x6983:
    case 0x6984:
      return pinBlocked();
    case 0x6986:
      return new CardError('ERR_CARD_AMOUNT_ABOVE_MAXIMUM', 'the card does not pay as much as this');
    case statusWords.applicationNotFound:
    case 0x6a81:
    case 0x6d00:
    case 0x6e00:
      return new CardError('ERR_CARD_UNKNOWN', 'the card does not know this application or command');
    default:
      return new CardError('ERR_CARD_REFUSED', 'the card refused the command', {
        statusWord: statusWord.toString(16).padStart(4, '0'),
      });
  }
}

function pinBlocked(): CardError {
  return new CardError('ERR_CARD_PIN_BLOCKED', 'the PIN is blocked after too many wrong tries');
}
