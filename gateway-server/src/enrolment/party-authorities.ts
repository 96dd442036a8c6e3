/** What the acquirer's authorities for merchants and for gateways are made of. */
import { type Identity, ProtocolError, type SealOpener, type TrustStore } from '@ecomm/protocol';
import type { Acquirer } from '../data-directory.ts';
import type { Ports } from '../ports.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { EnrolmentStore } from '../store/enrolment-store.ts';
import type { PartyStore, PartyType } from '../store/party-store.ts';
import type { RevocationStore } from '../store/revocation-store.ts';
import type { UnitOfWork } from '../store/unit-of-work.ts';

export interface PartyAuthorityParts extends Ports {
  readonly acquirer: Acquirer;
  readonly brand: string;
  readonly identities: { readonly merchants: Identity; readonly gateways: Identity };
  /** Whose certificates may renew themselves. */
  readonly trust: TrustStore;
  readonly work: UnitOfWork;
  readonly answers: AnswerStore;
  readonly enrolment: EnrolmentStore;
  readonly parties: PartyStore;
  readonly revocations: RevocationStore;
}

/** One of the two, at work. */
export interface PartyAuthority extends Omit<PartyAuthorityParts, 'identities'> {
  readonly type: PartyType;
  readonly identity: Identity;
  readonly opener: SealOpener;
}

export type PartyAuthorities = Readonly<Record<PartyType, PartyAuthority>>;

export function createPartyAuthorities({ identities, ...parts }: PartyAuthorityParts): PartyAuthorities {
  const authorityFor = (type: PartyType, identity: Identity): PartyAuthority => {
    const { opener, partyId } = identity;
    if (opener === undefined) throw new ProtocolError('ERR_CERTIFICATE_MISSING', { partyId });
    return { ...parts, type, identity, opener };
  };
  return {
    merchant: authorityFor('merchant', identities.merchants),
    gateway: authorityFor('gateway', identities.gateways),
  };
}

/** SET's RequestType begins with whom it is for. */
export function partyTypeOf(requestType: string): PartyType {
  return requestType.startsWith('mer') ? 'merchant' : 'gateway';
}
