/**
 * A demo card without a reader, for wallets that are scripts: it reads the card file that the issuer wrote and
 * certifies as the card would after a right PIN. The transaction counter lives as long as the object.
 */
import { readFile } from 'node:fs/promises';
import { type Cmac, computeCam, encodeTransactionData, type TransactionFields } from '@ecomm/card';
import { concatBytes, encodeBase64Url } from '@ecomm/protocol';
import { Crypto } from '@peculiar/webcrypto';

interface CardFile {
  readonly pan: string;
  readonly panSequence: number;
  readonly expiry: string;
  /** Hex. */
  readonly camKey: string;
}

/** PIN right, one try counter untouched: what a card reports after RATIFY (SET-FACTS section 6, status). */
const statusPinRight = Uint8Array.of(0x01, 0x03);

const cmacCrypto = new Crypto();

const cmac: Cmac = async (key, data) => {
  const algorithm = { name: 'AES-CMAC', length: 128 } as Algorithm;
  const imported = await cmacCrypto.subtle.importKey('raw', Uint8Array.from(key), algorithm, false, ['sign']);
  return new Uint8Array(await cmacCrypto.subtle.sign(algorithm, imported, Uint8Array.from(data)));
};

export class SoftwareCard {
  readonly pan: string;
  readonly expiry: string;
  readonly #file: CardFile;
  #counter = 0;

  constructor(file: CardFile) {
    this.#file = file;
    this.pan = file.pan;
    this.expiry = file.expiry;
  }

  static async read(path: string): Promise<SoftwareCard> {
    return new SoftwareCard(JSON.parse(await readFile(path, 'utf8')));
  }

  /** Goes on from a later transaction counter: the same card has been in a reader meanwhile. */
  countingFrom(counter: number): this {
    this.#counter = counter;
    return this;
  }

  /** The fields of the chip certificate over this transaction. */
  async certify(fields: TransactionFields) {
    this.#counter += 1;
    const txData = await encodeTransactionData(fields);
    const camKey = Uint8Array.from(Buffer.from(this.#file.camKey, 'hex'));
    const cam = await computeCam(cmac, camKey, txData, this.#counter, statusPinRight);
    const counter = new Uint8Array(4);
    new DataView(counter.buffer).setUint32(0, this.#counter);
    return {
      txData: encodeBase64Url(txData),
      cardData: encodeBase64Url(concatBytes(Uint8Array.of(this.#file.panSequence), counter, statusPinRight)),
      cryptogram: encodeBase64Url(cam),
      cvm: 'pinPad' as const,
    };
  }
}
