/** What the operator sees, for assertions. */
import type { AccountBooks } from '../issuer/read-books.ts';
import type { Authorization } from '../store/authorization-store.ts';
import type { TestHouse } from './test-house.ts';

export interface OperatorBooks {
  readonly currency: string;
  readonly accounts: readonly AccountBooks[];
  readonly authorizations: readonly Authorization[];
  readonly balanced: boolean;
}

export async function booksOf(house: TestHouse): Promise<OperatorBooks> {
  const response = await house.operator('/operator/books');
  return (await response.json()) as OperatorBooks;
}

export async function accountOf(house: TestHouse, cardId: string): Promise<AccountBooks> {
  const { accounts, balanced } = await booksOf(house);
  if (!balanced) throw new Error('the books are not balanced');
  const account = accounts.find((candidate) => candidate.cardId === cardId);
  if (account === undefined) throw new Error(`no account of ${cardId}`);
  return account;
}
