/**
 * CertReq → CertRes, whoever vouches for the holder: the card, the answers to the bank's form, or the key that was
 * certified before (SET Book 2, cardholder registration).
 */
import type { WalletErrorCode } from '@ecomm/messages';
import {
  type CertReq,
  type CertRes,
  decodeBase64Url,
  type EcPublicJwk,
  encodeBase64Url,
  openCertRes,
  ProtocolError,
  panSecretOf,
} from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';
import type { Issuer } from '../config.ts';
import { type CardNumber, sealSecrets } from '../journal/secrets.ts';
import type { Enrolment } from '../journal/wallet-store.ts';
import type { WalletPorts } from '../ports.ts';
import { checkCertificate } from './check-certificate.ts';

type CertStatus = CertRes['certStatus'];

const refusals: Readonly<Record<Exclude<CertStatus, 'requestComplete'>, WalletErrorCode>> = {
  requestInProgress: 'ERR_ENROLMENT_PENDED',
  requestPended: 'ERR_ENROLMENT_PENDED',
  regFormAnswerMalformed: 'ERR_ENROLMENT_FORM',
  sigValidationFail: 'ERR_ENROLMENT_SIG_VALIDATION_FAIL',
  rejectedByIssuer: 'ERR_ENROLMENT_REJECTED_BY_ISSUER',
  rejectedByCA: 'ERR_ENROLMENT_REJECTED_BY_CA',
  invalidBIN: 'ERR_ENROLMENT_INVALID_BIN',
};

/** A new pair; the private key never leaves the browser. */
export interface WalletKeys {
  readonly privateKey: CryptoKey;
  readonly publicKey: EcPublicJwk;
}

export async function newWalletKeys(): Promise<WalletKeys> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey);
  return { privateKey, publicKey: { kty: 'EC', crv: 'P-256', x, y } };
}

type Exchange = Pick<CertReq, 'rrpid' | 'lidEE' | 'challEE' | 'challCA'>;
type Proof = Pick<CertReq, 'chipCertificate' | 'requestType' | 'regFormId' | 'regForm'>;

/** `requestDate` is of the card's certificate, where there is one. */
export function newCertReq(
  { rrpid, lidEE, challEE, challCA }: Exchange,
  { pan, expiry }: CardNumber,
  { publicKey }: WalletKeys,
  proof: Proof & { readonly requestDate?: number },
  ports: WalletPorts,
): CertReq {
  return {
    ...{ rrpid, lidEE, challEE, challCA },
    requestDate: ports.now(),
    publicKey,
    pan,
    cardExpiry: expiry,
    cardSecret: encodeBase64Url(ports.random(20)),
    exNonce: encodeBase64Url(ports.random(20)),
    caBackKey: encodeBase64Url(ports.random(32)),
    ...proof,
  };
}

/** Sends a sealed CertReq. Throws ERR_NETWORK_* or why the answer can't be trusted; a status is an answer. */
export async function postCertReq(
  { enrolUrl }: Pick<Issuer, 'enrolUrl'>,
  { rrpid, challEE, caBackKey }: CertReq,
  sealed: string,
  ports: WalletPorts,
): Promise<CertRes> {
  const { trust } = await ports.setup();
  const answer = await ports.network.post(`${enrolUrl}/cert`, sealed, 'application/jose');
  return openCertRes(answer, { trust, at: ports.now(), rrpid, challEE, caBackKey });
}

export interface Requested {
  readonly card: CardNumber;
  readonly hasChip: boolean;
  readonly bankName: string;
  readonly keys: WalletKeys;
  readonly cardSecret: string;
}

/** What the answer makes of the wallet. Throws the bank's refusal, or what is wrong with the certificate. */
export async function enrolmentFrom(
  { certStatus, nonceCca, chain }: CertRes,
  { card, hasChip, bankName, keys, cardSecret }: Requested,
  ports: WalletPorts,
): Promise<Enrolment> {
  if (certStatus !== 'requestComplete') throw new WalletError(refusals[certStatus]);
  if (nonceCca === undefined || chain === undefined)
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { field: 'chain' });
  const panSecret = panSecretOf(decodeBase64Url(cardSecret), decodeBase64Url(nonceCca));
  const { publicKey, privateKey } = keys;
  const certificate = await checkCertificate(chain, { card, publicKey, panSecret }, ports);
  const { pan, expiry } = card;
  const secrets = { panSecret: encodeBase64Url(panSecret), cardSecret, card: { pan, expiry } };
  return {
    signer: { key: privateKey, thumb: certificate.thumb, chain },
    commonName: certificate.commonName,
    bankName,
    hasChip,
    bin: pan.slice(0, 6),
    lastDigits: pan.slice(-4),
    validUntil: certificate.notAfter,
    secrets: await sealSecrets(secrets, ports.random),
  };
}
