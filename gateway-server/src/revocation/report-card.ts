/**
 * A report at the bank's desk: what a card's status becomes, and what follows for its holder's certificates.
 *
 * From that moment the bank refuses a stolen card; its certificates go on the next revocation list, for the merchants
 * who never see the card's number. A revocation stands even when the card is found again: the holder enrols anew.
 */
import type { EnrolmentStore } from '../store/enrolment-store.ts';
import type { CardStatus, IssuerStore } from '../store/issuer-store.ts';
import type { RevocationStore } from '../store/revocation-store.ts';

export interface ReportDesk {
  readonly issuer: IssuerStore;
  readonly enrolment: EnrolmentStore;
  readonly revocations: RevocationStore;
}

export interface CardReport {
  readonly cardId: string;
  readonly status: CardStatus;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Runs inside the caller's transaction. Returns how many certificates were revoked, undefined for no such card. */
export function reportCard(desk: ReportDesk, { cardId, status, at }: CardReport): number | undefined {
  const { issuer, enrolment, revocations } = desk;
  if (issuer.findCardById(cardId) === undefined) return undefined;
  issuer.setCardStatus(cardId, status);
  if (status !== 'stolen') return 0;
  const certificates = enrolment.certificatesOf(cardId, at);
  for (const { serialNumber } of certificates)
    revocations.add({ authority: 'cardholders', serialNumber, reason: 'privilegeWithdrawn', revokedAt: at });
  return certificates.length;
}
