/** The trust tree's keeping, for programs that have a tree of their own: making, revoking, publishing, listing. */
export { createCommittedRoot, nextRootFile } from './committed-root.ts';
export { PkiError, type PkiErrorCode, pkiErrorCodes } from './errors.ts';
export { type ListedCertificate, listCertificates, showPki } from './list-certificates.ts';
export { makeRevocationList, type Publication, type PublishingAuthority } from './make-revocation-list.ts';
export { type PublicationOrder, publicationLifeSeconds, publishRevocation } from './publish.ts';
export { treeFiles } from './read-tree.ts';
export { type RevocationOrder, type RevocationOutcome, revokeIdentity, revokeSerial } from './revoke.ts';
export { type RevocationReason, type Revoked, revocationReasons } from './revoked-file.ts';
