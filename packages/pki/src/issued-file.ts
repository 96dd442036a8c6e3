/** `pki/issued.json`: what the operator issued by hand, so that it can be revoked by its number. It holds no key. */
import { join } from 'node:path';
import { certificateTypes, type IdentityFile, importIdentity, validate } from '@ecomm/protocol';
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
    commonName: v.string(),
    type: v.picklist(certificateTypes),
    purpose: v.picklist(['signature', 'keyExchange']),
    /** SHA-256 of the DER, base64url. */
    thumb: v.string(),
    /** Seconds since 1970. */
    notBefore: v.number(),
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
    const { serialNumber, subject, commonName, type, thumb, notBefore, notAfter } = leaf;
    const purpose = leaf.usages.agree ? 'keyExchange' : 'signature';
    return [
      { authority, serialNumber, partyId, subject, commonName, type, purpose, thumb, notBefore, notAfter },
    ];
  });
  await writeWhole(join(dataDir, treeFiles.issued), [...(await readIssued(dataDir)), ...fresh]);
}
