/** A card host with one reader and one card, for tests. The cryptogram is made up: no bank of ours verifies it here. */
import type { CardCertificate, CardIdentity, NativeInput, ReaderState } from '@ecomm/messages';
import { encodeBase64Url } from '@ecomm/protocol';
import type { CardHost, PinEntryEvent } from '../background/host/card-host.ts';
import { WalletError } from '../shared/errors.ts';

export const testCard: CardIdentity = {
  readerName: 'Reader 1',
  application: 'B0Prime',
  pan: '4970100000000006',
  panSequence: 1,
  expiry: '202912',
  holderName: 'CAMILLE DURAND',
  country: '250',
  currency: '978',
  pinTriesLeft: 3,
};

export class FakeCardHost implements CardHost {
  card: CardIdentity | undefined = testCard;
  /** What `certify` fails with next, in order. */
  failures: WalletError[] = [];
  readonly certified: NativeInput<'certify'>[] = [];
  cancelCount = 0;
  /** Holds a PIN entry open until it is called. */
  hold: Promise<void> | undefined;

  async listReaders(): Promise<readonly ReaderState[]> {
    const card = this.card === undefined ? 'absent' : 'present';
    return [{ readerName: testCard.readerName, hasPinPad: true, card }];
  }

  async readCard(): Promise<CardIdentity> {
    if (this.card === undefined) throw new WalletError('ERR_CARD_ABSENT');
    return this.card;
  }

  async certify(
    input: NativeInput<'certify'>,
    onPinEntry: (event: PinEntryEvent) => void,
  ): Promise<CardCertificate> {
    onPinEntry({ event: 'pinEntry', id: 1, state: 'waiting', triesLeft: 3 });
    await this.hold;
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    this.certified.push(input);
    onPinEntry({ event: 'pinEntry', id: 1, state: 'certifying', triesLeft: 3 });
    const bytes = (count: number) => encodeBase64Url(crypto.getRandomValues(new Uint8Array(count)));
    return { txData: bytes(62), cardData: bytes(7), cryptogram: bytes(8), cvm: 'pinPad' };
  }

  async cancel(): Promise<void> {
    this.cancelCount += 1;
    this.failures.unshift(new WalletError('ERR_CARD_PIN_CANCELLED'));
  }
}
