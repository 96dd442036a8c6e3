/** Answers given, kept so that a repeated request gets the same one (PROTOCOL.md, section 1, "Idempotency"). */
import type { StoredAnswer } from '@ecomm/protocol';
import type { SqliteDatabase } from './open-database.ts';

export type RequestKind =
  | 'authReq'
  | 'authRevReq'
  | 'capReq'
  | 'capRevReq'
  | 'credReq'
  | 'credRevReq'
  | 'batchAdminReq'
  | 'pCertReq'
  | 'certReq'
  | 'certInqReq'
  | 'partyCertReq';

export interface AnsweredRequest extends StoredAnswer {
  readonly kind: RequestKind;
  /** Thumb of the sender's certificate; for an enrolment the thumb of the key to be certified. */
  readonly sender: string;
  readonly rrpid: string;
  readonly answeredAt: number;
}

export interface AnswerStore {
  /** The answer to these very bytes, whoever sends them again: it is sealed to the first sender. */
  findByDigest(kind: RequestKind, requestDigest: string): string | undefined;
  find(sender: string, rrpid: string): StoredAnswer | undefined;
  save(request: AnsweredRequest): void;
  purge(answeredBefore: number): void;
}

export function answerStore(database: SqliteDatabase): AnswerStore {
  const byDigest = database
    .prepare<[string, string], string>('SELECT answer FROM answer WHERE kind = ? AND request_digest = ?')
    .pluck();
  const byRrpid = database.prepare<[string, string], StoredAnswer>(
    'SELECT request_digest AS requestDigest, answer FROM answer WHERE sender = ? AND rrpid = ?',
  );
  const insert = database.prepare<[AnsweredRequest]>(
    `INSERT INTO answer (kind, sender, rrpid, request_digest, answer, answered_at)
     VALUES (@kind, @sender, @rrpid, @requestDigest, @answer, @answeredAt)`,
  );
  const remove = database.prepare<[number]>('DELETE FROM answer WHERE answered_at < ?');
  return {
    findByDigest: (kind, requestDigest) => byDigest.get(kind, requestDigest),
    find: (sender, rrpid) => byRrpid.get(sender, rrpid),
    save: (request) => void insert.run(request),
    purge: (answeredBefore) => void remove.run(answeredBefore),
  };
}
