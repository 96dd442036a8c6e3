/** What the gateway is made of: its keys, whom it trusts, its books, and the bank behind it. */
import {
  type Identity,
  ProtocolError,
  type Reading,
  type SealOpener,
  type SealRecipient,
  type TrustStore,
} from '@ecomm/protocol';
import type { Ports } from '../ports.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { AuthorizationStore } from '../store/authorization-store.ts';
import type { UnitOfWork } from '../store/unit-of-work.ts';
import type { IssuerHost } from './issuer-host.ts';

export interface GatewayParts extends Ports {
  readonly identity: Identity;
  readonly trust: TrustStore;
  /** SET's BrandID: cards and merchants of another are refused. */
  readonly brand: string;
  readonly issuer: IssuerHost;
  readonly work: UnitOfWork;
  readonly answers: AnswerStore;
  readonly authorizations: AuthorizationStore;
}

export interface Gateway extends GatewayParts {
  readonly opener: SealOpener;
  /** Its own key-exchange certificate, to seal capture tokens to itself. */
  readonly self: SealRecipient;
}

/** How long an authorization may wait to be captured. */
export const authorizationLifeSeconds = 30 * 24 * 3600;

/** Throws ERR_CERTIFICATE_* when the gateway's own certificate does not serve now. */
export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const { identity, trust } = parts;
  if (identity.opener === undefined)
    throw new ProtocolError('ERR_CERTIFICATE_MISSING', { partyId: identity.partyId });
  const self = await trust.certificateFor({
    thumb: identity.opener.thumb,
    x5c: identity.keyExchangeChain,
    roles: ['gateway'],
    purpose: 'keyExchange',
    at: parts.clock(),
  });
  return { ...parts, opener: identity.opener, self: { thumb: self.thumb, publicKey: self.publicKey } };
}

/** How the gateway reads what is sealed to it at this moment. */
export function readingOf(gateway: Gateway, at: number): Reading & { openers: readonly SealOpener[] } {
  return { trust: gateway.trust, at, openers: [gateway.opener] };
}
