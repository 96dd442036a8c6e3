/** The trust tree's keeping, for programs that have a tree of their own: making, revoking, publishing, listing. */
export { finishChange } from './change-files.ts';
export { PkiError, type PkiErrorCode, pkiErrorCodes } from './errors.ts';
export {
  type BankPlan,
  type GrownTree,
  growAuthorities,
  type TreePlan,
  treeContents,
} from './grow-authorities.ts';
export { type ListedCertificate, listCertificates, showPki } from './list-certificates.ts';
export { type PublicationOrder, publishRevocation } from './publish.ts';
export { treeFiles } from './read-tree.ts';
export { type RevocationOrder, type RevocationOutcome, revokeIdentity, revokeSerial } from './revoke.ts';
export { type RevocationReason, type Revoked, revocationReasons } from './revoked-file.ts';
