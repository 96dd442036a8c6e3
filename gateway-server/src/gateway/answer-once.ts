/**
 * Each request is executed once and answered for ever with the same bytes (PROTOCOL.md, section 1).
 *
 * The change and the signed answer commit together, before the answer leaves: after a crash at any moment the
 * same request gets the same answer, or is executed for the first time.
 */
import { isDeepStrictEqual } from 'node:util';
import { answerToRepeat, forRequest } from '@ecomm/protocol';
import { GatewayError } from '../errors.ts';
import type { AnswerStore, RequestKind } from '../store/answer-store.ts';
import type { UnitOfWork } from '../store/unit-of-work.ts';

/** How often another request may change the outcome between rehearsal and performance. */
const maxAttempts = 8;

export interface OnceRequest<T> {
  readonly kind: RequestKind;
  readonly sender: string;
  readonly rrpid: string;
  readonly requestDigest: string;
  /** Seconds since 1970. */
  readonly at: number;
  /** Reads and writes the books; the same books give the same outcome. */
  readonly execute: () => T;
  /** Signs and seals the outcome. */
  readonly answer: (outcome: T) => Promise<string>;
}

export interface OnceParts {
  readonly work: UnitOfWork;
  readonly answers: AnswerStore;
}

export interface OnceAnswer<T> {
  readonly answer: string;
  /** Undefined when an earlier answer was given again. */
  readonly outcome: T | undefined;
}

/** Throws ERR_RRPID_REUSED for other bytes under the same RRPID; what `execute` throws names the request. */
export function answerOnce<T>(parts: OnceParts, request: OnceRequest<T>): Promise<OnceAnswer<T>> {
  return forRequest(request.rrpid, () => answerUnlessRepeated(parts, request));
}

async function answerUnlessRepeated<T>(
  { work, answers }: OnceParts,
  request: OnceRequest<T>,
): Promise<OnceAnswer<T>> {
  const { kind, sender, rrpid, requestDigest, at } = request;
  const attempt = (): Attempt<T> => {
    const repeated = answerToRepeat(answers.find(sender, rrpid), requestDigest);
    return repeated === undefined ? { outcome: request.execute() } : { repeated };
  };
  for (let count = 0; count < maxAttempts; count += 1) {
    const rehearsed = work.rehearse(attempt);
    if ('repeated' in rehearsed) return { answer: rehearsed.repeated, outcome: undefined };
    const answer = await request.answer(rehearsed.outcome);
    const changed = new OutcomeChanged();
    try {
      work.perform(() => {
        if (!isDeepStrictEqual(attempt(), rehearsed)) throw changed;
        answers.save({ kind, sender, rrpid, requestDigest, answer, answeredAt: at });
      });
      return { answer, outcome: rehearsed.outcome };
    } catch (error) {
      if (error !== changed) throw error;
    }
  }
  throw new GatewayError('ERR_GATEWAY_BUSY', 'the same card is asked for too often at once; send it again');
}

type Attempt<T> = { readonly repeated: string } | { readonly outcome: T };

/** No Error: nobody reads its stack, which would be made for each request. */
class OutcomeChanged {}
