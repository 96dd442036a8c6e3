/** Builds that are broken on purpose, to see that the simulation finds out. They stand between the program and its store. */
import type { LedgerStore } from '@ecomm/intermediary-server';
import type { Life, Machine } from '../machine/machine.ts';

export const breaks = ['skip-idempotency', 'answer-before-commit'] as const;

export type Break = (typeof breaks)[number];

interface Surroundings {
  readonly machine: Machine;
  readonly life: Life;
}

export function breakStore(store: LedgerStore, broken: Break | undefined, around: Surroundings): LedgerStore {
  switch (broken) {
    case undefined:
      return store;
    case 'skip-idempotency':
      return skipIdempotency(store, around);
    case 'answer-before-commit':
      return answerBeforeCommit(store, around);
  }
}

/** A request that comes again is taken for a new one. */
function skipIdempotency(store: LedgerStore, { machine }: Surroundings): LedgerStore {
  const { bytes } = machine.seeded('skip-idempotency');
  return {
    ...store,
    findRequestByRrpid: async (payerThumb, rrpid) => {
      const stored = await store.findRequestByRrpid(payerThumb, rrpid);
      return stored?.state === 'parked' ? stored : undefined;
    },
    commitPayment: async (commit) => {
      const { payerThumb, rrpid } = commit.request;
      const stored = await store.findRequestByRrpid(payerThumb, rrpid);
      if (stored?.state !== 'final') return store.commitPayment(commit);
      // Past the key of the table, which would stop it too.
      const another = Buffer.from(bytes(20)).toString('base64url');
      return store.commitPayment({ ...commit, request: { ...commit.request, rrpid: another } });
    },
  };
}

/** The disk is left to write when it gets to it. */
function answerBeforeCommit(store: LedgerStore, { machine, life }: Surroundings): LedgerStore {
  return {
    ...store,
    commitPayment: async (commit) => {
      life.later(
        machine.chance.between(0, 500),
        () => void store.commitPayment(commit).catch(() => 'nobody knows'),
      );
      return 'committed';
    },
  };
}
