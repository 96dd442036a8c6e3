/** A merchant for tests: it asks the gateway, and opens what comes back. */
import {
  type AuthReq,
  type AuthRes,
  type AuthRevReq,
  type AuthRevRes,
  authReq,
  authRes,
  authRevReq,
  authRevRes,
  type CapReq,
  type CapRes,
  capReq,
  capRes,
  digestOf,
  type EnclosedMessage,
  type Identity,
  newIdentifier,
  type SealRecipient,
} from '@ecomm/protocol';
import { type House, testRandom } from './test-house.ts';
import type { Purchase } from './test-wallet.ts';

export interface AuthReqOptions {
  readonly merchant?: Identity;
  readonly captureNow?: boolean;
  readonly subsequentAuthInd?: boolean;
  /** An AuthToken in place of the payment instructions. */
  readonly authToken?: string;
  readonly valueMinor?: number;
  readonly gateway?: SealRecipient;
  readonly bend?: (request: AuthReq) => AuthReq;
}

export interface PreparedAuthReq {
  readonly request: AuthReq;
  readonly body: string;
}

export async function makeAuthReq(
  house: House,
  purchase: Purchase,
  options: AuthReqOptions = {},
): Promise<PreparedAuthReq> {
  const { merchant = house.intermediary, captureNow = false, authToken, valueMinor } = options;
  const { bend = (request) => request, subsequentAuthInd, gateway = house.gateway } = options;
  const baggage = authToken ?? purchase.pi;
  const request = bend({
    rrpid: newIdentifier(testRandom),
    merchantId: merchant.partyId,
    transIds: purchase.transIds,
    authReqAmt: valueMinor === undefined ? purchase.amount : { ...purchase.amount, value: valueMinor },
    captureNow,
    checkDigests: { oiDigest: purchase.oiDigest, hod: purchase.hod },
    ...(authToken === undefined ? {} : { piKind: 'authToken' as const }),
    ...(subsequentAuthInd === undefined ? {} : { subsequentAuthInd }),
    baggageDigest: await digestOf(baggage),
    merchantChain: [...merchant.keyExchangeChain],
    ...timesAt(house),
  });
  return { request, body: await authReq.make(request, merchant.signer, gateway, baggage) };
}

/** Asks, and opens the AuthRes. Throws when the gateway answered an error. */
export async function askForAuthorization(
  house: House,
  { body }: PreparedAuthReq,
  merchant = house.intermediary,
): Promise<AuthRes> {
  return openAnswer(house, authRes, await house.post('/set/authreq', body), merchant);
}

export async function authorizePurchase(
  house: House,
  purchase: Purchase,
  options: AuthReqOptions = {},
): Promise<{ request: AuthReq; response: AuthRes }> {
  const prepared = await makeAuthReq(house, purchase, options);
  return {
    request: prepared.request,
    response: await askForAuthorization(house, prepared, options.merchant),
  };
}

type CapItem = CapReq['items'][number];

export async function makeCapReq(house: House, items: CapItem[], merchant = house.intermediary) {
  const request: CapReq = {
    rrpid: newIdentifier(testRandom),
    merchantId: merchant.partyId,
    items,
    merchantChain: [...merchant.keyExchangeChain],
    ...timesAt(house),
  };
  return capReq.make(request, merchant.signer, house.gateway);
}

export async function captureItems(
  house: House,
  items: CapItem[],
  merchant = house.intermediary,
): Promise<CapRes> {
  const body = await makeCapReq(house, items, merchant);
  return openAnswer(house, capRes, await house.post('/set/capreq', body), merchant);
}

export interface ReversalOptions {
  readonly newValueMinor?: number;
  readonly capToken?: string | undefined;
  readonly merchant?: Identity;
  readonly bend?: (request: AuthRevReq) => AuthRevReq;
}

export async function makeAuthRevReq(
  house: House,
  reversed: Pick<AuthReq, 'rrpid' | 'transIds' | 'authReqAmt'>,
  options: ReversalOptions = {},
): Promise<string> {
  const { newValueMinor = 0, capToken, merchant = house.intermediary, bend = (request) => request } = options;
  const request = bend({
    rrpid: newIdentifier(testRandom),
    merchantId: merchant.partyId,
    transIds: reversed.transIds,
    authRrpid: reversed.rrpid,
    ...(capToken === undefined ? {} : { capToken }),
    authNewAmt: { currency: reversed.authReqAmt.currency, value: newValueMinor },
    merchantChain: [...merchant.keyExchangeChain],
    ...timesAt(house),
  });
  return authRevReq.make(request, merchant.signer, house.gateway);
}

export async function reverseAuthorization(
  house: House,
  reversed: Pick<AuthReq, 'rrpid' | 'transIds' | 'authReqAmt'>,
  options: ReversalOptions = {},
): Promise<AuthRevRes> {
  const body = await makeAuthRevReq(house, reversed, options);
  return openAnswer(house, authRevRes, await house.post('/set/authrevreq', body), options.merchant);
}

/** Opens a sealed answer as the merchant does. */
export async function openAnswer<T>(
  house: House,
  message: EnclosedMessage<T>,
  response: Response,
  merchant = house.intermediary,
): Promise<T> {
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
  const openers = merchant.opener === undefined ? [] : [merchant.opener];
  return (await message.open(text, { trust: house.trust, at: house.clock.at, openers })).payload;
}

function timesAt({ clock }: House) {
  return { iat: clock.at, exp: clock.at + 3600 };
}
