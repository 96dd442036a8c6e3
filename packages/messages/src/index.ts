/** The typed message maps of the wallet: every message that crosses a process or a context, in one place. */
export * from './native-host.ts';
export * from './wallet.ts';
