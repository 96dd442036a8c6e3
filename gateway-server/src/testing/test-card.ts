/** A card without a reader, for tests: it reads its card file and certifies as after a right PIN, or otherwise. */
import { readFile } from 'node:fs/promises';
import { computeCam, encodeTransactionData, fromHex, type TransactionFields } from '@ecomm/card';
import { type ChipCertificate, concatBytes, encodeBase64Url, oids } from '@ecomm/protocol';
import { aesCmac } from '../issuer/aes-cmac.ts';
import type { CardFile } from '../provision/personalise-card.ts';

/** PIN verified, three tries left. */
export const pinVerifiedStatus = Uint8Array.of(0x01, 0x03);

export class TestCard {
  readonly file: CardFile;
  /** The last counter given; the next certificate has the one after. */
  counter = 0;
  status = pinVerifiedStatus;

  constructor(file: CardFile) {
    this.file = file;
  }

  static async read(path: string): Promise<TestCard> {
    return new TestCard(JSON.parse(await readFile(path, 'utf8')));
  }

  async certify(fields: TransactionFields): Promise<ChipCertificate> {
    this.counter += 1;
    const txData = await encodeTransactionData(fields);
    const cam = await computeCam(aesCmac, fromHex(this.file.camKey), txData, this.counter, this.status);
    const counter = new Uint8Array(4);
    new DataView(counter.buffer).setUint32(0, this.counter);
    return {
      tokenType: oids.tokenB0Prime,
      profile: 1,
      txData: encodeBase64Url(txData),
      cardData: encodeBase64Url(concatBytes(Uint8Array.of(this.file.panSequence), counter, this.status)),
      cryptogram: encodeBase64Url(cam),
      cvm: 'pinPad',
    };
  }
}
