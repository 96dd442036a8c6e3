/**
 * A gateway for tests, with the protocol's real messages and keys: it opens what is sealed to it, checks the dual
 * signature, holds, captures and releases, and can be told to be down, to lose its answers, or to decline.
 */
import {
  type AuthCode,
  answerRetentionSeconds,
  authReq,
  authRes,
  authRevReq,
  authRevRes,
  capReq,
  capRes,
  credReq,
  credRes,
  decodeChain,
  digestOf,
  errorMessageFor,
  type Identity,
  newIdentifier,
  openPaymentInstructions,
  ProtocolError,
  type SealRecipient,
  type TrustStore,
} from '@ecomm/protocol';
import { testBrand, testRandom } from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { GatewayLink, GatewayPath, GatewayReply } from '../gateway/gateway-link.ts';
import type { Clock } from '../ports.ts';

export interface HeldAuthorization {
  readonly xid: string;
  readonly amountMinor: number;
  capturedMinor: number;
  creditedMinor: number;
  state: 'held' | 'captured' | 'reversed' | 'declined';
}

const authorizationLifeSeconds = 30 * 24 * 3600;

export class FakeGateway implements GatewayLink {
  /** By the AuthReq's RRPID. */
  readonly authorizations = new Map<string, HeldAuthorization>();
  /** Everything that came, in order, also what was lost. */
  readonly received: { path: GatewayPath; body: string }[] = [];
  /** `down`: nothing arrives. `loseAnswers`: it arrives and is executed, the answer does not come back. */
  line: 'up' | 'down' | 'loseAnswers' = 'up';
  /** What the brand has published, as JSON. */
  revocation: string | undefined;
  /** What the bank says to the next AuthReqs. */
  authCode: AuthCode = 'approved';
  refusesCredits = false;
  /** What CapReqs get, when not `success`. */
  capCode: 'success' | 'authExpired' = 'success';
  readonly #identity: Identity;
  readonly #trust: TrustStore;
  readonly #clock: Clock;
  readonly #answers = new Map<string, Promise<string>>();
  readonly #reversedBefore = new Set<string>();

  constructor(identity: Identity, trust: TrustStore, clock: Clock) {
    this.#identity = identity;
    this.#trust = trust;
    this.#clock = clock;
  }

  get heldMinor(): number {
    return this.#sum('held', ({ amountMinor }) => amountMinor);
  }

  get capturedMinor(): number {
    return this.#sum('captured', ({ capturedMinor }) => capturedMinor);
  }

  get creditedMinor(): number {
    return this.#sum('captured', ({ creditedMinor }) => creditedMinor);
  }

  async readRevocation(): Promise<string | undefined> {
    if (this.line === 'down') throw new Error('down');
    return this.revocation;
  }

  async send(path: GatewayPath, body: string): Promise<GatewayReply> {
    if (this.line === 'down') return { status: 'unreachable', reason: 'down' };
    this.received.push({ path, body });
    try {
      const answer = await this.#answerOnce(path, body);
      if (this.line === 'loseAnswers') return { status: 'unreachable', reason: 'lost' };
      return { status: 'answered', body: answer };
    } catch (error) {
      const message = errorMessageFor(error);
      if (message === undefined) throw error;
      return { status: 'refused', code: message.code };
    }
  }

  /** As a gateway does some days after it has given them. */
  forgetAnswers(): void {
    this.#answers.clear();
  }

  async #answerOnce(path: GatewayPath, body: string): Promise<string> {
    const digest = await digestOf(body);
    const known = this.#answers.get(digest);
    if (known !== undefined) return known;
    const answer = this.#execute(path, body);
    this.#answers.set(digest, answer);
    // What is refused is executed anew.
    answer.catch(() => this.#answers.delete(digest));
    return answer;
  }

