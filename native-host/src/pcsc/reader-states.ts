/**
 * The readers as the wallet sees them: PC/SC's list, and whether each has a keypad of its own.
 *
 * A keypad is looked for once per reader and remembered while the reader is plugged in.
 */
import { toHex } from '@ecomm/card';
import type { ReaderState } from '@ecomm/messages';
import { errorForPcscCode } from './error-for-pcsc-code.ts';
import { decodeFeatures, featureTags, getFeatureRequestCode } from './features.ts';
import { PcscError, type PcscPort, type PcscReader } from './pcsc-port.ts';

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

  async #stateOf({ readerName, card, exclusive, atr }: PcscReader): Promise<ReaderState> {
    return {
      readerName,
      hasPinPad: await this.#lookForPinPad(readerName),
      card: exclusive && card !== 'absent' ? 'inUse' : card,
      ...(atr === undefined ? {} : { atr: toHex(atr) }),
    };
  }

  /** A reader that can't be asked now counts as one without a keypad, and is asked again next time. */
  async #lookForPinPad(readerName: string): Promise<boolean> {
    const known = this.#hasPinPad.get(readerName);
    if (known !== undefined) return known;
    try {
      const connection = await this.#pcsc.connect(readerName, 'direct');
      try {
        const features = decodeFeatures(await connection.control(getFeatureRequestCode, new Uint8Array()));
        this.#hasPinPad.set(readerName, features.has(featureTags.verifyPinDirect));
      } finally {
        await connection.disconnect('leave').catch(() => {});
      }
    } catch {
      return false;
    }
    return this.#hasPinPad.get(readerName) ?? false;
  }
}
