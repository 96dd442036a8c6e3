/** Enrolment by a script, with a card that needs no reader: the messages of a wallet's first day, and of a renewal. */
import {
  type CertReq,
  cardCInitRes,
  currencyOf,
  decodeBase64Url,
  decodeChain,
  type EcPublicJwk,
  encodeBase64Url,
  encodeCardCInitReq,
  enrolmentAmount,
  enrolmentDigest,
  enrolmentMerchantId,
  makeCertRenewReq,
  makeCertReq,
  newIdentifier,
  oids,
  openCertRes,
  panSecretOf,
  type SealRecipient,
  type Signer,
  type TrustStore,
} from '@ecomm/protocol';
import { post } from './post.ts';
import type { SoftwareCard } from './software-card.ts';

/** The wallet's settings, as the starter writes them into the extension. */
export interface WalletConfig {
  readonly anchors: readonly string[];
  readonly brand: string;
  readonly issuers: readonly { readonly enrolUrl: string }[];
  readonly intermediary: { readonly id: string; readonly url: string };
}

/** What a wallet keeps of its enrolment. */
export interface WalletSecrets {
  readonly signer: Signer;
  readonly cardSecret: Uint8Array;
  readonly panSecret: string;
}

/** Makes a key, has the card certify the request, and the bank the key. Throws with the bank's status when refused. */
export async function enrolKey(
  config: WalletConfig,
  card: SoftwareCard,
  trust: TrustStore,
): Promise<WalletSecrets> {
  const meeting = await meetAuthority(config, trust);
  const keys = await newKeys();
  const requestDate = now();
  const { number, exponent } = currencyOf(enrolmentAmount.currency);
  const chip = await card.certify({
    kind: 'enrolment',
    amountMinor: enrolmentAmount.value,
    currencyNumber: Number(number),
    exponent,
    dateSeconds: requestDate,
    merchantId: enrolmentMerchantId,
    xid: decodeBase64Url(meeting.exchange.rrpid),
    hod: decodeBase64Url(await enrolmentDigest(meeting.exchange.challCA, keys.publicKey)),
  });
  const cardSecret = random(20);
  const request = {
    ...newRequest(meeting, card, { publicKey: keys.publicKey, cardSecret }),
    requestDate,
    chipCertificate: { tokenType: oids.tokenB0Prime, profile: 1 as const, ...chip },
  };
  const message = await makeCertReq(request, keys.privateKey, meeting.recipient);
  return sendRequest(meeting, { request, message, keys, cardSecret });
}

/** Has the bank certify a new key on the word of the old one: no card, no PIN. */
export async function renewKey(
  config: WalletConfig,
  card: SoftwareCard,
  trust: TrustStore,
  { signer, cardSecret }: WalletSecrets,
): Promise<WalletSecrets> {
  const meeting = await meetAuthority(config, trust);
  const keys = await newKeys();
  const request = {
    ...newRequest(meeting, card, { publicKey: keys.publicKey, cardSecret }),
    requestType: 'cardRenewalSig' as const,
  };
  const signing = { key: keys.privateKey, oldSigner: signer, at: now() };
  const message = await makeCertRenewReq(request, signing, meeting.recipient);
  return sendRequest(meeting, { request, message, keys, cardSecret });
}

interface Meeting {
  readonly enrolUrl: string;
  readonly trust: TrustStore;
  readonly recipient: SealRecipient;
  readonly exchange: Pick<CertReq, 'rrpid' | 'lidEE' | 'challEE' | 'challCA'>;
}

async function meetAuthority({ issuers, brand }: WalletConfig, trust: TrustStore): Promise<Meeting> {
  const enrolUrl = issuers[0]?.enrolUrl ?? '';
  const request = {
    rrpid: newIdentifier(random),
    lidEE: newIdentifier(random),
    challEE: newIdentifier(random),
  };
  const init = await post(`${enrolUrl}/cardcinit`, encodeCardCInitReq({ ...request, brand }));
  const { payload } = await cardCInitRes.open(init, { trust, at: now() });
  const recipient = await trust.certificateFor({
    thumb: payload.caThumb,
    x5c: payload.caChain,
    roles: ['cardholderCa'],
    purpose: 'keyExchange',
    at: now(),
  });
  return { enrolUrl, trust, recipient, exchange: { ...request, challCA: payload.challCA } };
}

interface Keys {
  readonly privateKey: CryptoKey;
  readonly publicKey: EcPublicJwk;
}

async function newKeys(): Promise<Keys> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey);
  return { privateKey, publicKey: { kty: 'EC', crv: 'P-256', x, y } };
}

function newRequest(
  { exchange }: Meeting,
  { pan, expiry }: SoftwareCard,
  { publicKey, cardSecret }: Pick<Keys, 'publicKey'> & Pick<WalletSecrets, 'cardSecret'>,
): CertReq {
  return {
    ...exchange,
    requestDate: now(),
    publicKey,
    pan,
    cardExpiry: expiry,
    cardSecret: encodeBase64Url(cardSecret),
    exNonce: newIdentifier(random),
    caBackKey: encodeBase64Url(random(32)),
  };
}

interface Requested {
  readonly request: CertReq;
  readonly message: string;
  readonly keys: Keys;
  readonly cardSecret: Uint8Array;
}

async function sendRequest(
  { enrolUrl, trust }: Meeting,
  { request, message, keys, cardSecret }: Requested,
): Promise<WalletSecrets> {
  const { rrpid, challEE, caBackKey } = request;
  const answer = await post(`${enrolUrl}/cert`, message, 'application/jose');
  const { certStatus, nonceCca, chain } = await openCertRes(answer, {
    ...{ trust, at: now() },
    ...{ rrpid, challEE, caBackKey },
  });
  if (nonceCca === undefined || chain === undefined) throw new Error(`the bank answered ${certStatus}`);
  const [certificate] = await decodeChain(chain);
  return {
    signer: { key: keys.privateKey, thumb: certificate?.thumb ?? '', chain },
    cardSecret,
    panSecret: encodeBase64Url(panSecretOf(cardSecret, decodeBase64Url(nonceCca))),
  };
}

export function random(byteCount: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(byteCount));
}

/** Seconds since 1970. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}
