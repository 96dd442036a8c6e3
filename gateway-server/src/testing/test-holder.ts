/** A holder without a chip, for tests: asks for the bank's form, fills it in, inquires; and renews with the old key. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CertReq,
  type CertRes,
  cardCInitRes,
  type EcPublicJwk,
  encodeBase64Url,
  encodeCardCInitReq,
  makeCertInqReq,
  makeCertRenewReq,
  makeCertReq,
  makeRegFormReq,
  newIdentifier,
  openCertRes,
  type RegFormReq,
  type RegFormRes,
  regFormRes,
  type SealRecipient,
  type Signer,
} from '@ecomm/protocol';
import { type House, type TestHouse, testRandom } from './test-house.ts';

export interface ChiplessCard {
  readonly cardId: string;
  readonly pan: string;
  readonly cardExpiry: string;
  readonly holderName: string;
  readonly passphrase: string;
}

export async function readChiplessCard(house: TestHouse, cardId: string): Promise<ChiplessCard> {
  const file = join(house.directory, 'cards-without-chip.json');
  const cards: ChiplessCard[] = JSON.parse(await readFile(file, 'utf8'));
  const card = cards.find((candidate) => candidate.cardId === cardId);
  if (card === undefined) throw new Error(`no card ${cardId}`);
  return card;
}

export function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
}

/** CardCInit, for the authority's certificate and a challenge. */
export async function meetAuthority(house: House) {
  const [rrpid, lidEE, challEE] = [0, 1, 2].map(() => newIdentifier(testRandom)) as [string, string, string];
  const body = encodeCardCInitReq({ rrpid, lidEE, challEE, brand: 'CB-demo' });
  const answer = await (await house.post('/set/cardcinit', body)).text();
  const { payload } = await cardCInitRes.open(answer, { trust: house.trust, at: house.clock.at });
  const authority = await house.trust.certificateFor({
    thumb: payload.caThumb,
    x5c: payload.caChain,
    roles: ['cardholderCa'],
    purpose: 'keyExchange',
    at: house.clock.at,
  });
  return { authority, rrpid, lidEE, challEE, challCA: payload.challCA };
}

export async function askForForm(
  house: House,
  authority: SealRecipient,
  request: Partial<RegFormReq> & Pick<RegFormReq, 'pan'>,
): Promise<RegFormRes> {
  const message = await makeRegFormReq(
    {
      rrpid: newIdentifier(testRandom),
      lidEE: newIdentifier(testRandom),
      challEE2: newIdentifier(testRandom),
      requestType: 'cardInitialSig',
      language: 'fr',
      exNonce: newIdentifier(testRandom),
      ...request,
    },
    authority,
  );
  const answer = await (await house.post('/set/regform', message, 'application/jose')).text();
  return (await regFormRes.open(answer, { trust: house.trust, at: house.clock.at })).payload;
}

export interface FormEnrolment {
  readonly keys: CryptoKeyPair;
  readonly request: CertReq;
  readonly message: string;
}

export interface FormOptions {
  readonly keys?: CryptoKeyPair;
  readonly bend?: (request: CertReq) => CertReq;
}

/** RegForm, then CertReq with the right answers ready to be sent; `bend` changes it before it is signed. */
export async function prepareFormEnrolment(
  house: House,
  card: ChiplessCard,
  { keys, bend = (request) => request }: FormOptions = {},
): Promise<FormEnrolment> {
  const { authority } = await meetAuthority(house);
  const form = await askForForm(house, authority, { pan: card.pan });
  const walletKeys = keys ?? (await newKeys());
  const request = bend({
    ...(await newRequest(house, card, walletKeys)),
    lidEE: form.lidEE,
    challCA: form.challCA,
    regFormId: form.regForm?.regFormId ?? '',
    regForm: [
      { name: 'holderName', value: card.holderName },
      { name: 'passphrase', value: card.passphrase },
    ],
  });
  const message = await makeCertReq(request, walletKeys.privateKey, authority);
  return { keys: walletKeys, request, message };
}

export async function prepareRenewal(
  house: House,
  card: Pick<ChiplessCard, 'pan' | 'cardExpiry'>,
  { old, keys, bend = (request) => request }: FormOptions & { readonly old: Signer },
): Promise<FormEnrolment> {
  const { authority, rrpid, lidEE, challEE, challCA } = await meetAuthority(house);
  const walletKeys = keys ?? (await newKeys());
  const request = bend({
    ...(await newRequest(house, card, walletKeys)),
    ...{ rrpid, lidEE, challEE, challCA },
    requestType: 'cardRenewalSig',
  });
  const at = house.clock.at;
  const message = await makeCertRenewReq(
    request,
    { key: walletKeys.privateKey, oldSigner: old, at },
    authority,
  );
  return { keys: walletKeys, request, message };
}

export async function inquire(
  house: House,
  { keys, request }: FormEnrolment,
  lidCA: string,
): Promise<CertRes> {
  const inquiry = {
    rrpid: newIdentifier(testRandom),
    lidEE: request.lidEE,
    challEE: newIdentifier(testRandom),
    lidCA,
    iat: house.clock.at,
  };
  const body = await makeCertInqReq(inquiry, keys.privateKey);
  const answer = await (await house.post('/set/certinq', body, 'application/jose')).text();
  return openCertRes(answer, {
    trust: house.trust,
    at: house.clock.at,
    rrpid: inquiry.rrpid,
    challEE: inquiry.challEE,
    caBackKey: request.caBackKey,
  });
}

export async function publicJwkOf(key: CryptoKey): Promise<EcPublicJwk> {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', key);
  return { kty: 'EC', crv: 'P-256', x, y };
}

async function newRequest(
  house: House,
  card: Pick<ChiplessCard, 'pan' | 'cardExpiry'>,
  keys: CryptoKeyPair,
): Promise<CertReq> {
  return {
    rrpid: newIdentifier(testRandom),
    lidEE: newIdentifier(testRandom),
    challEE: newIdentifier(testRandom),
    challCA: newIdentifier(testRandom),
    requestDate: house.clock.at,
    publicKey: await publicJwkOf(keys.publicKey),
    pan: card.pan,
    cardExpiry: card.cardExpiry,
    cardSecret: newIdentifier(testRandom),
    exNonce: newIdentifier(testRandom),
    caBackKey: encodeBase64Url(testRandom(32)),
  };
}
