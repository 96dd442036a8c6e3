/** Turns a PC/SC return code into the error it means. The only place in the house that reads these numbers. */
import type { NativeErrorCode } from '@ecomm/messages';
import { HostError } from '../errors.ts';
import { type PcscError, pcscCodes } from './pcsc-port.ts';

const meanings: Readonly<Record<number, NativeErrorCode>> = {
  [pcscCodes.SCARD_E_NO_SERVICE]: 'ERR_PCSC_UNAVAILABLE',
  [pcscCodes.SCARD_E_SERVICE_STOPPED]: 'ERR_PCSC_UNAVAILABLE',
  // The daemon's socket broke, or a restarted daemon no longer knows our handle.
  [pcscCodes.SCARD_F_COMM_ERROR]: 'ERR_PCSC_UNAVAILABLE',
  [pcscCodes.SCARD_E_INVALID_HANDLE]: 'ERR_PCSC_UNAVAILABLE',
  // A polkit rule keeps this user away from the daemon.
  [pcscCodes.SCARD_W_SECURITY_VIOLATION]: 'ERR_PCSC_UNAVAILABLE',
  [pcscCodes.SCARD_E_UNKNOWN_READER]: 'ERR_READER_GONE',
  [pcscCodes.SCARD_E_READER_UNAVAILABLE]: 'ERR_READER_GONE',
  [pcscCodes.SCARD_E_NO_READERS_AVAILABLE]: 'ERR_READER_GONE',
  [pcscCodes.SCARD_E_SHARING_VIOLATION]: 'ERR_READER_IN_USE',
  // Another program reset the card between two of our commands.
  [pcscCodes.SCARD_W_RESET_CARD]: 'ERR_READER_IN_USE',
  [pcscCodes.SCARD_E_NO_SMARTCARD]: 'ERR_CARD_ABSENT',
  [pcscCodes.SCARD_W_REMOVED_CARD]: 'ERR_CARD_REMOVED',
  [pcscCodes.SCARD_W_UNRESPONSIVE_CARD]: 'ERR_CARD_MUTE',
  [pcscCodes.SCARD_W_UNPOWERED_CARD]: 'ERR_CARD_MUTE',
  [pcscCodes.SCARD_W_UNSUPPORTED_CARD]: 'ERR_CARD_MUTE',
  [pcscCodes.SCARD_E_PROTO_MISMATCH]: 'ERR_CARD_MUTE',
};

/**
 * `ERR_READER_FAILED` stands for every code without an entry, with the code as a fact.
 *
 * @param facts what is known about the reader and who may hold it.
 */
export function errorForPcscCode(error: PcscError, facts: Readonly<Record<string, string>>): HostError {
  const code = meanings[error.pcscCode];
  const options = { cause: error };
  if (code === 'ERR_PCSC_UNAVAILABLE') return new HostError(code, {}, options);
  if (code !== undefined) return new HostError(code, facts, options);
  const pcscCode = error.pcscCode.toString(16).padStart(8, '0');
  return new HostError('ERR_READER_FAILED', { ...facts, pcscCode }, options);
}
