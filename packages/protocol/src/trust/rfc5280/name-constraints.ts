/**
 * nameConstraints (RFC 5280 section 4.2.1.10) for directory names, the only kind of name that this project's
 * certificates have. A constraint on any other kind can't be met or passed here, so it is refused.
 */
import * as asn1 from 'asn1js';
import { ProtocolError } from '../../errors.ts';
import { canonicalName } from './distinguished-name.ts';
import type { PathCertificate } from './path-certificate.ts';

const nameConstraintsOid = '2.5.29.30';

export interface NameConstraints {
  /** Canonical RDNs of each subtree; undefined: anything is permitted. */
  readonly permitted: readonly (readonly string[])[] | undefined;
  readonly excluded: readonly (readonly string[])[];
}

/** Throws ERR_CERTIFICATE_EXTENSION for constraints that can't be read or processed. */
export function nameConstraintsOf({ extensions }: PathCertificate): NameConstraints | undefined {
  const extension = extensions.get(nameConstraintsOid);
  if (extension === undefined) return undefined;
  const { result, offset } = asn1.fromBER(Uint8Array.from(extension.value).buffer);
  if (offset !== extension.value.length || !(result instanceof asn1.Sequence)) return malformed();
  const trees = (tag: number) => {
    const list = result.valueBlock.value.find(
      ({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === tag,
    );
    return list === undefined ? undefined : (list as asn1.Constructed).valueBlock.value.map(subtreeOf);
  };
  return { permitted: trees(0), excluded: trees(1) ?? [] };
}

/** Throws ERR_CERTIFICATE_NAME_CONSTRAINT when the subject lies outside what an authority above it may name. */
export function assertNameWithin(
  { canonicalSubject, subject }: PathCertificate,
  constraints: readonly NameConstraints[],
): void {
  const name = rdnsOf(canonicalSubject);
  if (name.length === 0) return;
  for (const { permitted, excluded } of constraints) {
    if (permitted !== undefined && !permitted.some((tree) => isBelow(name, tree)))
      throw new ProtocolError('ERR_CERTIFICATE_NAME_CONSTRAINT', { subject, reason: 'not permitted' });
    if (excluded.some((tree) => isBelow(name, tree)))
      throw new ProtocolError('ERR_CERTIFICATE_NAME_CONSTRAINT', { subject, reason: 'excluded' });
  }
}

/** GeneralSubtree ::= SEQUENCE { base GeneralName, minimum [0] DEFAULT 0, … }; directoryName is [4] explicit. */
function subtreeOf(subtree: asn1.AsnType): readonly string[] {
  const [base, ...bounds] = subtree instanceof asn1.Sequence ? subtree.valueBlock.value : [];
  if (base === undefined || bounds.length > 0 || base.idBlock.tagNumber !== 4) return malformed();
  const [name] = (base as asn1.Constructed).valueBlock.value;
  return name === undefined ? malformed() : rdnsOf(canonicalName(new Uint8Array(name.toBER())));
}

function rdnsOf(canonical: string): string[] {
  return (JSON.parse(canonical) as unknown[]).map((rdn) => JSON.stringify(rdn));
}

function isBelow(name: readonly string[], tree: readonly string[]): boolean {
  return tree.every((rdn, depth) => name[depth] === rdn);
}

function malformed(): never {
  throw new ProtocolError('ERR_CERTIFICATE_EXTENSION', { oid: nameConstraintsOid, reason: 'not processed' });
}
