/**
 * What a party trusts: the root anchors, and the chains that it has seen and validated.
 *
 * A chain once validated is remembered by its leaf's thumb, so that a sender may leave x5c out (SET's thumbs)
 * and a receiver need not check the same path again while every certificate in it is within its validity. What comes in x5c
 * is either that very chain or checked as a new one: nothing else may stand there, as messages are kept with it.
 */
import { ProtocolError } from '../errors.ts';
import { type Certificate, decodeChain, hasRole } from './certificate.ts';
import type { KeyPurpose, Role } from './roles.ts';
import { type PathOptions, validatePath } from './validate-path.ts';

const maxRemembered = 10_000;

/** A certificate whose path is valid, with its key ready for WebCrypto. */
export interface TrustedCertificate extends Certificate {
  readonly publicKey: CryptoKey;
  /** Leaf first, without the root. */
  readonly chain: readonly Certificate[];
  /** The root at which its path ends. */
  readonly anchor: Certificate;
}

export interface TrustRequest {
  readonly thumb: string;
  /** Base64 DER, leaf first without the root; needed unless the chain is known. */
  readonly x5c?: readonly string[] | undefined;
  /** The sender must hold one of these roles. */
  readonly roles: readonly Role[];
  readonly purpose: KeyPurpose;
  /** Seconds since 1970. */
  readonly at: number;
}

export interface TrustOptions {
  readonly anchors: readonly Certificate[];
  /** Roots that followed them, as far as they are known by now (HashedRootKey). */
  readonly laterRoots?: () => readonly Certificate[];
  /** Asked for every certificate of a path each time; throws where it must be known and is not. */
  readonly isRevoked?: PathOptions['isRevoked'];
}

interface Known {
  readonly certificate: TrustedCertificate;
  /** As it came: a chain has one encoding. */
  readonly x5c: readonly string[];
}

export class TrustStore {
  readonly #anchors: readonly Certificate[];
  readonly #laterRoots: () => readonly Certificate[];
  readonly #isRevoked: PathOptions['isRevoked'];
  readonly #known = new Map<string, Known>();

  constructor({ anchors, laterRoots = () => [], isRevoked }: TrustOptions) {
    this.#anchors = anchors;
    this.#laterRoots = laterRoots;
    this.#isRevoked = isRevoked;
  }

  get anchors(): readonly Certificate[] {
    return [...this.#anchors, ...this.#laterRoots()];
  }

  /** The certificate behind a thumb, its path valid now. Throws a typed ERR_CERTIFICATE_*. */
  async certificateFor(request: TrustRequest): Promise<TrustedCertificate> {
    const known = this.#known.get(request.thumb);
    const isSame =
      known !== undefined &&
      isSameChain(known.x5c, request.x5c) &&
      this.#stillValid(known.certificate, request.at);
    const certificate = isSame ? known.certificate : await this.#learn(request);
    if (!request.roles.some((role) => hasRole(certificate, role)))
      throw new ProtocolError('ERR_CERTIFICATE_ROLE', { type: certificate.type });
    if (!(request.purpose === 'signature' ? certificate.usages.sign : certificate.usages.agree))
      throw new ProtocolError('ERR_CERTIFICATE_KEY_USAGE', { subject: certificate.subject });
    return certificate;
  }

  async #learn(request: TrustRequest): Promise<TrustedCertificate> {
    const known = this.#known.get(request.thumb);
    const x5c = request.x5c ?? known?.x5c ?? [];
    const chain = request.x5c === undefined ? (known?.certificate.chain ?? []) : await decodeChain(x5c);
    const leaf = chain[0];
    if (leaf === undefined) throw new ProtocolError('ERR_CERTIFICATE_MISSING', { thumb: request.thumb });
    if (leaf.thumb !== request.thumb)
      throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { reason: 'thumb' });
    const revocation = this.#isRevoked === undefined ? {} : { isRevoked: this.#isRevoked };
    const anchor = await validatePath(chain, { anchors: this.anchors, at: request.at, ...revocation });
    const trusted = { ...leaf, chain, anchor, publicKey: await importKey(leaf) };
    if (this.#known.size >= maxRemembered) {
      const oldest = this.#known.keys().next().value;
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    this.#known.set(leaf.thumb, { certificate: trusted, x5c });
    return trusted;
  }

  #stillValid({ chain, anchor }: TrustedCertificate, now: number): boolean {
    return [...chain, anchor].every((certificate, depth, path) => {
      if (now < certificate.notBefore || now > certificate.notAfter) return false;
      const issuer = path[depth + 1];
      return issuer === undefined || this.#isRevoked?.(certificate, issuer, now) !== true;
    });
  }
}

function isSameChain(known: readonly string[], received: readonly string[] | undefined): boolean {
  if (received === undefined) return true;
  return received.length === known.length && received.every((text, index) => text === known[index]);
}

async function importKey({ usages, x509 }: Certificate): Promise<CryptoKey> {
  const name = usages.agree ? 'ECDH' : 'ECDSA';
  const algorithm = { name, namedCurve: 'P-256' };
  try {
    return await crypto.subtle.importKey(
      'spki',
      x509.publicKey.rawData,
      algorithm,
      true,
      usages.agree ? [] : ['verify'],
    );
  } catch (cause) {
    // The library does not look whether the point is on the curve; the import does.
    throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { reason: 'key' }, { cause });
  }
}
