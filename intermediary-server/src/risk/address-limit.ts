/**
 * How often one address may ask, before anything of its request is read: what it sends costs signatures to refuse. The
 * counts are this process's own and gone at its end, which harms nobody. Memory is bounded: of more than 10,000 addresses
 * the one that asked longest ago is forgotten.
 */
import type { MiddlewareHandler } from 'hono';
import { IntermediaryError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { RateLimit } from '../rate-limit.ts';
import { callerAddress } from './caller-address.ts';

export interface AddressLimitOptions {
  /** 0: no limit. As many may come at once. */
  readonly perMinute: number;
  readonly header: string | undefined;
  readonly clock: Clock;
}

/** Refuses with ERR_ADDRESS_LIMIT (429). */
export function addressLimit({ perMinute, header, clock }: AddressLimitOptions): MiddlewareHandler {
  const limit = new RateLimit(clock, { perSecond: perMinute / 60, burst: perMinute });
  return async (context, next) => {
    const address = perMinute === 0 ? undefined : callerAddress(context, header);
    if (address !== undefined && !limit.take(address))
      throw new IntermediaryError('ERR_ADDRESS_LIMIT', 'this address asks too often; send it again later', {
        retryAfterSeconds: Math.ceil(60 / perMinute),
      });
    return next();
  };
}
