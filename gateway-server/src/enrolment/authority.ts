/** What the cardholder authority is made of: the bank's certifying key, its books, and the issuer that knows cards. */
import { type Identity, ProtocolError, type SealOpener, type TrustStore } from '@ecomm/protocol';
import type { IssuerHost } from '../gateway/issuer-host.ts';
import type { Ports } from '../ports.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { EnrolmentStore } from '../store/enrolment-store.ts';
import type { FormHolderStore } from '../store/form-holder-store.ts';
import type { PendedRequestStore } from '../store/pended-request-store.ts';
import type { RevocationStore } from '../store/revocation-store.ts';
import type { UnitOfWork } from '../store/unit-of-work.ts';

export interface AuthorityParts extends Ports {
  readonly identity: Identity;
  readonly brand: string;
  /** The bank's name in the cardholder's certificate (subject OU). */
  readonly bankName: string;
  readonly issuer: IssuerHost;
  readonly work: UnitOfWork;
  readonly answers: AnswerStore;
  readonly enrolment: EnrolmentStore;
  readonly formHolders: FormHolderStore;
  readonly pendedRequests: PendedRequestStore;
  readonly revocations: RevocationStore;
  /** Whose certificates may renew themselves. */
  readonly trust: TrustStore;
  /** Whether a clerk looks at requests that came with a form before they are granted. */
  readonly formApproval: 'automatic' | 'manual';
}

export interface CardholderAuthority extends AuthorityParts {
  readonly opener: SealOpener;
}

export function createCardholderAuthority(parts: AuthorityParts): CardholderAuthority {
  const { opener, partyId } = parts.identity;
  if (opener === undefined) throw new ProtocolError('ERR_CERTIFICATE_MISSING', { partyId });
  return { ...parts, opener };
}
