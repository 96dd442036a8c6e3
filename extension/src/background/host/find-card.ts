/** Finds the card to use among the readers: what each one says of itself decides, not its place. */
import type { CardIdentity } from '@ecomm/messages';
import { WalletError } from '../../shared/errors.ts';
import type { CardHost } from './card-host.ts';

/**
 * The first card that fits. Undefined when no reader holds a card at all.
 * Throws ERR_CARD_OTHER when there are cards but none fits, or what the last reader failed with.
 */
export async function findCard(
  host: CardHost,
  fits: (card: CardIdentity) => Promise<boolean>,
): Promise<CardIdentity | undefined> {
  const readers = (await host.listReaders()).filter(({ card }) => card !== 'absent');
  let failure: unknown;
  for (const { readerName } of readers) {
    try {
      const card = await host.readCard(readerName);
      if (await fits(card)) return card;
      failure = new WalletError('ERR_CARD_OTHER', { lastDigits: card.pan.slice(-4) });
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined && !isAbsence(failure)) throw failure;
  return undefined;
}

/** The card went between two looks: the same as none. */
function isAbsence(error: unknown): boolean {
  return (
    error instanceof WalletError &&
    ['ERR_CARD_ABSENT', 'ERR_CARD_REMOVED', 'ERR_READER_GONE'].includes(error.code)
  );
}
