/** A wallet for tests: it enrols its key with a card, and makes payment instructions, honest or bent. */
import {
  type CertReq,
  type CertRes,
  type ChipCertificate,
  cardCInitRes,
  chipCertificateExtension,
  currencyOf,
  decodeBase64,
  decodeBase64Url,
  decodeCertificate,
  digestOf,
  type EcPublicJwk,
  encodeBase64Url,
  encodeCardCInitReq,
  enrolmentAmount,
  enrolmentDigest,
  enrolmentMerchantId,
  hashOrder,
  hmacSha256,
  makeCertReq,
  makePReq,
  makeUnsignedPReq,
  newIdentifier,
  openCertRes,
  type PiData,
  panSecretOf,
  type SealRecipient,
  type Signer,
  type TransIds,
} from '@ecomm/protocol';
import type { TestCard } from './test-card.ts';
import { type House, testRandom } from './test-house.ts';

export interface TestWallet {
  readonly card: TestCard;
  readonly signer: Signer;
  readonly cardSecret: Uint8Array;
  readonly panSecret: string;
}

export interface Enrolment {
  readonly keys: CryptoKeyPair;
  readonly request: CertReq;
  readonly message: string;
}

/** CardCInit, then CertReq ready to be sent; `bend` changes it before it is signed. */
export async function prepareEnrolment(
  house: House,
  card: TestCard,
  { keys, bend = (request) => request }: { keys?: CryptoKeyPair; bend?: (request: CertReq) => CertReq } = {},
): Promise<Enrolment> {
  const walletKeys =
    keys ??
    (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']));
  const [rrpid, lidEE, challEE] = [
    newIdentifier(testRandom),
    newIdentifier(testRandom),
    newIdentifier(testRandom),
  ];
  const answer = await house.post(
    '/set/cardcinit',
    encodeCardCInitReq({ rrpid, lidEE, challEE, brand: 'CB-demo' }),
  );
  const at = house.clock.at;
  const { payload } = await cardCInitRes.open(await answer.text(), { trust: house.trust, at });
  const authority = await house.trust.certificateFor({
    thumb: payload.caThumb,
    x5c: payload.caChain,
    roles: ['cardholderCa'],
    purpose: 'keyExchange',
    at,
  });
  const publicKey = await publicJwkOf(walletKeys.publicKey);
  const { number, exponent } = currencyOf(enrolmentAmount.currency);
  const chipCertificate = await card.certify({
    kind: 'enrolment',
    amountMinor: 0,
    currencyNumber: Number(number),
    exponent,
    dateSeconds: at,
    merchantId: enrolmentMerchantId,
    xid: decodeBase64Url(rrpid),
    hod: decodeBase64Url(await enrolmentDigest(payload.challCA, publicKey)),
  });
  const request = bend({
    rrpid,
    lidEE,
    challEE,
    challCA: payload.challCA,
    requestDate: at,
    publicKey,
    pan: card.file.pan,
    cardExpiry: card.file.expiry,
    cardSecret: encodeBase64Url(testRandom(20)),
    exNonce: newIdentifier(testRandom),
    chipCertificate,
    caBackKey: encodeBase64Url(testRandom(32)),
  });
  return { keys: walletKeys, request, message: await makeCertReq(request, walletKeys.privateKey, authority) };
}

export async function sendEnrolment(house: House, { request, message }: Enrolment): Promise<CertRes> {
  const answer = await house.post('/set/cert', message, 'application/jose');
  const { rrpid, challEE, caBackKey } = request;
  return openCertRes(await answer.text(), {
    trust: house.trust,
    at: house.clock.at,
    rrpid,
    challEE,
    caBackKey,
  });
}

export async function enrol(house: House, cardId: string): Promise<TestWallet> {
  const card = await house.card(cardId);
  const enrolment = await prepareEnrolment(house, card);
  const { certStatus, nonceCca, chain } = await sendEnrolment(house, enrolment);
  if (nonceCca === undefined || chain === undefined) throw new Error(`the bank answered ${certStatus}`);
  const certificate = await decodeCertificate(decodeBase64(chain[0] ?? ''));
  const cardSecret = decodeBase64Url(enrolment.request.cardSecret);
  return {
    card,
    signer: { key: enrolment.keys.privateKey, thumb: certificate.thumb, chain },
    cardSecret,
    panSecret: encodeBase64Url(panSecretOf(cardSecret, decodeBase64Url(nonceCca))),
  };
}

export interface PurchaseOptions {
  readonly valueMinor?: number;
  readonly currency?: string;
  readonly merchantId?: string;
  readonly withChip?: boolean;
  /** What the card is shown, when it is not what the shopper pays. */
  readonly chipValueMinor?: number;
  readonly bendChip?: (chip: ChipCertificate) => ChipCertificate;
  readonly bendPi?: (piData: PiData) => PiData;
  /** The gateway that the merchant names; the default one otherwise. */
  readonly gateway?: SealRecipient;
  /** Without a signature, as from the card form. */
  readonly unsigned?: boolean;
}

export interface Purchase {
  readonly transIds: TransIds;
  readonly hod: string;
  readonly oiDigest: string;
  readonly pi: string;
  readonly amount: { readonly currency: string; readonly value: number };
}

/** The payment half of a PReq, as the merchant gets it: sealed, with the digests that it must forward. */
export async function makePurchase(
  house: House,
  wallet: TestWallet,
  options: PurchaseOptions = {},
): Promise<Purchase> {
  const { valueMinor = 2000, currency = 'EUR', merchantId = 'INTERMEDIARY-1', withChip = true } = options;
  const { gateway = house.gateway } = options;
  const at = house.clock.at;
  const transIds: TransIds = {
    lidC: newIdentifier(testRandom),
    lidM: newIdentifier(testRandom),
    xid: newIdentifier(testRandom),
    preqDate: at,
    language: 'fr',
  };
  const amount = { currency, value: valueMinor };
  const odSalt = encodeBase64Url(testRandom(20));
  const hod = await hashOrder('Open To Buy', amount, odSalt);
  const { number, exponent } = currencyOf(currency);
  const { bendChip = (chip) => chip } = options;
  const certify = () =>
    wallet.card.certify({
      kind: 'purchase',
      amountMinor: options.chipValueMinor ?? valueMinor,
      currencyNumber: Number(number),
      exponent,
      dateSeconds: at,
      merchantId,
      xid: decodeBase64Url(transIds.xid),
      hod: decodeBase64Url(hod),
    });
  const chip = withChip ? bendChip(await certify()) : undefined;
  const piData: PiData = {
    piHead: {
      transIds,
      hod,
      purchAmt: amount,
      merchantId,
      transStain: encodeBase64Url(await hmacSha256(wallet.cardSecret, decodeBase64Url(transIds.xid))),
      gatewayThumb: gateway.thumb,
      ...(chip === undefined ? {} : { extensions: [chipCertificateExtension(chip)] }),
    },
    panData: {
      pan: wallet.card.file.pan,
      cardExpiry: wallet.card.file.expiry,
      panSecret: wallet.panSecret,
      exNonce: newIdentifier(testRandom),
    },
  };
  const oiData = {
    transIds,
    rrpid: newIdentifier(testRandom),
    challC: newIdentifier(testRandom),
    hod,
    odSalt,
    challM: newIdentifier(testRandom),
    brand: 'CB-demo',
    bin: wallet.card.file.pan.slice(0, 6),
  };
  const bent = options.bendPi?.(piData) ?? piData;
  const preq = JSON.parse(
    options.unsigned === true
      ? await makeUnsignedPReq(oiData, bent, gateway)
      : await makePReq(oiData, bent, wallet.signer, gateway),
  );
  return { transIds, hod, oiDigest: await digestOf(preq.oiData), pi: preq.pi, amount };
}

async function publicJwkOf(key: CryptoKey): Promise<EcPublicJwk> {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', key);
  return { kty: 'EC', crv: 'P-256', x, y };
}
