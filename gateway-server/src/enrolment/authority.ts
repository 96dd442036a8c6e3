/** What the cardholder authority is made of: the bank's certifying key, its books, and the issuer that knows cards. */
import { type Identity, ProtocolError, type SealOpener } from '@ecomm/protocol';
import type { IssuerHost } from '../gateway/issuer-host.ts';
import type { Ports } from '../ports.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { EnrolmentStore } from '../store/enrolment-store.ts';
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
}

export interface CardholderAuthority extends AuthorityParts {
  readonly opener: SealOpener;
}

export function createCardholderAuthority(parts: AuthorityParts): CardholderAuthority {
  const { opener, partyId } = parts.identity;
  if (opener === undefined) throw new ProtocolError('ERR_CERTIFICATE_MISSING', { partyId });
  return { ...parts, opener };
}
