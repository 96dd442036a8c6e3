/** What other programs need to know of the extension: its fixed identities. */
export * from './shared/extension-id.ts';
