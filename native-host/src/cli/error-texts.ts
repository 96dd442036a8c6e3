/** What the command line says for each error: what happened, and the likely fix. */
import type { NativeErrorCode } from '@ecomm/messages';
import type { HostErrorFacts } from '../errors.ts';

interface ErrorText {
  readonly error: (facts: HostErrorFacts) => string;
  readonly hint: string;
}

export const errorTexts: Readonly<Record<NativeErrorCode, ErrorText>> = {
  ERR_HOST_MESSAGE_INVALID: {
    error: ({ field }) => `the request is invalid${field ? ` (${field})` : ''}`,
    hint: 'check the options of the command with --help',
  },
  ERR_HOST_ACTION_UNKNOWN: {
    error: () => 'the host does not know this action',
    hint: 'update eComm, so that wallet and host are of one version',
  },
  ERR_HOST_VERSION: {
    error: () => 'wallet and host speak different versions of their protocol',
    hint: 'update eComm, so that wallet and host are of one version',
  },
  ERR_HOST_BUSY: {
    error: () => 'the reader is still waiting for a PIN',
    hint: 'press the cancel key of the reader, then try again',
  },
  ERR_HOST_INTERNAL: {
    error: () => 'the host made a mistake',
    hint: 'please report it, with what you did just before',
  },
  ERR_PCSC_UNAVAILABLE: {
    error: () => 'the smart card service can’t be reached',
    hint: 'is pcscd installed and running? On Debian and Ubuntu: apt install pcscd',
  },
  ERR_READER_GONE: {
    error: ({ readerName }) => `there is no reader ${readerName ? `"${readerName}"` : 'here'}`,
    hint: 'plug the reader in again; "ecomm-host readers" lists what is there',
  },
  ERR_READER_IN_USE: {
    error: ({ holder }) => `another program holds the card${holder ? `, probably ${holder}` : ''}`,
    hint: 'end that program, or take the card out and put it in again (scdaemon: gpgconf --kill scdaemon)',
  },
  ERR_READER_NO_PIN_PAD: {
    error: () => 'the reader has no keypad',
    hint: 'use a reader with a keypad: the PIN must not pass through the computer',
  },
  ERR_READER_FAILED: {
    error: () => 'the reader failed',
    hint: 'unplug the reader and plug it in again; "ecomm-host doctor" looks further',
  },
  ERR_CARD_ABSENT: { error: () => 'there is no card in the reader', hint: 'put your card in, chip first' },
  ERR_CARD_REMOVED: {
    error: () => 'the card was taken out',
    hint: 'put the card in again and leave it there until the payment is done',
  },
  ERR_CARD_MUTE: {
    error: () => 'the card does not answer',
    hint: 'put it in chip first and the right way up; wipe the contacts',
  },
  ERR_CARD_UNKNOWN: {
    error: () => 'this is no card that eComm can pay with',
    hint: 'use the card that your bank gave you for eComm',
  },
  ERR_CARD_OTHER: {
    error: () => 'this is another card than the one asked for',
    hint: 'put in the card that the wallet was set up with',
  },
  ERR_CARD_ANSWER_INVALID: {
    error: () => 'the card’s answer makes no sense',
    hint: 'take the card out and put it in again; if it happens again, ask your bank',
  },
  ERR_CARD_PIN_WRONG: {
    error: ({ triesLeft, reason }) =>
      reason === 'length'
        ? 'the PIN has 4 to 12 digits'
        : `the PIN is wrong, ${triesLeft} ${triesLeft === 1 ? 'try is' : 'tries are'} left`,
    hint: 'try again',
  },
  ERR_CARD_PIN_BLOCKED: {
    error: () => 'the PIN is blocked after too many wrong tries',
    hint: 'only your bank can unblock it',
  },
  ERR_CARD_PIN_LAST_TRY: {
    error: () => 'one PIN try is left, and a wrong one blocks the card',
    hint: 'when you are sure of your PIN, go on with --last-try',
  },
  ERR_CARD_PIN_CANCELLED: { error: () => 'PIN entry was cancelled', hint: 'nothing was paid' },
  ERR_CARD_PIN_TIMEOUT: { error: () => 'no PIN was keyed in time', hint: 'try again; nothing was paid' },
  ERR_CARD_AMOUNT_ABOVE_MAXIMUM: {
    error: () => 'the card does not pay as much at once',
    hint: 'ask your bank about the limit of your card',
  },
  ERR_CARD_REFUSED: {
    error: ({ reason, statusWord }) =>
      reason === 'currency'
        ? 'the card does not pay in this currency'
        : `the card refused (status ${statusWord ?? 'unknown'})`,
    hint: 'take the card out and put it in again; if it refuses again, ask your bank',
  },
};
