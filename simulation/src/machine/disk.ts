/**
 * Disks that are slow, full, or fail: before anything is written, or after, so that what was written is there although the
 * program was told that it is not. Each operation of a store is a step between which other parties run, and at which the
 * program may die.
 */
import type { FaultKind } from './faults.ts';
import type { Life, Machine } from './machine.ts';

export interface Disk {
  readonly name: string;
  readonly life: Life;
  readonly machine: Machine;
  /** Ends the program: it will be started again. */
  readonly die: () => void;
  readonly dies: FaultKind;
  /** What the store would throw. */
  readonly failure: () => Error;
  /** Operations that only look. */
  readonly reads: (operation: string) => boolean;
  /** Writes after which what must always hold is to be looked at. */
  readonly matters: (operation: string, result: unknown) => boolean;
}

const slowestMs = 3;

/** The store with this disk under it. */
export function onDisk<T extends object>(store: T, disk: Disk): T {
  return new Proxy(store, {
    get(target, name) {
      const operation: unknown = Reflect.get(target, name);
      if (typeof operation !== 'function' || typeof name !== 'string') return operation;
      return (...args: unknown[]) => step(disk, name, () => operation.apply(target, args));
    },
  });
}

async function step(disk: Disk, name: string, operate: () => Promise<unknown>): Promise<unknown> {
  const { life, machine, dies } = disk;
  const { faults, chance, trace } = machine;
  const isWrite = !disk.reads(name);
  await life.sleep(chance.between(0, slowestMs));
  if (faults.strikes(dies)) return dieAt(disk, `before ${name}`);
  if (isWrite && faults.strikes('diskFails')) {
    trace.note(disk.name, `disk fails before ${name}`);
    throw disk.failure();
  }
  const result = await life.guard(operate());
  if (isWrite && disk.matters(name, result)) machine.hasWritten = true;
  if (isWrite)
    trace.note(disk.name, `${name}${typeof result === 'string' && result.length < 12 ? ` ${result}` : ''}`);
  if (faults.strikes(dies)) return dieAt(disk, `after ${name}`);
  if (isWrite && faults.strikes('diskFailsAfterWriting')) {
    trace.note(disk.name, `disk fails after ${name}`);
    throw disk.failure();
  }
  await life.sleep(chance.between(0, slowestMs));
  return result;
}

function dieAt({ machine, name, die }: Disk, where: string): Promise<never> {
  machine.trace.note(name, `dies ${where}`);
  die();
  return new Promise(() => {});
}
