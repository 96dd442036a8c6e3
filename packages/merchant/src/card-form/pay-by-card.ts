/**
 * A purchase by a card number that is typed into the shop's own page, for those who have no wallet: the number is
 * sealed to the acquirer's gateway inside the page (SET's PReqUnsigned), and what is posted holds none of it.
 *
 * It proves no cardholder: no signature, no PIN, no card. What runs in the page is the shop's word for it.
 */
import {
  decodeChain,
  decodeErrorMessage,
  decodeInitiation,
  encodeBase64Url,
  encodePInitReq,
  hashOrder,
  type Initiation,
  initiationMediaType,
  makeUnsignedPReq,
  newIdentifier,
  noPanSecret,
  type OiData,
  openPInitRes,
  openPRes,
  type PRes,
  type Random,
  TrustStore,
} from '@ecomm/protocol';
import * as v from 'valibot';
import { readBounded } from '../web/read-bounded.ts';

export interface CardFormPurchase {
  /** The address of the order's initiation, on the page's own origin. */
  readonly initiationUrl: string;
  readonly pageOrigin: string;
  /** 12 to 19 digits. */
  readonly pan: string;
  /** YYYYMM. */
  readonly cardExpiry: string;
  /** `fr` or `fr-FR`. */
  readonly language: string;
}

export interface CardFormPorts {
  readonly fetch: typeof fetch;
  readonly random: Random;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly sleep: (durationMs: number) => Promise<void>;
  /** Root certificates, base64 DER; those that the shop names where it is left out. */
  readonly anchors?: readonly string[];
}

export type CardFormOutcome =
  | { readonly status: 'paid'; readonly successUrl: string }
  /** `authCode` is SET's. */
  | { readonly status: 'declined'; readonly authCode: string; readonly failureUrl: string }
  /** The bank or the shop takes purchases from wallets only. */
  | { readonly status: 'signatureRequired' }
  /** Sent, and not answered: the order's page will say what became of it. It must not be paid again before. */
  | { readonly status: 'unknown' }
  /** Nothing was paid; an error's code. */
  | { readonly status: 'refused'; readonly code: string };

const anchorsSchema = v.object({ anchors: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(8)) });

const maxAnswerBytes = 65_536;
const requestTimeoutMs = 15_000;
/** The bank's answer is waited for as long as a person would. */
const pReqAttempts = 10;

export const browserPorts: CardFormPorts = {
  fetch: (input, init) => fetch(input, init),
  random: (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount)),
  now: () => Math.floor(Date.now() / 1000),
  sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
};

/** Throws only what the network throws before anything was paid, and a ProtocolError for answers that prove nothing. */
export async function payByCard(
  purchase: CardFormPurchase,
  ports: CardFormPorts = browserPorts,
): Promise<CardFormOutcome> {
  const fetched = await ask(ports, purchase.initiationUrl, { headers: { accept: initiationMediaType } });
  if (fetched.status !== 'answered') return fetched.outcome;
  const initiation = decodeInitiation(new TextEncoder().encode(fetched.text), purchase.pageOrigin);
  const trust = new TrustStore({ anchors: await decodeChain(await anchorsFor(initiation, ports)) });
  const begun = await initialise(purchase, initiation, trust, ports);
  if (begun.status !== 'answered') return begun.outcome;
  const { oiData, pReq } = begun;
  return sendPReq(ports, initiation, { oiData, pReq, trust });
}

