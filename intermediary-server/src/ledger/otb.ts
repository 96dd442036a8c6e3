/**
 * An Open To Buy: an amount that the bank has authorized and not yet debited, spent in small purchases.
 *
 * open → closing → captured | released. Nothing is spent from one that is closing; it is settled at the bank, once,
 * when every receipt of it is credited or returned. 0 ≤ spent ≤ limit, always.
 */
export type OtbState = 'open' | 'closing' | 'captured' | 'released';

export interface Otb {
  /** XID of the SET purchase that authorized it. */
  readonly xid: string;
  /** The cardholder's blinded card number. */
  readonly payer: string;
  readonly currency: string;
  readonly limitMinor: number;
  readonly spentMinor: number;
  readonly state: OtbState;
  /** Seconds since 1970. */
  readonly openedAt: number;
  /** Ends early enough that every receipt is final before the authorization lapses. */
  readonly spendableUntil: number;
}

export function remainingMinorOf({ limitMinor, spentMinor }: Otb): number {
  return limitMinor - spentMinor;
}

export function canSpend(otb: Otb, amountMinor: number, at: number): boolean {
  return otb.state === 'open' && at <= otb.spendableUntil && amountMinor <= remainingMinorOf(otb);
}

/** The Open To Buy after a purchase. Throws a RangeError when it would be overdrawn: a bug. */
export function spend(otb: Otb, amountMinor: number): Otb {
  if (otb.state !== 'open') throw new RangeError(`an Open To Buy that is ${otb.state} can't be spent from`);
  return withSpent(otb, otb.spentMinor + amountMinor);
}

/** The Open To Buy after a receipt returned to it. */
export function giveBack(otb: Otb, amountMinor: number): Otb {
  if (otb.state !== 'open' && otb.state !== 'closing')
    throw new RangeError(`nothing returns to an Open To Buy that is ${otb.state}`);
  return withSpent(otb, otb.spentMinor - amountMinor);
}

const nextStates: Readonly<Record<OtbState, readonly OtbState[]>> = {
  open: ['closing'],
  closing: ['captured', 'released'],
  captured: [],
  released: [],
};

export function turn(otb: Otb, state: OtbState): Otb {
  if (!nextStates[otb.state].includes(state))
    throw new RangeError(`an Open To Buy does not turn from ${otb.state} to ${state}`);
  return { ...otb, state };
}

const marginMostSeconds = 3 * 24 * 3600;

/**
 * Until when an authorization is spent from: so long before it lapses that claims (two days) and the next close
 * come in time; of a short authorization, half its life.
 */
export function spendableUntil(openedAt: number, captureExpiresAt: number): number {
  const life = Math.max(0, captureExpiresAt - openedAt);
  return captureExpiresAt - Math.min(marginMostSeconds, Math.floor(life / 2));
}

function withSpent(otb: Otb, spentMinor: number): Otb {
  if (!Number.isSafeInteger(spentMinor) || spentMinor < 0 || spentMinor > otb.limitMinor)
    throw new RangeError('an Open To Buy would be overdrawn or overfilled');
  return { ...otb, spentMinor };
}
