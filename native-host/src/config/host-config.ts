/**
 * The host's configuration: `host.json` in the user's configuration directory, and the environment.
 *
 *     {"pcscSocket": "/run/pcscd/pcscd.comm",
 *      "pinPads": [{"reader": "Part of its name", "timeoutSeconds": 60, "pinBlock": "bits", "numberMessage": 0}]}
 *
 * Browsers start the host with their own environment, so the socket can be named in three places. The nearest
 * wins: ECOMM_PCSC_SOCKET, then pcsc-lite's own PCSCLITE_CSOCK_NAME, then the file.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { log } from '../log.ts';
import type { PinPadException } from '../pin/pin-pad-settings.ts';
import { configDirectoryOf, type Environment } from './directories.ts';

export interface HostConfig {
  readonly pcscSocket: string | undefined;
  readonly pinPads: readonly PinPadException[];
}

const pinPad = v.strictObject({
  reader: v.pipe(v.string(), v.minLength(1)),
  // bTimerOut is one byte of seconds.
  timeoutSeconds: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(255))),
  pinBlock: v.exactOptional(v.picklist(['bytes', 'bits'])),
  numberMessage: v.exactOptional(v.picklist([0, 1])),
});

const hostConfigFile = v.strictObject({
  pcscSocket: v.exactOptional(v.pipe(v.string(), v.startsWith('/'))),
  pinPads: v.exactOptional(v.array(pinPad)),
});

/** A file that can't be read as one is as good as none: the host says so in its log and goes on. */
export async function readHostConfig(
  environment: Environment,
  platform: NodeJS.Platform,
): Promise<HostConfig> {
  const file = await readConfigFile(join(configDirectoryOf(environment, platform), 'host.json'));
  const { ECOMM_PCSC_SOCKET, PCSCLITE_CSOCK_NAME } = environment;
  return {
    pcscSocket: ECOMM_PCSC_SOCKET || PCSCLITE_CSOCK_NAME || file.pcscSocket,
    pinPads: file.pinPads ?? [],
  };
}

async function readConfigFile(path: string): Promise<v.InferOutput<typeof hostConfigFile>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return {};
  }
  try {
    return v.parse(hostConfigFile, JSON.parse(text));
  } catch {
    log('host.json is ignored: it is not as documented', { path });
    return {};
  }
}
