/**
 * Which certificates are revoked, as the brand publishes it: fetched daily from a bank, kept for the next start of the
 * worker. Where the configuration requires it nobody is trusted without a current list (SET Book 2, "CRL processing").
 */
import { type Certificate, decodeChain, type RevocationList } from '@ecomm/protocol';
import { WalletError } from '../shared/errors.ts';
import type { Setup } from './config.ts';
import type { WalletPorts } from './ports.ts';

const refreshSeconds = 24 * 3600;

type Ports = Pick<WalletPorts, 'store' | 'network' | 'now'>;

/** Takes up the list that was kept; with none, and one required, fetches it first. */
export async function prepareRevocation(setup: Setup, ports: Ports): Promise<void> {
  const kept = await ports.store.revocation().catch(() => undefined);
  if (kept !== undefined) await take(kept.text, setup, ports).catch(() => undefined);
  const { revocation, config } = setup;
  if (config.revocationRequired && revocation.digest === undefined)
    await fetchList(setup, ports).catch(() => undefined);
}

/** False while the list that is in use is not a day old. Throws the last of the banks' errors when none gave a list. */
export async function refreshRevocation(setup: Setup, ports: Ports): Promise<boolean> {
  const kept = await ports.store.revocation();
  const isKnown = kept !== undefined && setup.revocation.digest !== undefined;
  if (isKnown && ports.now() - kept.fetchedAt < refreshSeconds) return false;
  await fetchList(setup, ports);
  return true;
}

/**
 * Takes up what a merchant passed on in a message. True when it is newer than what was known; one that can't be used
 * changes nothing, as the merchant need not have made it.
 */
export async function learnRevocation(list: RevocationList, setup: Setup, ports: Ports): Promise<boolean> {
  const before = setup.revocation.digest;
  await take(JSON.stringify(list), setup, ports).catch(() => undefined);
  if (setup.revocation.digest === before) return false;
  await keep(setup, ports);
  return true;
}

async function fetchList(setup: Setup, ports: Ports): Promise<void> {
  let failure: unknown;
  for (const { enrolUrl } of setup.config.issuers) {
    try {
      const text = await ports.network.get(`${enrolUrl}/revocation`);
      await take(text, setup, ports);
      return await keep(setup, ports);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** Not what was received: an older list than ours is not taken, and must not come back either. */
async function keep({ revocation }: Setup, { store, now }: Ports): Promise<void> {
  await store.saveRevocation({ text: JSON.stringify(revocation.list), fetchedAt: now() });
}

/** Throws why the list can't be used; an older one than is known changes nothing. */
async function take(text: string, { revocation }: Setup, { store, now }: Ports): Promise<void> {
  const enrolment = await store.enrolment();
  const authorities: readonly Certificate[] =
    enrolment === undefined ? [] : await decodeChain(enrolment.signer.chain);
  await revocation.load(readJson(text), now(), authorities);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WalletError('ERR_NETWORK_ANSWER', { what: 'revocation' }, { cause });
  }
}
