/** Why the gateway did not give a refund back to a card, in words, and what an operator can do about it. */
import type { CapRevOrCredCode } from '@ecomm/protocol';
import type { CardCreditView, FurtherTry } from '../ledger/card-credit.ts';

const credWords: Readonly<Record<CapRevOrCredCode, string>> = {
  success: 'The gateway gave back another amount than was asked for.',
  unspecifiedFailure: 'The payer’s bank did not take the credit, and the gateway does not say why.',
  duplicateRequest: 'The gateway says that it has done this before.',
  originalProcessed: 'The gateway says that what is to be given back was undone before.',
  originalNotFound: 'The gateway does not know the authorization whose capture is to be given back.',
  capPurged: 'The gateway does not keep the capture any more.',
  capDataMismatch: 'For the gateway this is more than is left of what was captured, or in another currency.',
  missingCapData: 'For the gateway nothing of this authorization was captured.',
  missingCapToken: 'The gateway misses the token of the authorization.',
  invalidCapToken: 'The gateway does not take the token of the authorization.',
  batchUnknown: 'The gateway does not know the batch.',
  batchClosed: 'The gateway’s batch is closed.',
};

/** Of messages that the gateway did not execute. */
const messageWords: readonly (readonly [RegExp, string])[] = [
  [/^ERR_RRPID_REUSED$/, 'The gateway has executed another request under the same RRPID.'],
  [/^ERR_MESSAGE_TOO_OLD$/, 'The gateway did not answer for so long that it may have forgotten what it did.'],
  [
    /^ERR_CERTIFICATE_/,
    'The gateway does not take our certificate: look whether it is valid, and known there.',
  ],
  [/^ERR_BCI_/, 'The gateway has no valid list of what the brand has revoked.'],
];

export function refusalInWords(code: string | undefined): string {
  if (code === undefined) return '';
  if (isCredCode(code)) return credWords[code];
  const found = messageWords.find(([pattern]) => pattern.test(code));
  return found?.[1] ?? 'The gateway did not take the message; docs/errors.md has its code.';
}

export const stateWords: Readonly<Record<CardCreditView['state'], string>> = {
  pending: 'The gateway is being asked. Until it answers it is asked again by itself, and gives back once.',
  done: 'The gateway has given it back to the card.',
  refused: 'The gateway refuses to give it back: the payer is still owed it.',
};

export const furtherTryWords: Readonly<Record<FurtherTry, string>> = {
  newRrpid: 'The gateway has signed that it gave nothing back. A further try is a request of its own.',
  sameRrpid:
    'The gateway says that it did nothing. A further try goes under the same RRPID, so that the gateway gives back once even if ' +
    'an answer of it was lost.',
  inDoubt:
    'It is not certain that nothing was given back, so there is no further try from here. Ask the acquirer under this RRPID, ' +
    'settle with the payer by hand what is still owed, and say so here.',
  settled: '',
  pending: '',
  done: '',
};

function isCredCode(code: string): code is CapRevOrCredCode {
  return Object.hasOwn(credWords, code);
}
