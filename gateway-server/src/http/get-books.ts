/** GET /operator/books: accounts, authorizations, and whether every account's equation holds. */
import { Hono } from 'hono';
import { readBooks } from '../issuer/read-books.ts';
import type { AuthorizationStore } from '../store/authorization-store.ts';
import type { IssuerStore } from '../store/issuer-store.ts';

export interface OperatorParts {
  readonly issuer: IssuerStore;
  readonly authorizations: AuthorizationStore;
  /** The currency in which this bank keeps its accounts. */
  readonly currency: string;
}

export function getBooks({ issuer, authorizations, currency }: OperatorParts): Hono {
  return new Hono().get('/operator/books', (context) => {
    const { accounts, balanced } = readBooks(issuer);
    return context.json(
      {
        currency,
        accounts,
        authorizations: authorizations
          .all()
          .map(
            ({ xid, authRrpid, merchantId, amountMinor, capturedMinor, creditedMinor, state, counter }) => ({
              xid,
              authRrpid,
              merchantId,
              amountMinor,
              capturedMinor,
              creditedMinor,
              state,
              counter,
            }),
          ),
        balanced,
      },
      200,
      { 'cache-control': 'no-store' },
    );
  });
}
