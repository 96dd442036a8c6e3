/**
 * What this process knows of revoked certificates: the publication in its data directory, looked at again and again.
 * A publication that can't be used is noted and leaves what was known before.
 */
import { type Certificate, decodeChain, type Identity, RevocationStatus, TrustStore } from '@ecomm/protocol';
import type { Clock, Log } from '../ports.ts';
import { readRevocationFile } from './revocation-file.ts';

export interface RevocationWatch {
  /** What is known now. */
  readonly status: RevocationStatus;
  /** Reads the publication if it has changed. */
  refresh(path: string, ports: { readonly clock: Clock; readonly log: Log }): Promise<void>;
}

export interface WatchedTrust {
  readonly trust: TrustStore;
  readonly revocation: RevocationWatch;
}

export interface WatchOptions {
  readonly identities: readonly Identity[];
  readonly brand: string;
  /** Whether nobody is trusted without a current publication. */
  readonly required: boolean;
}

/** A store of trust that asks the newest publication about every certificate of a path. */
export async function watchedTrust({ identities, brand, required }: WatchOptions): Promise<WatchedTrust> {
  const anchors = identities[0]?.anchors ?? [];
  const status = new RevocationStatus({ anchors, brand, required });
  const authorities = await authoritiesIn(identities);
  let seen: string | undefined;
  return {
    trust: new TrustStore({
      anchors,
      laterRoots: () => status.roots,
      isRevoked: (certificate, issuer, at) => status.isRevoked(certificate, issuer, at),
    }),
    revocation: {
      status,
      async refresh(path, { clock, log }) {
        const text = await readRevocationFile(path);
        if (text === undefined || text === seen) return;
        seen = text;
        try {
          if (await status.load(JSON.parse(text), clock(), authorities))
            log.info({ digest: status.digest }, 'revocation list loaded');
        } catch (error) {
          const { code, message } = error as Error & { code?: string };
          log.error({ code, message }, 'revocation list refused');
        }
      },
    },
  };
}

/** All but the leaves are authorities; an authority's own identity begins with one. */
async function authoritiesIn(identities: readonly Identity[]): Promise<Certificate[]> {
  const chains = await Promise.all(identities.map(({ signer }) => decodeChain(signer.chain)));
  const authorities = new Map<string, Certificate>();
  for (const certificate of chains.flat())
    if (certificate.usages.certify) authorities.set(certificate.thumb, certificate);
  return [...authorities.values()];
}
