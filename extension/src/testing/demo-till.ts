/**
 * A shop's till and its bank's gateway for tests: the payment initiation, PInit, PReq, inquiries. It keeps what it
 * received, pays each transaction once, and opens the payment instructions as the gateway would.
 */
import {
  type AuthReq,
  type CompletionCode,
  decodePInitReq,
  digestOf,
  encodeInitiation,
  hashOrder,
  type Identity,
  type Initiation,
  newIdentifier,
  openInqReq,
  openPaymentInstructions,
  openPReq,
  type PaymentInstructions,
  type PInitRes,
  type PRes,
  ProtocolError,
  pInitRes,
  pRes,
  type TransIds,
  transIdsOfPReq,
} from '@ecomm/protocol';
import { type TestWorld, testRandom } from '../../../packages/protocol/src/testing/demo-parties.ts';

export const tillOrigin = 'https://librairie.example';
export const testOrder = 'Le Minitel, une histoire\r\n1 × 24.80 EUR, par la poste';

interface Taken {
  readonly transIds: TransIds;
  readonly challM: string;
  paid?: { readonly hod: string; readonly authCode: string | undefined; readonly cardholder: string };
}

export class DemoTill {
  readonly #world: TestWorld;
  readonly #now: () => number;
  readonly #taken = new Map<string, Taken>();
  readonly #answers = new Map<string, string>();
  /** The thumbs of each PInitReq. */
  readonly thumbs: (readonly string[])[] = [];
  readonly pReqs: string[] = [];
  readonly inquiries: string[] = [];
  /** What the gateway opened, one per transaction that was paid. */
  readonly instructions: PaymentInstructions[] = [];
  readonly lidM = newIdentifier(testRandom);
  merchant: Identity;
  gateway: Identity;
  /** The bank's answer; undefined approves. */
  authCode: string | undefined;
  mediaType = 'application/set-payment-initiation';
  /** Changes what the till says of itself, or how it is written. */
  bendInitiation: (initiation: Initiation) => Initiation = (initiation) => initiation;
  bendText: (text: string) => string = (text) => text;
  bendPInitRes: (response: PInitRes) => PInitRes = (response) => response;
  bendPRes: (response: PRes) => PRes = (response) => response;
  /** The till takes orders and has the bank asked later. */
  isSlow = false;

  constructor(world: TestWorld, now: () => number) {
    this.#world = world;
    this.#now = now;
    this.merchant = world.merchant1;
    this.gateway = world.gateway;
  }

  initiation(): string {
    return this.bendText(
      encodeInitiation(
        this.bendInitiation({
          setUrl: `${tillOrigin}/till`,
          queryUrl: `${tillOrigin}/till/inq`,
          successUrl: `${tillOrigin}/thanks`,
          failureUrl: `${tillOrigin}/refused`,
          cancelUrl: `${tillOrigin}/cart`,
          lidM: this.lidM,
          purchAmt: { currency: 'EUR', value: 2480 },
          brands: ['CB-demo'],
          order: testOrder,
        }),
      ),
    );
  }

  async pInit(message: string): Promise<string> {
    const { lidC, lidM, language, rrpid, challC, thumbs = [] } = decodePInitReq(message);
    const at = this.#now();
    const transIds: TransIds = { lidC, lidM, xid: newIdentifier(testRandom), preqDate: at, language };
    const challM = newIdentifier(testRandom);
    this.#taken.set(transIds.xid, { transIds, challM });
    const { keyExchangeCertificate, keyExchangeChain } = this.gateway;
    const gatewayThumb = keyExchangeCertificate?.thumb ?? '';
    this.thumbs.push(thumbs);
    const response: PInitRes = {
      transIds,
      rrpid,
      challC,
      challM,
      gatewayThumb,
      ...(thumbs.includes(gatewayThumb) ? {} : { gatewayChain: [...keyExchangeChain] }),
      origin: tillOrigin,
      iat: at,
      exp: at + 3600,
    };
    return pInitRes.sign(this.bendPInitRes(response), this.merchant.signer);
  }

  async pReq(message: string): Promise<string> {
    this.pReqs.push(message);
    const answered = this.#answers.get(message);
    if (answered !== undefined) return answered;
    const taken = this.#find(transIdsOfPReq(message).xid);
    const { transIds, challM } = taken;
    const trust = this.#world.newTrust();
    const at = this.#now();
    const { oiData, oiDigest, pi, cardholder } = await openPReq(message, {
      trust,
      at,
      transIds,
      challM,
      hodOf: (odSalt) => hashOrder(testOrder, { currency: 'EUR', value: 2480 }, odSalt),
    });
    const { hod, rrpid, challC } = oiData;
    const opened = await openPaymentInstructions(pi, {
      trust,
      at,
      openers: this.gateway.opener === undefined ? [] : [this.gateway.opener],
      authReq: await this.#authReq(transIds, oiDigest, hod),
      gatewayThumb: this.gateway.keyExchangeCertificate?.thumb ?? '',
      brand: 'CB-demo',
    });
    if (opened.status !== 'valid')
      throw new Error(`the gateway would answer ${opened.status} ${opened.field}`);
    this.instructions.push(opened.instructions);
    taken.paid = { hod, authCode: this.authCode, cardholder: cardholder?.commonName ?? '' };
    const answer = await this.#answer(taken, { rrpid, challC });
    this.#answers.set(message, answer);
    return answer;
  }

  async inquire(message: string): Promise<string> {
    this.inquiries.push(message);
    const { request, cardholder } = await openInqReq(message, {
      trust: this.#world.newTrust(),
      at: this.#now(),
    });
    const taken = this.#find(request.transIds.xid);
    if (taken.paid !== undefined && taken.paid.cardholder !== cardholder?.commonName)
      throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
    return this.#answer(taken, { rrpid: request.rrpid, challC: request.challC2 });
  }

  #find(xid: string): Taken {
    const taken = this.#taken.get(xid);
    if (taken === undefined) throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
    return taken;
  }

  async #authReq(transIds: TransIds, oiDigest: string, hod: string): Promise<AuthReq> {
    return {
      rrpid: newIdentifier(testRandom),
      merchantId: this.merchant.partyId,
      transIds,
      authReqAmt: { currency: 'EUR', value: 2480 },
      captureNow: false,
      checkDigests: { oiDigest, hod },
      baggageDigest: await digestOf(''),
      merchantChain: [...this.merchant.keyExchangeChain],
      iat: this.#now(),
      exp: this.#now() + 300,
    };
  }

  async #answer({ transIds, paid }: Taken, asked: { rrpid: string; challC: string }): Promise<string> {
    const at = this.#now();
    const completionCode: CompletionCode =
      paid === undefined
        ? 'orderNotReceived'
        : this.isSlow
          ? 'orderReceived'
          : paid.authCode === undefined
            ? 'authorizationPerformed'
            : 'orderRejected';
    const status =
      paid === undefined || this.isSlow
        ? {}
        : {
            hod: paid.hod,
            authStatus:
              paid.authCode === undefined
                ? { authDate: at, authorizationNumber: 'A1B2C3', authRatioMillionths: 1_000_000 }
                : { authDate: at, authCode: paid.authCode },
          };
    const response: PRes = { transIds, ...asked, completionCode, ...status, iat: at, exp: at + 86_400 };
    return pRes.sign(this.bendPRes(response), this.merchant.signer);
  }
}
