/**
 * What a party knows of revoked certificates: the newest BrandCRLIdentifier, the lists that it names (SET Book 2,
 * "CRL processing"), and what single authorities added since. Fails closed: where revocation must be known and the identifier has run out, nothing is accepted.
 */
import { decodeBase64, encodeBase64Url } from '../encoding/base64url.ts';
import { validate } from '../encoding/bounded-json.ts';
import { digestOf, sha256 } from '../encoding/digest.ts';
import { ProtocolError } from '../errors.ts';
import { type BrandCrlIdentifier, brandCrlIdentifier } from './brand-crl-identifier.ts';
import { type Certificate, decodeCertificate } from './certificate.ts';
import { acceptNextRoot } from './next-root.ts';
import { assertInForce, type HeldAddition, openAddition, unusable } from './revocation-addition.ts';
import { type RevocationList, revocationField } from './revocation-field.ts';
import { type CertificateList, decodeCertificateList, isListSignedBy } from './rfc5280/certificate-list.ts';
import { TrustStore } from './trust-store.ts';

export interface RevocationOptions {
  readonly anchors: readonly Certificate[];
  readonly brand: string;
  /** Whether nothing is accepted without a current identifier. */
  readonly required: boolean;
}

/** Beside an answer of usual length it leaves a message below its bound, also signed and sealed. */
const maxTravellingLength = 24_000;

interface Current {
  readonly list: RevocationList;
  readonly digest: string;
  readonly identifier: BrandCrlIdentifier;
  /** By canonical name of the issuer. */
  readonly lists: ReadonlyMap<string, CertificateList>;
}

export class RevocationStatus {
  readonly #options: RevocationOptions;
  #current: Current | undefined;
  /** By canonical name of the issuer. */
  #additions: ReadonlyMap<string, HeldAddition> = new Map();
  #roots: readonly Certificate[] = [];
  /** Rises with each list that was taken. */
  #version = 0;

  constructor(options: RevocationOptions) {
    this.#options = options;
  }

  /** SET's BCI thumb: who says that it holds this one need not be sent it again. */
  get digest(): string | undefined {
    return this.#current?.digest;
  }

  /** Until when the brand says that it is the newest, in seconds since 1970; undefined when nothing is known. */
  get validUntil(): number | undefined {
    return this.#current?.identifier.exp;
  }

  /** Roots that followed those it began with: trusted from the moment that a list brought them. */
  get roots(): readonly Certificate[] {
    return this.#roots;
  }

