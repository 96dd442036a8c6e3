/** Opens the bank's accounts and registers its cards in a fresh database. */
import { openAccount } from '../issuer/accounts.ts';
import { openStore } from '../store/open-store.ts';
import type { CardFile } from './personalise-card.ts';
import type { CardPlan } from './profiles.ts';

export interface SeededCard {
  readonly plan: CardPlan;
  readonly card: CardFile;
}

export function seedAccounts(
  databasePath: string,
  { cards, currency, at }: { cards: readonly SeededCard[]; currency: string; at: number },
): void {
  const store = openStore(databasePath);
  try {
    store.work.perform(() => {
      for (const { plan, card } of cards) {
        const accountId = openAccount(store.issuer, { currency, openingMinor: plan.openingMinor, at });
        const { cardId, pan, panSequence, expiry } = card;
        const { status } = plan;
        store.issuer.addCard({
          cardId,
          pan,
          panSequence,
          expiry,
          hasChip: true,
          status,
          lastCounter: 0,
          accountId,
        });
      }
    });
  } finally {
    store.close();
  }
}
