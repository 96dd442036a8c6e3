/**
 * What the intermediary's benchmark pays with: a trust tree, an intermediary's data directory with one Open To Buy for
 * each cardholder, and as many signed MPReqs as will be sent. Messages are made before any clock starts.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createAuthority,
  createIdentity,
  createRoot,
  deliveryTagOf,
  encodeBase64Url,
  type Identity,
  importIdentity,
  mpOffer,
  mpReq,
  newIdentifier,
} from '@ecomm/protocol';
import type { LedgerStore } from '../../../intermediary-server/src/ledger/ledger-store.ts';
import { LedgerDriver } from '../../../intermediary-server/src/testing/ledger-driver.ts';

export const intermediaryId = 'INTERMEDIARY-1';
const brand = 'CB-demo';
const random = (byteCount: number) => crypto.getRandomValues(new Uint8Array(byteCount));
export const now = () => Math.floor(Date.now() / 1000);

export interface BenchWorld {
  /** For `intermediary-server serve --data-dir`. */
  readonly dataDir: string;
  readonly cardholders: readonly Identity[];
  readonly merchants: readonly Identity[];
}

export type OfferUse = 'single' | 'catalogue';

export async function makeWorld(
  directory: string,
  { cardholders, merchants }: { readonly cardholders: number; readonly merchants: number },
): Promise<BenchWorld> {
  const clock = { random, at: now() };
  const name = (commonName: string, unit?: string) => ({
    country: 'FR',
    brand,
    commonName,
    ...(unit === undefined ? {} : { unit }),
  });
  const root = await createRoot('Bench Root', clock);
  const brandCa = await createAuthority(root, 'brandCa', name('Bench brand'), clock);
  const [cardholderCa, merchantCa, gatewayCa] = await Promise.all([
    createAuthority(brandCa, 'cardholderCa', name('Bench cards'), clock),
    createAuthority(brandCa, 'merchantCa', name('Bench merchants'), clock),
    createAuthority(brandCa, 'gatewayCa', name('Bench gateways'), clock),
  ]);
  const merchant = (merchantId: string, isIntermediary = false) =>
    createIdentity(
      merchantCa,
      {
        ...{ partyId: merchantId, type: 'merchant', subject: name(merchantId, 'Bench bank') },
        merchantData: { merchantId, acquirerBin: '497011', name: merchantId, city: 'Paris', country: '250' },
        ...(isIntermediary ? { isIntermediary } : {}),
      },
      clock,
    );
  const gateway = await importIdentity(
    await createIdentity(
      gatewayCa,
      {
        ...{ partyId: 'GATEWAY-1', type: 'gateway', subject: name('GATEWAY-1', 'Bench bank') },
        cardCertRequired: true,
      },
      clock,
    ),
  );
  const dataDir = join(directory, 'intermediary');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(join(dataDir, 'identity.json'), JSON.stringify(await merchant(intermediaryId, true)));
  await writeFile(join(dataDir, 'gateway-chain.json'), JSON.stringify(gateway.keyExchangeChain));
  const numbered = <T>(count: number, make: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, index) => make(index)));
  return {
    dataDir,
    merchants: await numbered(merchants, async (index) => importIdentity(await merchant(`M${index}`))),
    cardholders: await numbered(cardholders, async () => {
      const partyId = encodeBase64Url(random(20));
      const subject = name(partyId, 'Bench bank');
      return importIdentity(
        await createIdentity(cardholderCa, { partyId, type: 'cardholder', subject }, clock),
      );
    }),
  };
}

/** An Open To Buy of `limitMinor` for each cardholder, as a top-up by SET would have opened it. */
export async function openOtbs(store: LedgerStore, world: BenchWorld, limitMinor: number): Promise<void> {
  const driver = new LedgerDriver(store, now(), limitMinor);
  for (const { certificate } of world.cardholders)
    await driver.pay(driver.newRequest(certificate.commonName, 'M0', 1));
}

/** Signed MPReqs, cardholders and merchants taking turns. Catalogue offers are signed once for each merchant. */
export async function signRequests(
  { cardholders, merchants }: BenchWorld,
  count: number,
  use: OfferUse,
): Promise<string[]> {
  const standing = new Map<Identity, SignedOffer>();
  const messages: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const cardholder = cardholders[index % cardholders.length];
    const merchant = merchants[index % merchants.length];
    if (cardholder === undefined || merchant === undefined) throw new Error('nobody to pay or be paid');
    const known = use === 'catalogue' ? standing.get(merchant) : undefined;
    const offer = known ?? (await signOffer(merchant, use));
    standing.set(merchant, offer);
    messages.push(await signRequest(cardholder, offer));
  }
  return messages;
}

interface SignedOffer {
  readonly message: string;
  readonly offerId: string;
  readonly goodsDigest: string;
}

const amount = { currency: 'EUR', value: 10 };

async function signOffer({ partyId: merchantId, signer }: Identity, use: OfferUse): Promise<SignedOffer> {
  const [offerId, goodsDigest, at] = [newIdentifier(random), encodeBase64Url(random(32)), now()];
  const origin = 'https://journal.example';
  const message = await mpOffer.sign(
    {
      ...{ offerId, merchantId, origin, iat: at, exp: at + 7200, amount, goodsDigest, use },
      ...{ challM: newIdentifier(random), accepts: [{ intermediaryId }], adviceUrl: `${origin}/mpadvice` },
    },
    signer,
  );
  return { message, offerId, goodsDigest };
}

async function signRequest(
  { signer }: Identity,
  { message: offer, offerId, goodsDigest }: SignedOffer,
): Promise<string> {
  const at = now();
  const deliveryTag = await deliveryTagOf(offerId, encodeBase64Url(random(32)));
  return mpReq.sign(
    {
      ...{ rrpid: newIdentifier(random), intermediaryId, iat: at, exp: at + 7200 },
      ...{ offer, goodsDigest, amount, deliveryTag },
    },
    signer,
  );
}
