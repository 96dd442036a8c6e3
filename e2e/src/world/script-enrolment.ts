/** Enrolment by a script: the messages of a wallet's first day, with a card that needs no reader. */
import {
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
  makeCertReq,
  newIdentifier,
  oids,
  openCertRes,
  panSecretOf,
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
  const enrolUrl = config.issuers[0]?.enrolUrl ?? '';
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', keys.publicKey);
  const publicKey: EcPublicJwk = { kty: 'EC', crv: 'P-256', x, y };
  const rrpid = newIdentifier(random);
  const challEE = newIdentifier(random);
  const lidEE = newIdentifier(random);
  const init = await post(
    `${enrolUrl}/cardcinit`,
    encodeCardCInitReq({ rrpid, lidEE, challEE, brand: config.brand }),
  );
  const { payload: authority } = await cardCInitRes.open(init, { trust, at: now() });
  const recipient = await trust.certificateFor({
    thumb: authority.caThumb,
    x5c: authority.caChain,
    roles: ['cardholderCa'],
    purpose: 'keyExchange',
    at: now(),
  });
  const requestDate = now();
  const { number, exponent } = currencyOf(enrolmentAmount.currency);
  const chip = await card.certify({
    kind: 'enrolment',
    amountMinor: enrolmentAmount.value,
    currencyNumber: Number(number),
    exponent,
    dateSeconds: requestDate,
    merchantId: enrolmentMerchantId,
    xid: decodeBase64Url(rrpid),
    hod: decodeBase64Url(await enrolmentDigest(authority.challCA, publicKey)),
  });
  const cardSecret = random(20);
  const caBackKey = encodeBase64Url(random(32));
  const certReq = await makeCertReq(
    {
      rrpid,
      lidEE,
      challEE,
      challCA: authority.challCA,
      requestDate,
      publicKey,
      pan: card.pan,
      cardExpiry: card.expiry,
      cardSecret: encodeBase64Url(cardSecret),
      exNonce: newIdentifier(random),
      chipCertificate: { tokenType: oids.tokenB0Prime, profile: 1, ...chip },
      caBackKey,
    },
    keys.privateKey,
    recipient,
  );
  const answer = await post(`${enrolUrl}/cert`, certReq, 'application/jose');
  const { certStatus, nonceCca, chain } = await openCertRes(answer, {
    trust,
    at: now(),
    rrpid,
    challEE,
    caBackKey,
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