  #execute(path: GatewayPath, body: string): Promise<string> {
    switch (path) {
      case '/set/authreq':
        return this.#authorise(body);
      case '/set/authrevreq':
        return this.#reverse(body);
      case '/set/capreq':
        return this.#capture(body);
      case '/set/credreq':
        return this.#credit(body);
    }
  }

  async #authorise(body: string): Promise<string> {
    const { payload, baggage = '' } = await authReq.open(body, this.#reading());
    const instructions = await openPaymentInstructions(baggage, {
      ...this.#reading(),
      authReq: payload,
      gatewayThumb: this.#identity.opener?.thumb ?? '',
      brand: testBrand,
    });
    if (instructions.status !== 'valid')
      throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: instructions.field });
    const { rrpid, transIds, authReqAmt } = payload;
    if (this.authorizations.has(rrpid)) throw new ProtocolError('ERR_RRPID_REUSED');
    const authCode = this.#reversedBefore.has(rrpid) ? 'invalidTransaction' : this.authCode;
    this.authorizations.set(rrpid, {
      xid: transIds.xid,
      amountMinor: authReqAmt.value,
      capturedMinor: 0,
      creditedMinor: 0,
      state: authCode === 'approved' ? 'held' : 'declined',
    });
    const approved =
      authCode === 'approved'
        ? {
            authorizationNumber: 'A1B2C3',
            capToken: newIdentifier(testRandom),
            capExpires: this.#clock() + authorizationLifeSeconds,
          }
        : {};
    const answer = { rrpid, transIds, authCode, authAmt: authReqAmt, authDate: this.#clock(), ...approved };
    return authRes.make({ ...answer, ...this.#times() }, this.#identity.signer, await this.#to(payload));
  }

  async #reverse(body: string): Promise<string> {
    const { payload } = await authRevReq.open(body, this.#reading());
    const { rrpid, transIds, authRrpid, authNewAmt } = payload;
    const held = this.authorizations.get(authRrpid);
    if (held === undefined) this.#reversedBefore.add(authRrpid);
    else if (held.state === 'held') held.state = 'reversed';
    const authRevCode = held?.state === 'captured' ? ('invalidTransaction' as const) : ('approved' as const);
    return authRevRes.make(
      { rrpid, transIds, authRevCode, authNewAmt, ...this.#times() },
      this.#identity.signer,
      await this.#to(payload),
    );
  }

  async #capture(body: string): Promise<string> {
    const { payload } = await capReq.open(body, this.#reading());
    const items = payload.items.map(({ transIds: { xid }, authRrpid, capAmt }) => {
      const held = this.authorizations.get(authRrpid);
      if (held === undefined || held.state !== 'held' || capAmt.value > held.amountMinor)
        return { xid, capCode: 'invalidAuthData' as const, capAmt: { ...capAmt, value: 0 } };
      if (this.capCode !== 'success') return { xid, capCode: this.capCode, capAmt: { ...capAmt, value: 0 } };
      held.state = 'captured';
      held.capturedMinor = capAmt.value;
      return { xid, capCode: 'success' as const, capAmt };
    });
    return capRes.make(
      { rrpid: payload.rrpid, items, ...this.#times() },
      this.#identity.signer,
      await this.#to(payload),
    );
  }

  async #credit(body: string): Promise<string> {
    const { payload } = await credReq.open(body, this.#reading());
    const items = payload.items.map(({ transIds: { xid }, authRrpid, amount }) => {
      const held = this.authorizations.get(authRrpid);
      const isCovered = held?.state === 'captured' && amount.value <= held.capturedMinor - held.creditedMinor;
      if (!isCovered || held === undefined || this.refusesCredits)
        return { xid, code: 'capDataMismatch' as const, amount: { ...amount, value: 0 } };
      held.creditedMinor += amount.value;
      return { xid, code: 'success' as const, amount };
    });
    return credRes.make(
      { rrpid: payload.rrpid, items, ...this.#times() },
      this.#identity.signer,
      await this.#to(payload),
    );
  }

  #reading() {
    const { opener } = this.#identity;
    return { trust: this.#trust, at: this.#clock(), openers: opener === undefined ? [] : [opener] };
  }

  #times() {
    return { iat: this.#clock(), exp: this.#clock() + answerRetentionSeconds };
  }

  async #to({ merchantChain }: { readonly merchantChain: readonly string[] }): Promise<SealRecipient> {
    const [leaf] = await decodeChain(merchantChain);
    return this.#trust.certificateFor({
      thumb: leaf?.thumb ?? '',
      x5c: merchantChain,
      roles: ['merchant'],
      purpose: 'keyExchange',
      at: this.#clock(),
    });
  }

  #sum(state: HeldAuthorization['state'], of: (authorization: HeldAuthorization) => number): number {
    return [...this.authorizations.values()]
      .filter((authorization) => authorization.state === state)
      .reduce((total, authorization) => total + of(authorization), 0);
  }
}
