/** The authorities' challenges: each serves one request, of the kind it was given for, within ten minutes. */
import { newIdentifier, ProtocolError, type Random } from '@ecomm/protocol';
import { GatewayError } from '../errors.ts';
import type { Challenge, ChallengePurpose, EnrolmentStore } from '../store/enrolment-store.ts';
import type { UnitOfWork } from '../store/unit-of-work.ts';

export const challengeLifeSeconds = 600;
/** Bounds what strangers can make the authority keep. */
export const maxOpenChallenges = 10_000;

export interface ChallengeParts {
  readonly random: Random;
  readonly work: UnitOfWork;
  readonly enrolment: EnrolmentStore;
}

export interface ChallengeRequest {
  readonly purpose: ChallengePurpose;
  readonly rrpid: string;
  readonly lidEE: string;
  readonly challEE: string;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Returns challCA. Throws ERR_GATEWAY_BUSY when too many are open. */
export function openChallenge(
  { random, work, enrolment }: ChallengeParts,
  { at, ...asked }: ChallengeRequest,
): string {
  const challCA = newIdentifier(random);
  work.perform(() => {
    if (enrolment.purgeChallenges(at) >= maxOpenChallenges)
      throw new GatewayError('ERR_GATEWAY_BUSY', 'too many enrolments are open; try again in some minutes');
    enrolment.addChallenge({ ...asked, challCA, expiresAt: at + challengeLifeSeconds });
  });
  return challCA;
}

export interface ChallengeAnswer {
  readonly challCA: string;
  readonly at: number;
  /** What must be as it was when the challenge was given. */
  readonly same: Partial<Pick<Challenge, 'purpose' | 'rrpid' | 'lidEE' | 'challEE'>>;
}

/** Uses it up. Throws ERR_MESSAGE_CHALLENGE when it is not open, or was given for something else. */
export function takeChallenge(enrolment: EnrolmentStore, { challCA, at, same }: ChallengeAnswer): void {
  const challenge = enrolment.takeChallenge(challCA);
  const answered =
    challenge !== undefined &&
    challenge.expiresAt >= at &&
    Object.entries(same).every(([field, value]) => challenge[field as keyof Challenge] === value);
  if (!answered) throw new ProtocolError('ERR_MESSAGE_CHALLENGE', { field: 'challCA' });
}
