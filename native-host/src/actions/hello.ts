/** hello: the first word of a wallet. Says who answers, or which side is too old. */
import { nativeProtocolVersion } from '@ecomm/messages';
import { HostError } from '../errors.ts';
import { hostVersion } from '../version.ts';
import type { Action } from './action-context.ts';

/** @throws HostError `ERR_HOST_VERSION` with `hostProtocolVersion`, to be compared with the asker's own. */
export const hello: Action<'hello'> = async (_context, { protocolVersion }) => {
  if (protocolVersion !== nativeProtocolVersion) {
    throw new HostError('ERR_HOST_VERSION', { hostVersion, hostProtocolVersion: nativeProtocolVersion });
  }
  return { hostVersion, protocolVersion: nativeProtocolVersion, platform: process.platform };
};
