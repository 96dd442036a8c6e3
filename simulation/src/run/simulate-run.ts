/**
 * One run: shoppers buy while things go wrong, then nothing goes wrong any more and time runs on until everything has come to
 * its end. The same seed takes the same course.
 */
import { checkAlways } from '../invariants/check-always.ts';
import { checkEnd } from '../invariants/check-end.ts';
import { type FaultKind, faultKinds } from '../machine/faults.ts';
import { Machine } from '../machine/machine.ts';
import type { World } from '../world.ts';
import type { Break } from './broken-builds.ts';
import { everybody, makeParties, type Parties } from './parties.ts';

export interface RunResult {
  readonly seed: number;
  /** What did not hold, in words; empty when all is well. */
  readonly wrong: readonly string[];
  readonly digest: string;
  readonly trace: readonly string[];
  readonly steps: number;
  readonly faults: Readonly<Record<FaultKind, number>>;
  readonly payments: number;
  readonly delivered: number;
  readonly returned: number;
  /** Purchases of which something was given back after their claim. */
  readonly refunded: number;
  readonly openToBuys: number;
  readonly periods: number;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
/** Shoppers buy in these, and everything may go wrong a little longer. */
const shoppingMs = 5 * minuteMs;
const troubleMs = 8 * minuteMs;
/** A receipt may be advised, and then claimed, for so long each. */
const deadlineHours = 2;
const endMs = (2 * deadlineHours + 2) * hourMs;
const closeAttempts = 10;

export async function simulateRun(world: World, seed: number, broken?: Break): Promise<RunResult> {
  const machine = new Machine(seed);
  const { scheduler } = machine;
  const parties = makeParties(machine, world, { broken, deadlineSeconds: deadlineHours * 3600 });
  const wrong: string[] = [];
  scheduler.afterEach = async () => {
    if (!machine.hasWritten) return;
    machine.hasWritten = false;
    wrong.push(...(await checkAlways(parties)));
    if (wrong.length > 0) throw new Violated();
  };
  try {
    for (const party of everybody(parties))
      scheduler.later(machine.chance.between(0, 500), () => party.start());
    planShopping(machine, parties);
    planRefunds(machine, parties);
    planTrouble(machine, parties);
    await scheduler.runUntil(troubleMs);
    endTrouble(machine, parties);
    await runOn(machine, parties);
    wrong.push(...(await checkEnd(parties)));
  } catch (error) {
    if (!(error instanceof Violated)) wrong.push(error instanceof Error ? `${error.stack}` : String(error));
  }
  return finish(machine, parties, wrong);
}

class Violated extends Error {}

function planShopping({ scheduler, chance }: Machine, { wallets, merchants, intermediary }: Parties): void {
  for (const wallet of wallets) {
    const visits = chance.whole(1, 4);
    for (let count = 0; count < visits; count += 1) {
      const kind = chance.pick(['single', 'catalogue']);
      const [merchant, article] = [chance.pick(merchants), chance.whole(1, 12)];
      const resource = `/${kind}/${article}`;
      scheduler.later(
        chance.between(1 * secondMs, shoppingMs),
        () => void wallet.visit(merchant.merchantId, resource),
      );
    }
    for (let count = chance.whole(0, 3); count > 0; count -= 1) {
      const givesUp = chance.chance(0.3);
      scheduler.later(chance.between(20 * secondMs, troubleMs), () => void wallet.comeBack({ givesUp }));
    }
  }
  for (let count = chance.whole(0, 2); count > 0; count -= 1)
    scheduler.later(chance.between(minuteMs, troubleMs), () => void intermediary.closePeriod());
}

/** By a stream of their own: what is bought does not depend on what is given back. */
function planRefunds(machine: Machine, { merchants }: Parties): void {
  const { scheduler } = machine;
  const chance = machine.seeded('refunds');
  for (const merchant of merchants) {
    for (let count = chance.whole(0, 3); count > 0; count -= 1)
      scheduler.later(chance.between(minuteMs, troubleMs), () => void merchant.refund(chance));
    // The operator tries again what was not answered, at last when all is well.
    for (const delayMs of [troubleMs / 2, troubleMs + minuteMs, troubleMs + 10 * minuteMs])
      scheduler.later(delayMs, () => void merchant.askRefunds());
  }
}

/** What befalls a machine rather than a message or a step. */
function planTrouble({ scheduler, chance, faults, trace }: Machine, parties: Parties): void {
  const { gateway, intermediary } = parties;
  for (const { clock, name } of everybody(parties)) {
    if (!faults.strikes('clockJumps')) continue;
    for (let count = chance.whole(1, 3); count > 0; count -= 1)
      scheduler.later(chance.between(0, troubleMs), () => {
        // Any two machines stay within the five minutes that messages may differ.
        clock.offsetSeconds = chance.whole(-110, 110);
        trace.note(name, `clock is off by ${clock.offsetSeconds} s`);
      });
  }
  for (const wallet of parties.wallets)
    if (faults.strikes('walletLost')) scheduler.later(chance.between(0, troubleMs), () => wallet.lose());
  if (faults.strikes('diskFull')) {
    const from = chance.between(0, troubleMs);
    scheduler.later(from, () => intermediary.fillDisk(true));
    scheduler.later(from + chance.between(5 * secondMs, 2 * minuteMs), () => intermediary.fillDisk(false));
  }
  if (faults.strikes('gatewaySilent')) {
    const from = chance.between(0, troubleMs);
    const turn = (isSilent: boolean) => () => {
      gateway.isSilent = isSilent;
      trace.note('gateway', isSilent ? 'falls silent' : 'can be heard again');
    };
    scheduler.later(from, turn(true));
    scheduler.later(from + chance.between(20 * secondMs, 5 * minuteMs), turn(false));
  }
}

function endTrouble({ faults, trace }: Machine, parties: Parties): void {
  trace.note('', 'from here on nothing goes wrong');
  faults.isOn = false;
  parties.intermediary.fillDisk(false);
  parties.gateway.isSilent = false;
  // The last close is to leave nothing open.
  parties.intermediary.policy.settleOpenOtbsAtClose = true;
  parties.intermediary.die();
  for (const party of tidying(parties)) party.tidyEveryMs = 10 * minuteMs;
  for (const { clock } of everybody(parties)) clock.offsetSeconds = 0;
}

async function runOn({ scheduler }: Machine, parties: Parties): Promise<void> {
  const { wallets, intermediary } = parties;
  for (const [delayMs, givesUp] of [
    [minuteMs, false],
    [5 * minuteMs, false],
    [30 * minuteMs, true],
  ] as const)
    for (const wallet of wallets) scheduler.later(delayMs, () => void wallet.comeBack({ givesUp }));
  await scheduler.runUntil(troubleMs + hourMs);
  // Nothing is waited for but deadlines: it is enough to look now and then.
  for (const party of tidying(parties)) party.tidyEveryMs = hourMs;
  await scheduler.runUntil(endMs);
  let status: number | undefined;
  for (let count = 0; status !== 200 && count < closeAttempts; count += 1) {
    scheduler.later(0, () => {
      void intermediary.closePeriod().then((answered) => {
        status = answered;
      });
    });
    await scheduler.runUntil(scheduler.nowMs + 2 * minuteMs);
  }
}

function tidying({ wallets, intermediary, gateway }: Parties) {
  return [...wallets, intermediary, gateway];
}

async function finish(machine: Machine, parties: Parties, wrong: readonly string[]): Promise<RunResult> {
  const { faults, scheduler, trace, seed } = machine;
  const state = await parties.intermediary.store?.readState();
  const { purchases = [], otbs = [], runs = [] } = state ?? {};
  for (const words of wrong) trace.note('', `VIOLATED ${words}`);
  parties.close();
  return {
    seed,
    wrong,
    digest: trace.digest(),
    trace: trace.lines,
    steps: scheduler.eventCount,
    faults: Object.fromEntries(faultKinds.map((kind) => [kind, faults.counts.get(kind) ?? 0])) as Record<
      FaultKind,
      number
    >,
    payments: purchases.length,
    delivered: parties.record.delivered.size,
    returned: purchases.filter(({ state: end }) => end === 'returned').length,
    refunded: purchases.filter(({ refundedMinor, owedMinor }) => refundedMinor + owedMinor > 0).length,
    openToBuys: otbs.length,
    periods: runs.length,
  };
}
