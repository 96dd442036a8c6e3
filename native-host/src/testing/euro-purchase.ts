/** A purchase as a wallet has it certified, and the bank's check of what came of it; for tests. */
import { type Cmac, computeCam, fromHex, toHex } from '@ecomm/card';
import type { CardCertificate, NativeInput } from '@ecomm/messages';
import { Crypto } from '@peculiar/webcrypto';
import { fromBase64url } from '../base64url.ts';
import { testIdentity } from './reader-with-cards.ts';

/** 1.25 EUR with the test card in this reader. */
export function euroPurchase(readerName: string): NativeInput<'certify'> {
  return {
    readerName,
    pan: testIdentity.pan,
    lastTryAccepted: false,
    transaction: {
      kind: 'purchase',
      amount: { currency: 'EUR', value: 125 },
      dateSeconds: 1_790_000_000,
      merchantId: 'MERCHANT-1',
      xid: Buffer.alloc(20, 1).toString('base64url'),
      hod: Buffer.alloc(32, 2).toString('base64url'),
    },
  };
}

/** The CAM once more, from what the host gave and the card's key; hex. */
export async function recomputedCam({ txData, cardData }: CardCertificate, camKey: string): Promise<string> {
  const [transactionData, fields] = [fromBase64url(txData), fromBase64url(cardData)];
  if (transactionData === undefined || fields === undefined) throw new Error('not base64url');
  const counter = new DataView(fields.buffer).getUint32(1);
  return toHex(await computeCam(cmac, fromHex(camKey), transactionData, counter, fields.subarray(5)));
}

const subtle = new Crypto().subtle;

const cmac: Cmac = async (key, data) => {
  const imported = await subtle.importKey('raw', new Uint8Array(key), { name: 'AES-CMAC' }, false, ['sign']);
  const algorithm = { name: 'AES-CMAC', length: 128 } as Algorithm;
  return new Uint8Array(await subtle.sign(algorithm, imported, new Uint8Array(data)));
};
