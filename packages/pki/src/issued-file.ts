/** `pki/issued.json`: what the operator issued by hand, so that it can be revoked by its number. It holds no key. */
import { join } from 'node:path';
import { type IdentityFile, importIdentity, validate } from '@ecomm/protocol';
import * as v from 'valibot';
import { writeWhole } from './files.ts';
import { readTreeJsonIfThere, treeFiles } from './read-tree.ts';

const issuedSchema = v.array(
  v.strictObject({
    /** Name of the authority's file under `pki/`. */
    authority: v.string(),
    /** Hex. */
    serialNumber: v.string(),
    partyId: v.string(),
    subject: v.string(),
    /** SHA-256 of the DER, base64url. */
    thumb: v.string(),
    /** Seconds since 1970. */
    notAfter: v.number(),
  }),
);

export type Issued = v.InferOutput<typeof issuedSchema>[number];

export async function readIssued(dataDir: string): Promise<Issued[]> {
  return validate((await readTreeJsonIfThere(join(dataDir, treeFiles.issued))) ?? [], issuedSchema);
}

/** Adds both certificates of an identity that the authority issued. */
export async function noteIssued(dataDir: string, authority: string, identity: IdentityFile): Promise<void> {
  const { partyId, certificate, keyExchangeCertificate } = await importIdentity(identity);
  const fresh = [certificate, keyExchangeCertificate].flatMap((leaf): Issued[] => {
    if (leaf === undefined) return [];
    const { serialNumber, subject, thumb, notAfter } = leaf;
    return [{ authority, serialNumber, partyId, subject, thumb, notAfter }];
  });
  await writeWhole(join(dataDir, treeFiles.issued), [...(await readIssued(dataDir)), ...fresh]);
}
