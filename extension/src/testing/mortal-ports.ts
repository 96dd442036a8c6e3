/**
 * Ports through which a worker dies: at its nth call to the outside, before or after the call has its effect. A
 * dead worker does nothing more: every later call of it fails too.
 */
import type { WalletPorts } from '../background/ports.ts';

export class WorkerDied extends Error {}

export interface Mortality {
  /** Counted from 1; Infinity never dies. */
  readonly atCall: number;
  readonly when: 'before' | 'after';
}

export interface MortalPorts {
  readonly ports: WalletPorts;
  readonly callCount: () => number;
  readonly isDead: () => boolean;
}

const counted: readonly string[] = [
  'savePurchase',
  'saveOtb',
  'get',
  'post',
  'listReaders',
  'readCard',
  'certify',
];

export function mortalPorts(ports: WalletPorts, { atCall, when }: Mortality): MortalPorts {
  let calls = 0;
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new WorkerDied();
  };
  const mortal = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const member = Reflect.get(object, name, object);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          if (isDead) die();
          if (!counted.includes(String(name))) return member.apply(object, args);
          calls += 1;
          const isLast = calls === atCall;
          if (isLast && when === 'before') die();
          const result = await member.apply(object, args);
          return isLast || isDead ? die() : result;
        };
      },
    });
  return {
    ports: { ...ports, store: mortal(ports.store), network: mortal(ports.network), host: mortal(ports.host) },
    callCount: () => calls,
    isDead: () => isDead,
  };
}
