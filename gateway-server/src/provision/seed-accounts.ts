/** Opens the bank's accounts and registers its cards in a fresh database. */
import type { Random } from '@ecomm/protocol';
import { formTries, makeSecretVerifier } from '../enrolment/secret-answer.ts';
import { openAccount } from '../issuer/accounts.ts';
import type { CardStatus } from '../store/issuer-store.ts';
import { openStore } from '../store/open-store.ts';

export interface SeededCard {
  readonly cardId: string;
  readonly pan: string;
  /** 0 for a card without a chip. */
  readonly panSequence: number;
  readonly cardExpiry: string;
  readonly hasChip: boolean;
  readonly openingMinor: number;
  readonly status: CardStatus;
  /** For who enrols with a form. */
  readonly form?: { readonly holderName: string; readonly passphrase: string };
}

export interface Seed {
  readonly cards: readonly SeededCard[];
  readonly currency: string;
  readonly random: Random;
  readonly at: number;
}

export async function seedAccounts(databasePath: string, seed: Seed): Promise<void> {
  const { cards, currency, random, at } = seed;
  const verifiers = await Promise.all(
    cards.map(({ form }) => (form === undefined ? undefined : makeSecretVerifier(form.passphrase, random))),
  );
  const store = openStore(databasePath);
  try {
    store.work.perform(() => {
      for (const [index, card] of cards.entries()) {
        const { cardId, pan, panSequence, cardExpiry: expiry, hasChip, status, openingMinor, form } = card;
        const accountId = openAccount(store.issuer, { currency, openingMinor, at });
        store.issuer.addCard({
          cardId,
          pan,
          panSequence,
          expiry,
          hasChip,
          status,
          lastCounter: 0,
          accountId,
        });
        const verifier = verifiers[index];
        if (form === undefined || verifier === undefined) continue;
        store.formHolders.add({
          cardId,
          holderName: form.holderName,
          passphraseSalt: verifier.salt,
          passphraseHash: verifier.hash,
          triesLeft: formTries,
        });
      }
    });
  } finally {
    store.close();
  }
}
