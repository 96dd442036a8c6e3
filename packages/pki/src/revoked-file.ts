/** `pki/revoked.json`, the memory of all publications: what is in it is never taken out. */
import { join } from 'node:path';
import { validate } from '@ecomm/protocol';
import * as v from 'valibot';
import { writeWhole } from './files.ts';
import { readTreeJsonIfThere, treeFiles } from './read-tree.ts';

/** RFC 5280 section 5.3.1. */
export const revocationReasons = [
  'keyCompromise',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
] as const;

export type RevocationReason = (typeof revocationReasons)[number];

const revokedSchema = v.array(
  v.strictObject({
    /** Name of the authority's file under `pki/`. */
    authority: v.string(),
    /** Hex. */
    serialNumber: v.pipe(v.string(), v.regex(/^[0-9a-f]{1,40}$/)),
    reason: v.picklist(revocationReasons),
    /** Seconds since 1970. */
    revokedAt: v.number(),
  }),
);

export type Revoked = v.InferOutput<typeof revokedSchema>[number];

export async function readRevoked(dataDir: string): Promise<Revoked[]> {
  return validate((await readTreeJsonIfThere(join(dataDir, treeFiles.revoked))) ?? [], revokedSchema);
}

export async function writeRevoked(dataDir: string, revoked: readonly Revoked[]): Promise<void> {
  await writeWhole(join(dataDir, treeFiles.revoked), validate(revoked, revokedSchema));
}

/** A certificate that is listed stays as it was listed first. */
export function mergeRevoked(known: readonly Revoked[], more: readonly Revoked[]): Revoked[] {
  const merged = new Map<string, Revoked>();
  for (const revoked of [...known, ...more]) {
    const name = `${revoked.authority} ${revoked.serialNumber}`;
    if (!merged.has(name)) merged.set(name, revoked);
  }
  return [...merged.values()];
}