async function initialise(
  { pan, cardExpiry, language }: CardFormPurchase,
  { setUrl, lidM, purchAmt, order, brands }: Initiation,
  trust: TrustStore,
  ports: CardFormPorts,
): Promise<{ status: 'answered'; oiData: OiData; pReq: string } | Refused> {
  const { random, now } = ports;
  const identifier = () => newIdentifier(random);
  const [brand = ''] = brands;
  const bin = pan.slice(0, 6);
  const challC = identifier();
  const request = { rrpid: identifier(), language, lidC: identifier(), lidM, challC, brand, bin };
  const answer = await ask(ports, `${setUrl}/pinit`, postOf(encodePInitReq(request)));
  if (answer.status !== 'answered') return answer;
  const { payload, sender } = await openPInitRes(answer.text, { trust, at: now(), request });
  const { transIds, challM, gatewayThumb, gatewayChain } = payload;
  const gateway = await trust.certificateFor({
    thumb: gatewayThumb,
    x5c: gatewayChain,
    roles: ['gateway'],
    purpose: 'keyExchange',
    at: now(),
  });
  const odSalt = identifier();
  const hod = await hashOrder(order, purchAmt, odSalt);
  const oiData = { transIds, rrpid: identifier(), challC, hod, odSalt, challM, brand, bin };
  const piHead = {
    ...{ transIds, hod, purchAmt, gatewayThumb },
    merchantId: sender.merchantData?.merchantId ?? '',
    // There is no CardSecret to make a stain with.
    transStain: encodeBase64Url(random(32)),
  };
  const panData = { pan, cardExpiry, panSecret: noPanSecret, exNonce: identifier() };
  return { status: 'answered', oiData, pReq: await makeUnsignedPReq(oiData, { piHead, panData }, gateway) };
}

/** The same bytes again and again while the bank's answer is not known: they are executed once. */
async function sendPReq(
  ports: CardFormPorts,
  initiation: Initiation,
  { oiData, pReq, trust }: { oiData: OiData; pReq: string; trust: TrustStore },
): Promise<CardFormOutcome> {
  for (let attempt = 1; attempt <= pReqAttempts; attempt += 1) {
    const answer = await ask(ports, `${initiation.setUrl}/preq`, postOf(pReq)).catch(() => undefined);
    if (answer?.status === 'answered') {
      const { transIds, rrpid, challC } = oiData;
      const reading = { trust, at: ports.now(), transIds, rrpid, challC };
      return outcomeOf((await openPRes(answer.text, reading)).payload, initiation);
    }
    if (answer !== undefined && !answer.isTemporary) return answer.outcome;
    if (attempt < pReqAttempts) await ports.sleep(1000 + 500 * attempt);
  }
  return { status: 'unknown' };
}

function outcomeOf({ completionCode, authStatus }: PRes, initiation: Initiation): CardFormOutcome {
  const { successUrl, failureUrl } = initiation;
  switch (completionCode) {
    case 'authorizationPerformed':
    case 'capturePerformed':
    case 'creditPerformed':
      return { status: 'paid', successUrl };
    case 'signatureRequired':
      return { status: 'signatureRequired' };
    case 'orderRejected':
      return { status: 'declined', authCode: authStatus?.authCode ?? 'declined', failureUrl };
    case 'meaninglessRatio':
    case 'orderReceived':
    case 'orderNotReceived':
      return { status: 'unknown' };
  }
}

interface Refused {
  readonly status: 'refused';
  readonly outcome: CardFormOutcome;
  /** The same request may be answered later. */
  readonly isTemporary: boolean;
}

async function ask(
  ports: CardFormPorts,
  url: string,
  init: RequestInit,
): Promise<{ readonly status: 'answered'; readonly text: string } | Refused> {
  const response = await ports.fetch(url, {
    ...init,
    // What is sealed is for the shop's own address alone, and no cookie is needed.
    ...{ redirect: 'error', credentials: 'omit', cache: 'no-store' },
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  const text = await readBounded(response, maxAnswerBytes);
  if (response.ok) return { status: 'answered', text };
  const code = errorCodeIn(text);
  const outcome: CardFormOutcome =
    code === 'ERR_SIGNATURE_REQUIRED' ? { status: 'signatureRequired' } : { status: 'refused', code };
  return { status: 'refused', outcome, isTemporary: response.status >= 500 || response.status === 429 };
}

/** SET's Error, or the bare status of something between. */
function errorCodeIn(text: string): string {
  try {
    return decodeErrorMessage(text).code;
  } catch {
    return 'ERR_NETWORK_STATUS';
  }
}

function postOf(body: string): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body };
}

async function anchorsFor({ setUrl }: Initiation, ports: CardFormPorts): Promise<readonly string[]> {
  if (ports.anchors !== undefined) return ports.anchors;
  const response = await ports.fetch(`${setUrl}/anchors`, { redirect: 'error', credentials: 'omit' });
  return v.parse(anchorsSchema, JSON.parse(await readBounded(response, maxAnswerBytes))).anchors;
}
