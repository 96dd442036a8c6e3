/** A bank's answer, from its bytes to the books. */
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import type { AnswerOutcome } from '../ledger/bank-store.ts';
import { digestOf } from './write-bank-files.ts';

/** The same bytes again have the same outcome and no effect. Throws ERR_BANK_MESSAGE_*; then nothing was taken. */
export async function takeAnswer(
  { store, clock, log }: Pick<Intermediary, 'store' | 'clock' | 'log'>,
  bytes: Uint8Array,
): Promise<AnswerOutcome> {
  // Only now: with it comes libxml2, which takes 150 MB that payments have no use for.
  const { readAnswer } = await import('../bank/read-answer.ts');
  const answer = readAnswer(bytes);
  const { kind, messageId } = answer;
  const outcome = await store.applyBankAnswer(answer, digestOf(bytes), clock());
  if (outcome === 'reused')
    throw new IntermediaryError(
      'ERR_BANK_MESSAGE_REUSED',
      'another message of the bank has this identification; the first one stands',
    );
  if (outcome === 'totals')
    throw new IntermediaryError(
      'ERR_BANK_MESSAGE_TOTALS',
      'the totals are not those of our message that it answers',
    );
  const odd = outcome.entries.filter(({ verdict }) =>
    ['unknown', 'differs', 'contradicts'].includes(verdict),
  );
  const facts = { kind, messageId, status: outcome.status, statements: outcome.entries.length };
  if (odd.length > 0) log.error({ ...facts, odd: odd.length }, 'a bank says what does not fit the books');
  else log.info(facts, 'bank answer taken');
  return outcome;
}
