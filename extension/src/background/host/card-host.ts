/** The card and its reader as the wallet's core sees them: payment actions, never APDUs, never a PIN. */
import type { CardCertificate, CardIdentity, NativeEvent, NativeInput, ReaderState } from '@ecomm/messages';

export type PinEntryEvent = Extract<NativeEvent, { event: 'pinEntry' }>;

/** Each throws a WalletError with the host's own code, or ERR_HOST_* when it is the host that failed. */
export interface CardHost {
  listReaders(): Promise<readonly ReaderState[]>;
  readCard(readerName: string): Promise<CardIdentity>;
  certify(
    input: NativeInput<'certify'>,
    onPinEntry: (event: PinEntryEvent) => void,
  ): Promise<CardCertificate>;
  /** Asks a running `certify` to stop, where the reader can be asked. */
  cancel(): Promise<void>;
}
