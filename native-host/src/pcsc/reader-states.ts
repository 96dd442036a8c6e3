/**
 * The readers as the wallet sees them: PC/SC's list, whether each has a keypad of its own, and whether somebody
 * has the card for himself.
 *
 * PC/SC sends no event when a card becomes exclusive or free again, so the reader itself is connected to, which
 * disturbs no card. Its features are asked for once and remembered while it is plugged in.
 */
import { toHex } from '@ecomm/card';
import type { ReaderState } from '@ecomm/messages';
import { errorForPcscCode } from './error-for-pcsc-code.ts';
import { decodeFeatures, featureTags, getFeatureRequestCode } from './features.ts';
import { PcscError, type PcscPort, type PcscReader, pcscCodes } from './pcsc-port.ts';

export class ReaderStates {
  readonly #pcsc: PcscPort;
  readonly #hasPinPad = new Map<string, boolean>();

  constructor(pcsc: PcscPort) {
    this.#pcsc = pcsc;
  }

  /** @throws HostError `ERR_PCSC_UNAVAILABLE` */
  async list(): Promise<ReaderState[]> {
    const readers = await this.#pcsc.list().catch((error: unknown) => {
      throw error instanceof PcscError ? errorForPcscCode(error, {}) : error;
    });
    for (const name of this.#hasPinPad.keys()) {
      if (!readers.some(({ readerName }) => readerName === name)) this.#hasPinPad.delete(name);
    }
    return await Promise.all(readers.map((reader) => this.#stateOf(reader)));
  }

  async #stateOf(reader: PcscReader): Promise<ReaderState> {
    const { readerName, card, atr } = reader;
    const inUse = reader.heldByUs ? false : await this.#ask(readerName);
    return {
      readerName,
      hasPinPad: this.#hasPinPad.get(readerName) ?? false,
      card: inUse && card !== 'absent' ? 'inUse' : card,
      ...(atr === undefined ? {} : { atr: toHex(atr) }),
    };
  }

  /**
   * Looks for a keypad where that is not known yet. True when somebody keeps everyone else away. A reader that
   * can't be asked for another reason counts as one without a keypad, and is asked again next time.
   */
  async #ask(readerName: string): Promise<boolean> {
    try {
      const connection = await this.#pcsc.connect(readerName, 'direct');
      try {
        if (this.#hasPinPad.has(readerName)) return false;
        const features = decodeFeatures(await connection.control(getFeatureRequestCode, new Uint8Array()));
        this.#hasPinPad.set(readerName, features.has(featureTags.verifyPinDirect));
      } finally {
        await connection.disconnect('leave').catch(() => {});
      }
      return false;
    } catch (error) {
      return error instanceof PcscError && error.pcscCode === pcscCodes.SCARD_E_SHARING_VIOLATION;
    }
  }
}
