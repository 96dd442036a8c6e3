/** listReaders: the readers now, and `readersChanged` from now on. */
import type { Action } from './action-context.ts';

/** @throws HostError `ERR_PCSC_UNAVAILABLE`; the asker is told when PC/SC comes up. */
export const listReaders: Action<'listReaders'> = async ({ readerStates, subscribe }) => {
  subscribe();
  const readers = await readerStates.list();
  subscribe(readers);
  return { readers };
};
