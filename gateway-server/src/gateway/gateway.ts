/** What the gateway is made of: its keys, whom it trusts, its books, and the bank behind it. */
import {
  concatBytes,
  type Identity,
  oids,
  ProtocolError,
  type Reading,
  type RevocationStatus,
  type SealOpener,
  type SealRecipient,
  sha256,
  type TrustStore,
  utf8,
} from '@ecomm/protocol';
import type { Ports } from '../ports.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { AuthorizationStore } from '../store/authorization-store.ts';
import type { BatchStore } from '../store/batch-store.ts';
import type { DeferredStore } from '../store/deferred-store.ts';
import type { UnitOfWork } from '../store/unit-of-work.ts';
import type { IssuerHost } from './issuer-host.ts';
import type { GatewayPolicy } from './policy.ts';

export interface GatewayParts extends Ports {
  /** The gateways that this process answers for; the first is the default one. */
  readonly gatewayIdentities: readonly {
    readonly identity: Identity;
    /** Of the bank that it answers for; absent, it serves merchants of any. */
    readonly acquirerBin: string | undefined;
  }[];
  readonly trust: TrustStore;
  /** What it knows of revoked certificates, for merchants that lack it. */
  readonly revocation: Pick<RevocationStatus, 'listUnlessHeld'>;
  /** SET's BrandID: cards and merchants of another are refused. */
  readonly brand: string;
  readonly issuer: IssuerHost;
  readonly work: UnitOfWork;
  readonly answers: AnswerStore;
  readonly authorizations: AuthorizationStore;
  readonly batches: BatchStore;
  readonly deferred: DeferredStore;
  readonly policy: GatewayPolicy;
}

export interface GatewayIdentity {
  readonly identity: Identity;
  /** Merchants of another bank are refused: its gateway may ask less of a purchase, a chip for instance. */
  readonly acquirerBin: string | undefined;
  readonly opener: SealOpener;
  /** Its own key-exchange certificate. */
  readonly self: SealRecipient;
  /** 32 bytes, known to this gateway alone: seals the tokens that it gives away to get back. */
  readonly tokenKey: Uint8Array;
  /** Whether its certificate lists the card's cryptogram among the extensions that it processes. */
  readonly readsChips: boolean;
  /** Whether its certificate says that purchases must be signed. */
  readonly cardCertRequired: boolean;
}

/** A gateway at work is one of its identities: the one that answers. */
export interface Gateway extends GatewayParts, GatewayIdentity {
  readonly identities: readonly GatewayIdentity[];
}

/** How long an authorization may wait to be captured. */
export const authorizationLifeSeconds = 30 * 24 * 3600;

/** Throws ERR_CERTIFICATE_* when a gateway's own certificate does not serve now. */
export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const identities = await Promise.all(
    parts.gatewayIdentities.map((answering) => gatewayIdentity(parts, answering)),
  );
  const [first] = identities;
  if (first === undefined) throw new ProtocolError('ERR_CERTIFICATE_MISSING');
  return { ...parts, ...first, identities };
}

async function gatewayIdentity(
  { trust, clock }: GatewayParts,
  { identity, acquirerBin }: GatewayParts['gatewayIdentities'][number],
): Promise<GatewayIdentity> {
  const { opener, partyId, keyExchangeChain } = identity;
  if (opener === undefined) throw new ProtocolError('ERR_CERTIFICATE_MISSING', { partyId });
  const { thumb, publicKey, setExtensions, cardCertRequired } = await trust.certificateFor({
    thumb: opener.thumb,
    x5c: keyExchangeChain,
    roles: ['gateway'],
    purpose: 'keyExchange',
    at: clock(),
  });
  const readsChips = setExtensions.includes(oids.chipCertificate);
  return {
    identity,
    acquirerBin,
    opener,
    self: { thumb, publicKey },
    tokenKey: await tokenKeyOf(opener, publicKey),
    readsChips,
    cardCertRequired,
  };
}

/**
 * ECDH of the key-exchange key with itself, then a digest with a label: the same after each start, and nothing that
 * the holder of the public key could make.
 */
async function tokenKeyOf({ key }: SealOpener, publicKey: CryptoKey): Promise<Uint8Array> {
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: publicKey }, key, 256);
  return sha256(concatBytes(utf8('eComm gateway tokens'), new Uint8Array(shared)));
}

/** How the gateway reads what is sealed to it at this moment. */
export function readingOf(gateway: Gateway, at: number): Reading & { openers: readonly SealOpener[] } {
  return { trust: gateway.trust, at, openers: [gateway.opener] };
}
