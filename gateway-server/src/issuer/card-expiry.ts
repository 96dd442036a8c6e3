/** A card serves until the last second of the month that it names, UTC. */

/** The first second after the card's life; `cardExpiry` is YYYYMM. */
export function expiryEnd(cardExpiry: string): number {
  const year = Number(cardExpiry.slice(0, 4));
  const month = Number(cardExpiry.slice(4, 6));
  return Date.UTC(year, month, 1) / 1000;
}

export function isExpired(cardExpiry: string, at: number): boolean {
  return at >= expiryEnd(cardExpiry);
}
