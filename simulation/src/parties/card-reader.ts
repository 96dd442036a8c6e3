/**
 * A reader with the holder's card in it, at the wallet's port for cards. The card's cryptogram is the real one; its holder
 * takes a while, mistypes, gives up or pulls the card out.
 */
import { type CardHost, WalletError } from '@ecomm/extension/wallet';
import { currencyOf, decodeBase64Url } from '@ecomm/protocol';
import type { TestCard } from '../../../gateway-server/src/testing/test-card.ts';
import type { Life, Machine } from '../machine/machine.ts';

const readerName = 'Reader 1';
const pinEntryMs = [3000, 15_000] as const;
const troubles = [
  'ERR_CARD_PIN_WRONG',
  'ERR_CARD_PIN_CANCELLED',
  'ERR_CARD_REMOVED',
  'ERR_HOST_CRASHED',
] as const;

export class CardReader implements CardHost {
  readonly #card: TestCard;
  readonly #times: { readonly machine: Machine; readonly life: Life } | undefined;

  /** Without `times` the PIN is keyed at once, and rightly. */
  constructor(card: TestCard, times?: { readonly machine: Machine; readonly life: Life }) {
    this.#card = card;
    this.#times = times;
  }

  async listReaders() {
    return [{ readerName, hasPinPad: true, card: 'present' as const }];
  }

  async readCard() {
    const { pan, panSequence, expiry, holderName, country, currency } = this.#card.file;
    return {
      ...{
        readerName,
        application: 'B0Prime' as const,
        pan,
        panSequence,
        expiry,
        holderName,
        country,
        currency,
      },
      pinTriesLeft: 3,
    };
  }

  async certify({ transaction }: Parameters<CardHost['certify']>[0]) {
    await this.#keyPin();
    const { kind, amount, dateSeconds, merchantId, xid, hod } = transaction;
    const { number, exponent } = currencyOf(amount.currency);
    const money = { amountMinor: amount.value, currencyNumber: Number(number), exponent };
    const {
      tokenType: _tokenType,
      profile: _profile,
      cvm,
      ...certificate
    } = await this.#card.certify({
      ...{ kind, ...money, dateSeconds, merchantId },
      ...{ xid: decodeBase64Url(xid), hod: decodeBase64Url(hod) },
    });
    if (cvm !== 'pinPad') throw new Error('internal error: this reader has a keypad');
    return { ...certificate, cvm };
  }

  async cancel() {}

  async #keyPin(): Promise<void> {
    if (this.#times === undefined) return;
    const { machine, life } = this.#times;
    await life.sleep(machine.chance.between(...pinEntryMs));
    if (machine.faults.strikes('cardTrouble')) throw new WalletError(machine.chance.pick(troubles));
  }
}
