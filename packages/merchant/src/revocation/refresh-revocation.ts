/**
 * Keeps a shop's knowledge of revoked certificates current: the list that the acquirer publishes, fetched again and
 * again (SET Book 2, "CRL processing"). Who publishes it is no matter; the brand's signature is.
 */
import { decodeChain, type Identity, type RevocationStatus } from '@ecomm/protocol';
import { MerchantError } from '../errors.ts';
import { readBounded } from '../web/read-bounded.ts';

export const revocationRefreshMs = 3_600_000;

const maxListBytes = 262_144;
const requestTimeoutMs = 15_000;

export interface RevocationSource {
  readonly identity: Identity;
  readonly revocation: RevocationStatus;
  /** `<gateway>/set/revocation`. */
  readonly url: string;
  readonly fetch: typeof fetch;
  /** Seconds since 1970. */
  readonly now: () => number;
}

/**
 * Returns whether a newer list was taken. Throws ERR_REVOCATION_UNREACHABLE, or a ProtocolError for a list that can't be
 * used; what was known before stays.
 */
export async function refreshRevocation(source: RevocationSource): Promise<boolean> {
  return takeRevocation(source, await read(source));
}

/** The same for a list that the shop has kept or was given: its parsed JSON. */
export async function takeRevocation(
  { identity, revocation, now }: Pick<RevocationSource, 'identity' | 'revocation' | 'now'>,
  received: unknown,
): Promise<boolean> {
  return revocation.load(received, now(), await decodeChain(identity.signer.chain));
}

async function read({ url, fetch }: RevocationSource): Promise<unknown> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(requestTimeoutMs) });
    const text = await readBounded(response, maxListBytes);
    if (!response.ok) throw new MerchantError('ERR_REVOCATION_UNREACHABLE', { status: response.status });
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof MerchantError) throw cause;
    throw new MerchantError('ERR_REVOCATION_UNREACHABLE', {}, { cause });
  }
}

export interface RevocationTimers {
  /** Calls back once; returns how to call it off. */
  later(delayMs: number, callback: () => void): () => void;
}

export interface RevocationScheduleOptions {
  /** `refreshRevocation`, or whatever throws when it can't. */
  readonly refresh: () => Promise<unknown>;
  readonly timers: RevocationTimers;
  readonly onFailure?: (error: unknown) => void;
}

/** Refreshes hourly from the first call on, a minute after a failure; returns how to stop. */
export function scheduleRevocation({ refresh, timers, onFailure }: RevocationScheduleOptions): () => void {
  let callOff = () => {};
  let isStopped = false;
  const run = async (): Promise<void> => {
    let delayMs = revocationRefreshMs;
    try {
      await refresh();
    } catch (error) {
      delayMs = 60_000;
      onFailure?.(error);
    }
    if (!isStopped) callOff = timers.later(delayMs, run);
  };
  void run();
  return () => {
    isStopped = true;
    callOff();
  };
}
