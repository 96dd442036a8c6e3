/** What is known of CCID readers over WebUSB: their class descriptor, and which of them a browser can reach. */
export * from './class-descriptor.ts';
export * from './reachable-readers.ts';
