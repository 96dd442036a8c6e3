/**
 * cancel: nothing shall be certified any more.
 *
 * PC/SC has no way to call a keypad off, so the keypad goes on waiting until its own cancel key or its time-out;
 * what is keyed meanwhile certifies nothing.
 */
import type { Action } from './action-context.ts';

/** `cancelled` is false when no `certify` runs, or when the card has already been told to certify. */
export const cancel: Action<'cancel'> = async ({ turns }) => {
  return { cancelled: turns.certifying?.cancel() ?? false };
};
