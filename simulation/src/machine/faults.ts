/**
 * What goes wrong, and how often. Each run draws its own mix: some kinds not at all, others often, as one that always has a
 * little of everything finds less (swarm testing).
 */
import type { Seeded } from './seeded.ts';

/** Kind → the most likely it may be, at each chance that it has. */
const mostLikely = {
  requestLost: 0.2,
  answerLost: 0.2,
  requestTwice: 0.2,
  messageLate: 0.15,
  connectionReset: 0.1,
  intermediaryDies: 0.02,
  gatewayDies: 0.1,
  merchantDies: 0.05,
  walletDies: 0.05,
  /** A wallet's machine loses what was not saved durably. */
  powerLost: 0.5,
  diskFails: 0.04,
  /** It has written, and says that it has not. */
  diskFailsAfterWriting: 0.04,
  diskFull: 0.2,
  clockJumps: 0.5,
  gatewaySilent: 0.3,
  cardTrouble: 0.3,
  /** With all that is on it, for good. */
  walletLost: 0.5,
} as const;

export type FaultKind = keyof typeof mostLikely;

export const faultKinds = Object.keys(mostLikely) as readonly FaultKind[];

const presentShare = 0.5;

export class Faults {
  readonly counts = new Map<FaultKind, number>();
  /** Nothing goes wrong any more once it is false. */
  isOn = true;
  readonly #seeded: Seeded;
  readonly #likelihood: Readonly<Record<FaultKind, number>>;

  constructor(seeded: Seeded) {
    this.#seeded = seeded;
    const drawn = faultKinds.map((kind) => [
      kind,
      seeded.chance(presentShare) ? seeded.next() * mostLikely[kind] : 0,
    ]);
    this.#likelihood = Object.fromEntries(drawn) as Record<FaultKind, number>;
  }

  /** Whether it happens now; counted when it does. */
  strikes(kind: FaultKind): boolean {
    if (!this.isOn || !this.#seeded.chance(this.#likelihood[kind])) return false;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    return true;
  }
}
