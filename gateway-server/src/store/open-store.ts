/** Everything that the gateway, the issuer and the cardholder authority keep, in one SQLite file. */
import { type AdditionStore, additionStore } from './addition-store.ts';
import { type AnswerStore, answerStore } from './answer-store.ts';
import { type AuthorizationStore, authorizationStore } from './authorization-store.ts';
import { type BatchStore, batchStore } from './batch-store.ts';
import { type DeferredStore, deferredStore } from './deferred-store.ts';
import { type EnrolmentStore, enrolmentStore } from './enrolment-store.ts';
import { type FormHolderStore, formHolderStore } from './form-holder-store.ts';
import { type IssuerStore, issuerStore } from './issuer-store.ts';
import { openDatabase, unitOfWork } from './open-database.ts';
import { type PartyStore, partyStore } from './party-store.ts';
import { type PendedRequestStore, pendedRequestStore } from './pended-request-store.ts';
import { type RevocationStore, revocationStore } from './revocation-store.ts';
import type { UnitOfWork } from './unit-of-work.ts';

export interface Store {
  readonly work: UnitOfWork;
  readonly answers: AnswerStore;
  readonly authorizations: AuthorizationStore;
  readonly batches: BatchStore;
  readonly deferred: DeferredStore;
  readonly issuer: IssuerStore;
  readonly enrolment: EnrolmentStore;
  readonly formHolders: FormHolderStore;
  readonly pendedRequests: PendedRequestStore;
  readonly parties: PartyStore;
  readonly revocations: RevocationStore;
  readonly additions: AdditionStore;
  close(): void;
}

/** `:memory:` for a store that lives as long as the object. */
export function openStore(path: string): Store {
  const database = openDatabase(path);
  return {
    work: unitOfWork(database),
    answers: answerStore(database),
    authorizations: authorizationStore(database),
    batches: batchStore(database),
    deferred: deferredStore(database),
    issuer: issuerStore(database),
    enrolment: enrolmentStore(database),
    formHolders: formHolderStore(database),
    pendedRequests: pendedRequestStore(database),
    parties: partyStore(database),
    revocations: revocationStore(database),
    additions: additionStore(database),
    close: () => void database.close(),
  };
}
