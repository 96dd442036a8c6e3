/**
 * The intermediary's server, but struck by SIGKILL right after a named write has committed and before anything is
 * answered. Arguments: data directory, gateway's URL, the LedgerStore operation after which to die ("never" lives).
 */
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { serve } from '../serve.ts';

const [dataDir = '', gatewayUrl = '', fatal = 'never'] = process.argv.slice(2);

await serve({
  ...{ dataDir, gatewayUrl, port: 0, host: '127.0.0.1', publicUrl: undefined },
  wrapStore: (store) =>
    new Proxy(store, {
      get: (target, name: keyof LedgerStore & string) => {
        const operation = target[name] as (...args: unknown[]) => Promise<unknown>;
        if (name !== fatal) return operation;
        return async (...args: unknown[]) => {
          await operation(...args);
          process.kill(process.pid, 'SIGKILL');
          // Nothing runs after this; a promise that never settles makes sure of it.
          await new Promise(() => {});
        };
      },
    }),
});
