/**
 * Real processes are killed with SIGKILL at random moments under load, again and again, and started anew on what they have on
 * disk. In the end wallets, merchant, ledger and bank are compared.
 */
import { Seeded } from '../machine/seeded.ts';
import { type Comparison, type House, openHouse } from './house.ts';

export interface CrashOptions {
  readonly kills: number;
  /** Who is killed when; what the programs do at that moment is chance. */
  readonly seed: number;
  /** `postgres://…` */
  readonly database: string | undefined;
  readonly onProgress: (kills: number) => void;
}

export interface CrashResult extends Comparison {
  readonly kills: number;
}

/** Of ten kills so many are the intermediary's; the others are the gateway's. */
const intermediaryShare = 0.75;
const closeShare = 0.1;
/** From a program's start to its end, milliseconds. */
const lifeMs = [200, 2000] as const;
const settleAttempts = 120;
const pauseMs = 1000;

export async function runCrash({ kills, seed, database, onProgress }: CrashOptions): Promise<CrashResult> {
  const chance = new Seeded(`crash ${seed}`);
  const house = await openHouse(database);
  try {
    const shopping = house.wallets.map((wallet) => wallet.shop());
    for (let count = 1; count <= kills; count += 1) {
      await wait(chance.between(...lifeMs));
      // Perhaps it is killed in the middle of it.
      if (chance.chance(closeShare)) void house.closePeriod();
      const victim = chance.chance(intermediaryShare) ? house.intermediary : house.gateway;
      await wait(chance.between(0, 20));
      await victim.kill();
      await victim.start();
      // What waited for it comes at once, as after an outage.
      for (const wallet of house.wallets) void wallet.goOn();
      onProgress(count);
    }
    for (const wallet of house.wallets) wallet.stopShopping();
    await Promise.all(shopping);
    await settle(house);
    return { kills, ...(await house.compare()) };
  } finally {
    await house.merchant.stop();
    await house.remove();
  }
}

/** Until nobody waits for anything any more, and the period is closed. Throws when that does not come. */
async function settle({ wallets, merchant, closePeriod }: House): Promise<void> {
  for (let count = 0; count < settleAttempts; count += 1) {
    await Promise.all(wallets.map((wallet) => wallet.goOn()));
    const unsettled = await Promise.all(wallets.map((wallet) => wallet.unsettledCount()));
    const isClaimed = await merchant.claimNow();
    // What is left is for the comparison to say.
    const isLast = count === settleAttempts - 1;
    if (
      (isLast || (isClaimed && unsettled.every((waiting) => waiting === 0))) &&
      (await closePeriod()) === 200
    )
      return;
    await wait(pauseMs);
  }
  throw new Error('the period could not be closed');
}

function wait(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
