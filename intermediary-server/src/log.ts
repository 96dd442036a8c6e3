/** The journal: pino on stderr, one JSON line each, written before the program goes on. */
import pino from 'pino';
import type { Log } from './ports.ts';

export function createLog(level = 'info'): Log {
  return pino(
    { name: 'intermediary', level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
}
