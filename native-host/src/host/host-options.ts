/** The host on this machine: real PC/SC, real time, the user's configuration. */
import { setTimeout as sleep } from 'node:timers/promises';
import { b0PrimeApplication } from '@ecomm/card';
import { readHostConfig } from '../config/host-config.ts';
import { findLikelyHolder } from '../pcsc/likely-holder.ts';
import { PcsclitePort } from '../pcsc/pcsclite-port.ts';
import { languageIdOf } from '../pin/languages.ts';
import type { HostOptions } from './host.ts';

/** Names the daemon's socket to pcsc-lite's library, which reads it at its first call. */
export async function createHostOptions(): Promise<Omit<HostOptions, 'emit'>> {
  const config = await readHostConfig(process.env, process.platform);
  if (config.pcscSocket !== undefined) process.env.PCSCLITE_CSOCK_NAME = config.pcscSocket;
  return {
    pcsc: new PcsclitePort(),
    sleep: async (durationMs) => await sleep(durationMs),
    findLikelyHolder,
    applications: [b0PrimeApplication],
    languageId: languageIdOf(localeOf(process.env)),
    pinPads: config.pinPads,
  };
}

function localeOf(environment: NodeJS.ProcessEnv): string {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  return LC_ALL || LC_MESSAGES || LANG || Intl.DateTimeFormat().resolvedOptions().locale;
}
