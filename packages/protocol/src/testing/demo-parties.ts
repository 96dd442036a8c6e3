/**
 * A whole small world for tests: a trust tree of two banks with two merchants, an intermediary, a gateway and a
 * cardholder, all with real keys. Only tests import this file.
 */
import { encodeBase64Url } from '../encoding/base64url.ts';
import type { Random } from '../random.ts';
import { blindPan, panSecretOf } from '../set/blinded-pan.ts';
import { type Identity, importIdentity } from '../trust/identity.ts';
import { oids } from '../trust/oids.ts';
import { TrustStore } from '../trust/trust-store.ts';
import {
  type Authority,
  authorityIdentity,
  createAuthority,
  createIdentity,
  createRoot,
  type PartyRequest,
} from '../trust/trust-tree.ts';

/** 2026-11-23T12:00:00Z. */
export const testTime = 1_795_435_200;
export const testBrand = 'CB-demo';

export const testRandom: Random = (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount));

export interface TestCard {
  readonly pan: string;
  readonly cardExpiry: string;
  readonly cardSecret: Uint8Array;
  readonly nonceCca: Uint8Array;
  readonly panSecret: string;
}

export interface TestCardholder {
  readonly identity: Identity;
  readonly card: TestCard;
}

export interface TestWorld {
  readonly root: Authority;
  readonly brandCa: Authority;
  readonly cardholderCa: Authority;
  readonly merchantCa: Authority;
  readonly gatewayCa: Authority;
  readonly cardholderCaIdentity: Identity;
  readonly merchant1: Identity;
  readonly merchant2: Identity;
  readonly intermediary: Identity;
  readonly gateway: Identity;
  newTrust(): TrustStore;
  newParty(authority: Authority, party: PartyRequest): Promise<Identity>;
  newCardholder(pan?: string): Promise<TestCardholder>;
}

export async function createTestWorld(at: number = testTime): Promise<TestWorld> {
  const clock = { random: testRandom, at };
  const name = (commonName: string, unit?: string) => ({
    country: 'FR',
    brand: testBrand,
    commonName,
    ...(unit === undefined ? {} : { unit }),
  });
  const root = await createRoot('Demo Root', clock);
  const brandCa = await createAuthority(root, 'brandCa', name('CB-demo brand'), clock);
  const cardholderCa = await createAuthority(brandCa, 'cardholderCa', name('Banque Un cards'), clock);
  const merchantCa = await createAuthority(brandCa, 'merchantCa', name('Banque Deux merchants'), clock);
  const gatewayCa = await createAuthority(brandCa, 'gatewayCa', name('Banque Deux gateways'), clock);
  const newParty = async (authority: Authority, party: PartyRequest) =>
    importIdentity(await createIdentity(authority, party, clock));
  const merchant = (merchantId: string, commonName: string, isIntermediary = false): PartyRequest => ({
    partyId: merchantId,
    type: 'merchant',
    subject: name(commonName, 'Banque Deux'),
    merchantData: { merchantId, acquirerBin: '497011', name: commonName, city: 'Paris', country: '250' },
    ...(isIntermediary ? { isIntermediary } : {}),
  });
  return {
    root,
    brandCa,
    cardholderCa,
    merchantCa,
    gatewayCa,
    cardholderCaIdentity: await importIdentity(await authorityIdentity(cardholderCa)),
    merchant1: await newParty(merchantCa, merchant('M1', 'Le Quotidien')),
    merchant2: await newParty(merchantCa, merchant('M2', 'La Revue')),
    intermediary: await newParty(merchantCa, merchant('INTERMEDIARY-1', 'eComm Intermediary', true)),
    gateway: await newParty(gatewayCa, {
      partyId: 'GATEWAY-1',
      type: 'gateway',
      subject: name('GATEWAY-1', 'Banque Deux'),
      cardCertRequired: true,
      setExtensions: [oids.chipCertificate],
    }),
    newTrust: () => new TrustStore({ anchors: [root.certificate] }),
    newParty,
    newCardholder: async (pan = '4970100000000006') => {
      const cardSecret = testRandom(20);
      const nonceCca = testRandom(20);
      const panSecret = panSecretOf(cardSecret, nonceCca);
      const commonName = await blindPan(pan, '202912', panSecret);
      const identity = await newParty(cardholderCa, {
        partyId: commonName,
        type: 'cardholder',
        subject: name(commonName, 'Banque Un'),
      });
      const card = { pan, cardExpiry: '202912', cardSecret, nonceCca, panSecret: encodeBase64Url(panSecret) };
      return { identity, card };
    },
  };
}

/** The key-exchange certificate of a party as a recipient of seals. */
export async function recipientOf(identity: Identity) {
  const certificate = identity.keyExchangeCertificate;
  if (certificate === undefined) throw new Error('this party has no key-exchange certificate');
  const trust = new TrustStore({ anchors: identity.anchors });
  const trusted = await trust.certificateFor({
    thumb: certificate.thumb,
    x5c: identity.keyExchangeChain,
    roles: [certificate.type],
    purpose: 'keyExchange',
    at: testTime,
  });
  return { thumb: trusted.thumb, publicKey: trusted.publicKey };
}
