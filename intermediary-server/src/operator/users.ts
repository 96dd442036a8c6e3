/** What may be done to operators, and the passwords that an admin is shown for them. */
import type { Random } from '@ecomm/protocol';
import { IntermediaryError } from '../errors.ts';
import type { ChangeStatus } from '../ledger/operator-users.ts';
import { operatorNamePattern, tokenHolder } from './sign-in.ts';

/** Without those that are read for each other. */
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const groups = 5;
const groupLength = 4;

/** Five groups of four, 100 bits: `k7mp-…`. */
export function newOneTimePassword(random: Random): string {
  const drawn = [...random(groups * groupLength)].map((byte) => letters[byte % letters.length]);
  return Array.from({ length: groups }, (_, group) =>
    drawn.slice(group * groupLength, (group + 1) * groupLength).join(''),
  ).join('-');
}

/** Throws ERR_INTERMEDIARY_OPTION. */
export function assertOperatorName(name: string): void {
  if (operatorNamePattern.test(name) && name !== tokenHolder.name) return;
  throw new IntermediaryError(
    'ERR_INTERMEDIARY_OPTION',
    `a name is 2 to 32 of a-z, 0-9, ".", "_" and "-", begins with a letter, and is not "${tokenHolder.name}"`,
  );
}

/** Throws ERR_INTERMEDIARY_NOT_FOUND, ERR_OPERATOR_LAST_ADMIN, ERR_INTERMEDIARY_REQUEST. */
export function assertSet(status: ChangeStatus): void {
  switch (status) {
    case 'set':
      return;
    case 'unknown':
      throw new IntermediaryError('ERR_INTERMEDIARY_NOT_FOUND', 'there is no operator of this name');
    case 'lastAdmin':
      throw new IntermediaryError(
        'ERR_OPERATOR_LAST_ADMIN',
        'this is the last admin who can sign in: add another first, and let it set its password',
      );
    case 'stale':
      throw new IntermediaryError(
        'ERR_INTERMEDIARY_REQUEST',
        'the password was replaced meanwhile: sign in anew',
      );
  }
}
