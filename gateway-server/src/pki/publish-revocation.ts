/**
 * Revokes and publishes in a provisioned directory: what the operator revoked together with what the bank's books say,
 * laid under `pki/publication` and into the gateway's directory, from where everybody fetches it.
 */
import { join } from 'node:path';
import {
  publishRevocation as publishTree,
  type RevocationOrder,
  revokeIdentity as revokeInTree,
  treeFiles,
} from '@ecomm/pki';
import { gatewayFiles } from '../data-directory.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { useTree } from './use-tree.ts';

export const publicationFile = treeFiles.revocation;

/**
 * Adds both certificates of an identity file to what the next publication lists. Returns their serial numbers. Throws
 * ERR_GATEWAY_OPTION for certificates that no authority of this tree issued.
 */
export async function revokeIdentity(
  dataDir: string,
  identityFile: string,
  order: RevocationOrder,
): Promise<string[]> {
  const { revoked, revokedBefore } = await useTree(dataDir, () => revokeInTree(dataDir, identityFile, order));
  return [...revoked, ...revokedBefore];
}

/** Returns how many certificates are listed, and the publication's number. Throws ERR_GATEWAY_DATA_DIR. */
export async function publishRevocation(
  dataDir: string,
  at: number,
): Promise<{ sequence: number; revoked: number }> {
  const copies = [join(dataDir, 'gateway', gatewayFiles.revocation)];
  return useTree(dataDir, () =>
    publishTree(dataDir, {
      ...{ at, copies },
      alsoRevoked: () => inBooks(dataDir, ({ revocations }) => revocations.all()),
      above: () => inBooks(dataDir, ({ additions }) => additions.find('cardholders')?.crlNumber ?? 0),
    }),
  );
}

function inBooks<T>(dataDir: string, read: (store: Store) => T): T {
  const store = openStore(join(dataDir, 'gateway', gatewayFiles.database));
  try {
    return read(store);
  } finally {
    store.close();
  }
}
