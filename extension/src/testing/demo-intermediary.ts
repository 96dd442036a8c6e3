/**
 * The intermediary for tests: MPReq against an Open To Buy, parked when it does not suffice, topped up by SET. It
 * keeps every message it received, so that a test can see what was sent, how often, and with which bytes.
 */
import {
  decodePInitReq,
  digestOf,
  encodeBase64Url,
  hashOrder,
  type MpCode,
  type MpInq,
  type MpResPrivate,
  makeMpRes,
  maxRefundsPerAnswer,
  mpInq,
  mpInqRes,
  newIdentifier,
  openMpReq,
  openPReq,
  pInitRes,
  pRes,
  type RefundNotice,
  type TopUp,
  type TransIds,
} from '@ecomm/protocol';
import { type TestWorld, testRandom } from '../../../packages/protocol/src/testing/demo-parties.ts';

export const intermediaryUrl = 'https://intermediary.example';
const topUpMinor = 2000;
const currency = 'EUR';

export class DemoIntermediary {
  readonly #world: TestWorld;
  readonly #now: () => number;
  readonly mpReqs: string[] = [];
  readonly pReqs: string[] = [];
  /** Accepted requests, by RRPID. */
  readonly accepted = new Map<string, string>();
  remainingMinor = 0;
  limitMinor = 0;
  /** Refuses every request with this code. */
  refuses: Exclude<MpCode, 'approved'> | undefined;
  /** The bank's answer to a top-up; undefined approves. */
  authCode: string | undefined;
  /** Changes what is asked of the wallet. */
  bendTopUp: (topUp: TopUp) => TopUp = (topUp) => topUp;
  readonly #topUps = new Map<string, TopUp>();
  readonly #initiated = new Map<string, { transIds: TransIds; challM: string; topUp: TopUp }>();
  readonly #pResByRequest = new Map<string, string>();
  #declined = false;

  constructor(world: TestWorld, now: () => number) {
    this.#world = world;
    this.#now = now;
  }

  async mpReq(message: string): Promise<string> {
    this.mpReqs.push(message);
    const at = this.#now();
    const { id, signer } = this.#identity();
    const { request, offer } = await openMpReq(message, {
      trust: this.#world.newTrust(),
      at,
      intermediaryId: id,
    });
    const stored = this.accepted.get(request.rrpid);
    if (stored !== undefined) return stored;
    const common = { rrpid: request.rrpid, iat: at, exp: at + 7 * 86_400, intermediaryId: id };
    const code = this.refuses ?? (this.#declined ? 'topUpDeclined' : undefined);
    if (code !== undefined) return makeMpRes({ ...common, code }, this.#secret(), signer);
    if (this.remainingMinor < offer.amount.value) {
      const topUp = this.#newTopUp();
      return makeMpRes({ ...common, code: 'otbInsufficient' }, { ...this.#secret(), topUp }, signer);
    }
    this.remainingMinor -= offer.amount.value;
    const answer = await makeMpRes(
      {
        ...common,
        code: 'approved',
        receiptId: newIdentifier(testRandom),
        offerId: offer.offerId,
        offerDigest: await digestOf(request.offer),
        merchantId: offer.merchantId,
        amount: offer.amount,
        challM: offer.challM,
        deliveryTag: request.deliveryTag,
        acceptedAt: at,
        adviceDeadline: at + 86_400,
        period: '2026-11-23',
      },
      this.#secret(),
      signer,
    );
    this.accepted.set(request.rrpid, answer);
    return answer;
  }

  /** What it will tell of. */
  readonly refunds: RefundNotice[] = [];
  readonly inquiries: MpInq[] = [];

  async mpInq(message: string): Promise<string> {
    const at = this.#now();
    const { id, signer } = this.#identity();
    const { payload } = await mpInq.open(message, { trust: this.#world.newTrust(), at });
    this.inquiries.push(payload);
    const { otb } = this.#secret();
    return mpInqRes.sign(
      {
        ...{ rrpid: payload.rrpid, intermediaryId: id, iat: at, exp: at + 7 * 86_400 },
        ...(otb === undefined ? {} : { otb }),
        refunds: this.refunds.filter((refund) => refund.at >= payload.since).slice(0, maxRefundsPerAnswer),
        ...(payload.topUp && this.offersTopUp ? { topUp: this.#newTopUp() } : {}),
      },
      signer,
    );
  }

  /** When a wallet asks ahead of need. */
  offersTopUp = true;

  async pInit(message: string): Promise<string> {
    const request = decodePInitReq(message);
    const at = this.#now();
    const { lidC, lidM = '', language, rrpid, challC } = request;
    const topUp = this.#topUps.get(lidM);
    if (topUp === undefined) throw new Error('no such top-up');
    const transIds = { lidC, lidM, xid: newIdentifier(testRandom), preqDate: at, language };
    const challM = newIdentifier(testRandom);
    this.#initiated.set(transIds.xid, { transIds, challM, topUp });
    const { gateway } = this.#world;
    return pInitRes.sign(
      {
        transIds,
        rrpid,
        challC,
        challM,
        gatewayThumb: gateway.keyExchangeCertificate?.thumb ?? '',
        gatewayChain: [...gateway.keyExchangeChain],
        iat: at,
        exp: at + 300,
      },
      this.#identity().signer,
    );
  }

  async preq(message: string): Promise<string> {
    this.pReqs.push(message);
    const repeated = this.#pResByRequest.get(message);
    if (repeated !== undefined) return repeated;
    const { transIds } = JSON.parse(JSON.parse(message).oiData) as { transIds: TransIds };
    const initiated = this.#initiated.get(transIds.xid);
    if (initiated === undefined) throw new Error('no such transaction');
    const { challM, topUp } = initiated;
    const at = this.#now();
    const { oiData } = await openPReq(message, {
      trust: this.#world.newTrust(),
      at,
      transIds: initiated.transIds,
      challM,
      hodOf: (odSalt) => hashOrder(topUp.order, topUp.purchAmt, odSalt),
    });
    if (this.authCode === undefined) {
      this.limitMinor = topUp.purchAmt.value;
      this.remainingMinor = topUp.purchAmt.value;
    } else {
      this.#declined = true;
    }
    const { rrpid, challC } = oiData;
    const authStatus = { authDate: at, ...(this.authCode === undefined ? {} : { authCode: this.authCode }) };
    const answer = await pRes.sign(
      {
        transIds,
        rrpid,
        challC,
        completionCode: 'authorizationPerformed',
        authStatus,
        iat: at,
        exp: at + 86_400,
      },
      this.#identity().signer,
    );
    this.#pResByRequest.set(message, answer);
    return answer;
  }

  #newTopUp(): TopUp {
    const topUp = this.bendTopUp({
      setUrl: `${intermediaryUrl}/set`,
      purchAmt: { currency, value: topUpMinor },
      order: 'Open to Buy 20.00 EUR',
      lidM: newIdentifier(testRandom),
    });
    this.#topUps.set(topUp.lidM, topUp);
    return topUp;
  }

  #secret(): MpResPrivate {
    const otb =
      this.limitMinor === 0
        ? {}
        : {
            otb: {
              remaining: { currency, value: this.remainingMinor },
              limit: { currency, value: this.limitMinor },
              expires: this.#now() + 86_400,
            },
          };
    return { salt: encodeBase64Url(testRandom(32)), ...otb };
  }

  #identity() {
    const { intermediary } = this.#world;
    return { id: intermediary.partyId, signer: intermediary.signer };
  }
}