  /** To pass on to others. */
  get list(): RevocationList | undefined {
    if (this.#current === undefined || this.#additions.size === 0) return this.#current?.list;
    return { ...this.#current.list, additions: [...this.#additions.values()].map(({ sent }) => sent) };
  }

  /** Of one authority: its list as the brand named it, and what it added since. */
  listsOf({ path }: Certificate): {
    readonly named: CertificateList | undefined;
    readonly added: CertificateList | undefined;
  } {
    const issuer = path.canonicalSubject;
    return { named: this.#current?.lists.get(issuer), added: this.#additions.get(issuer)?.list };
  }

  /**
   * To send along in an answer: undefined for who names it among its thumbs, and for a list that is so long that it is
   * better fetched (SET Book 2, thumbs).
   */
  listUnlessHeld(thumbs: readonly string[]): RevocationList | undefined {
    if (this.#current === undefined || thumbs.includes(this.#current.digest)) return undefined;
    const { list } = this;
    return JSON.stringify(list).length > maxTravellingLength ? undefined : list;
  }

  /**
   * Takes a newer identifier with all its lists, and what was added since. Returns false for what is as old as ours or
   * older. Throws a typed error, and keeps what it had, for anything that is not whole, not signed by the brand (an
   * addition: by its authority), or out of date.
   *
   * @param authorities the certificates that sign the lists: chains that were validated, in any order.
   */
  async load(received: unknown, at: number, authorities: readonly Certificate[]): Promise<boolean> {
    const list = validate(received, revocationField);
    const version = this.#version;
    const newer = await this.#openNewer(list, at, authorities);
    const current = newer?.current ?? this.#current;
    if (current === undefined) return false;
    const roots = newer?.roots ?? this.#roots;
    const kept = newer === undefined ? this.#additions : stillAdding(this.#additions, current.lists);
    const anchors = [...this.#options.anchors, ...roots];
    const { brand } = this.#options;
    const additions = new Map(kept);
    let isNews = newer !== undefined;
    for (const sent of list.additions ?? []) {
      const known = { brand, anchors, lists: current.lists, additions };
      if ([...additions.values()].some((held) => held.sent.crl === sent.crl)) continue;
      const opened = await openAddition(sent, known, at);
      if (opened === undefined) continue;
      additions.set(opened.list.canonicalIssuer, opened);
      isNews = true;
    }
    if (!isNews) return false;
    // Another list may have been taken while this one was being checked: it would be lost.
    if (this.#version !== version) return this.load(received, at, authorities);
    this.#version += 1;
    this.#current = current;
    this.#additions = additions;
    this.#roots = roots;
    return true;
  }

  /** Undefined for an identifier that is as old as ours or older. */
  async #openNewer(list: RevocationList, at: number, authorities: readonly Certificate[]) {
    const digest = await digestOf(list.bci);
    if (digest === this.#current?.digest) return undefined;
    const { brand } = this.#options;
    const roots = await this.#followedBy(list.roots ?? [], at);
    const { payload: identifier } = await brandCrlIdentifier.open(list.bci, {
      trust: new TrustStore({ anchors: [...this.#options.anchors, ...roots] }),
      at,
    });
    if (identifier.brand !== brand)
      throw new ProtocolError('ERR_CERTIFICATE_NAME', { brand: identifier.brand });
    if (this.#current !== undefined && identifier.sequence <= this.#current.identifier.sequence)
      return undefined;
    const lists = await openLists(list, identifier, at, authorities);
    const { additions: _, ...named } = list;
    return { current: { list: named, digest, identifier, lists }, roots };
  }

  /**
   * Those learned before, and the ones that follow them. One that no trusted root commits to stays untrusted: it may be
   * older than what this party began with. Throws what `acceptNextRoot` does for one that is committed to and no root.
   */
  async #followedBy(encoded: readonly string[], at: number): Promise<readonly Certificate[]> {
    const learned = [...this.#roots];
    for (const text of encoded) {
      const der = decodeBase64(text);
      const { thumb, path } = await decodeCertificate(der);
      const trusted = [...this.#options.anchors, ...learned];
      const hashedKey = encodeBase64Url(await sha256(path.publicKey));
      const committing = trusted.find(({ hashedRootKey }) => hashedRootKey === hashedKey);
      if (committing === undefined || trusted.some((root) => root.thumb === thumb)) continue;
      learned.push(await acceptNextRoot(committing, der, at));
    }
    return learned;
  }

  /** Throws ERR_BCI_MISSING or ERR_BCI_EXPIRED where revocation must be known and is not. */
  isRevoked(certificate: Certificate, _issuer: Certificate, at: number): boolean {
    const { required } = this.#options;
    if (this.#current === undefined) {
      if (required) throw new ProtocolError('ERR_BCI_MISSING');
      return false;
    }
    if (required && at > this.#current.identifier.exp)
      throw new ProtocolError('ERR_BCI_EXPIRED', { exp: this.#current.identifier.exp });
    const { canonicalIssuer, serialNumber } = certificate.path;
    return (
      this.#current.lists.get(canonicalIssuer)?.revoked.has(serialNumber) === true ||
      this.#additions.get(canonicalIssuer)?.list.revoked.has(serialNumber) === true
    );
  }
}

async function openLists(
  { crls }: RevocationList,
  identifier: BrandCrlIdentifier,
  at: number,
  authorities: readonly Certificate[],
): Promise<Map<string, CertificateList>> {
  const decoded = await Promise.all(crls.map((crl) => decodeCertificateList(decodeBase64(crl))));
  const lists = new Map<string, CertificateList>();
  for (const { digest, crlNumber } of identifier.crls) {
    const list = decoded.find((candidate) => candidate.digest === digest);
    if (list === undefined || list.crlNumber !== crlNumber) return unusable('missing');
    assertInForce(list, at);
    // The identifier vouches for the list by its digest; an authority's signature is checked where its key is known.
    const issuer = authorities.find(
      ({ path }) => path.canonicalSubject === list.canonicalIssuer && path.keyUsage !== undefined,
    );
    if (issuer !== undefined && !issuer.usages.agree && !(await isListSignedBy(list, issuer.path)))
      return unusable('signature');
    lists.set(list.canonicalIssuer, list);
  }
  if (decoded.length !== identifier.crls.length) return unusable('more than named');
  return lists;
}

/** What was added stays until the brand's own list has all of it: a revocation is never taken back. */
function stillAdding(
  additions: ReadonlyMap<string, HeldAddition>,
  lists: ReadonlyMap<string, CertificateList>,
): Map<string, HeldAddition> {
  return new Map(
    [...additions].filter(([issuer, { list }]) => {
      const named = lists.get(issuer);
      return (
        named === undefined || [...list.revoked].some((serialNumber) => !named.revoked.has(serialNumber))
      );
    }),
  );
}
