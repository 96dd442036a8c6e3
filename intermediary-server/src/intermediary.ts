/** The intermediary as its parts share it: keys, trust, ledger, gateway, policy. */
import {
  decodeChain,
  type Identity,
  ProtocolError,
  RevocationStatus,
  type SealOpener,
  type SealRecipient,
  TrustStore,
} from '@ecomm/protocol';
import { Admission } from './admission.ts';
import type { GatewayLink } from './gateway/gateway-link.ts';
import { KeyedLock } from './keyed-lock.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import { measuredGateway } from './metrics/measured-gateway.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import type { PasswordCost } from './operator/password.ts';
import type { Policy } from './policy.ts';
import type { Ports } from './ports.ts';
import { RateLimit } from './rate-limit.ts';
import { ExposureCaps } from './risk/exposure-caps.ts';

export interface IntermediaryParts extends Ports {
  readonly identity: Identity;
  /** The gateway's key-exchange chain, base64 DER, leaf first. */
  readonly gatewayChain: readonly string[];
  readonly gateway: GatewayLink;
  readonly store: LedgerStore;
  readonly policy: Policy;
  /** Where wallets reach this server, without a trailing slash: known once it listens. */
  readonly publicUrl: () => string;
  /** By default of this intermediary alone. */
  readonly metrics?: Metrics;
  /** What it costs to try a password; by default what password.ts asks for. */
  readonly passwordCost?: PasswordCost;
}

export interface Intermediary extends IntermediaryParts {
  readonly metrics: Metrics;
  readonly id: string;
  readonly brand: string;
  readonly opener: SealOpener;
  readonly trust: TrustStore;
  /** What is revoked, as far as it is known: `trust` asks it for every certificate of a path, each time. */
  readonly revocation: RevocationStatus;
  /** Serializes what concerns one payer. */
  readonly payerLock: KeyedLock;
  /** Serializes what closes periods. */
  readonly closeLock: KeyedLock;
  readonly rateLimit: RateLimit;
  /** Asked before an Open To Buy is offered. */
  readonly exposureCaps: ExposureCaps;
  /** Bounds what is worked on at once, and with it every queue. */
  readonly admission: Admission;
  /** The gateway's key-exchange key, its path valid now. */
  gatewayRecipient(): Promise<SealRecipient>;
}

/** Throws ERR_CERTIFICATE_* when the identity is not an intermediary's. */
export async function createIntermediary(parts: IntermediaryParts): Promise<Intermediary> {
  const { identity, gatewayChain, clock, policy } = parts;
  const { certificate, opener, anchors } = identity;
  const id = certificate.merchantData?.merchantId;
  if (id === undefined || !certificate.isIntermediary)
    throw new ProtocolError('ERR_CERTIFICATE_ROLE', { type: certificate.type });
  if (opener === undefined) throw new ProtocolError('ERR_CERTIFICATE_MISSING', { partyId: id });
  const { brand } = certificate;
  const revocation = new RevocationStatus({ anchors, brand, required: policy.requireRevocation });
  const trust = new TrustStore({
    anchors,
    laterRoots: () => revocation.roots,
    isRevoked: (revoked, issuer, at) => revocation.isRevoked(revoked, issuer, at),
  });
  const metrics = parts.metrics ?? createMetrics({ clock });
  const [gatewayLeaf] = await decodeChain(gatewayChain);
  const gatewayRecipient = async () => {
    const { thumb, publicKey } = await trust.certificateFor({
      thumb: gatewayLeaf?.thumb ?? '',
      x5c: gatewayChain,
      roles: ['gateway'],
      purpose: 'keyExchange',
      at: clock(),
    });
    return { thumb, publicKey };
  };
  return {
    ...parts,
    metrics,
    gateway: measuredGateway(parts.gateway, metrics),
    id,
    brand,
    opener,
    trust,
    revocation,
    payerLock: new KeyedLock(),
    closeLock: new KeyedLock(),
    rateLimit: new RateLimit(clock, { perSecond: policy.requestsPerSecond, burst: policy.requestBurst }),
    exposureCaps: new ExposureCaps(parts.store, clock, policy.exposure),
    admission: new Admission(policy.messagesAtOnce),
    gatewayRecipient,
  };
}

/** How often a decision is taken anew when the facts change while its answer is being signed. */
export const maxDecisions = 8;
