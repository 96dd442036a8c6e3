/**
 * The wallet's configuration: whom it trusts, which banks it can ask, which intermediary pays for it.
 *
 * `config.json` lies in the extension's own folder, so that a bank ships its own; the placeholder has no bank.
 */
import {
  type AmountRanges,
  type Certificate,
  decodeBase64,
  decodeCertificate,
  defaultAmountRanges,
  isAllowedUrl,
  RevocationStatus,
  TrustStore,
} from '@ecomm/protocol';
import * as v from 'valibot';
import { WalletError } from '../shared/errors.ts';

/** A URL to which paths are added: allowed as a URL (https, or http on loopback), without a slash at its end. */
const baseUrl = v.pipe(
  v.string(),
  v.transform((text) => text.replace(/\/$/, '')),
  v.check((text) => isAllowedUrl(`${text}/`)),
);

const configSchema = v.strictObject({
  /** Root certificates, base64 DER. */
  anchors: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(16)),
  brand: v.pipe(v.string(), v.minLength(1), v.maxLength(40)),
  issuers: v.pipe(
    v.array(
      v.strictObject({
        name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
        bins: v.array(v.pipe(v.string(), v.regex(/^[0-9]{6}$/))),
        enrolUrl: baseUrl,
      }),
    ),
    v.minLength(1),
  ),
  intermediary: v.strictObject({ id: v.pipe(v.string(), v.minLength(1)), url: baseUrl }),
  /** Nobody is trusted without a current list of what is revoked. */
  revocationRequired: v.optional(v.boolean(), false),
  /** The least and the most that one click may pay, in minor units per currency. */
  ranges: v.optional(v.record(v.string(), v.strictObject({ least: v.number(), most: v.number() }))),
});

export interface Issuer {
  readonly name: string;
  readonly bins: readonly string[];
  readonly enrolUrl: string;
}

export interface WalletConfig {
  readonly brand: string;
  readonly issuers: readonly Issuer[];
  readonly intermediary: { readonly id: string; readonly url: string };
  readonly ranges: AmountRanges;
  readonly revocationRequired: boolean;
}

/** A configuration with its anchors ready for use. */
export interface Setup {
  readonly config: WalletConfig;
  readonly trust: TrustStore;
  readonly revocation: RevocationStatus;
  /** Thumbs of gateways whose chains `trust` holds: they need not travel again. */
  readonly knownGateways: Set<string>;
}

/** Throws ERR_WALLET_NOT_CONFIGURED for the placeholder, ERR_WALLET_CONFIG_INVALID for what can't be used. */
export async function readConfig(text: string): Promise<Setup> {
  const value = parseJson(text);
  if (isPlaceholder(value)) throw new WalletError('ERR_WALLET_NOT_CONFIGURED');
  const result = v.safeParse(configSchema, value, { abortEarly: true });
  if (!result.success)
    throw new WalletError('ERR_WALLET_CONFIG_INVALID', { field: v.getDotPath(result.issues[0]) ?? '' });
  const { anchors, ranges, ...config } = result.output;
  try {
    const certificates = await Promise.all(anchors.map((text) => decodeCertificate(decodeBase64(text))));
    return setupOf({ ...config, ranges: ranges ?? defaultAmountRanges }, certificates);
  } catch (cause) {
    throw new WalletError('ERR_WALLET_CONFIG_INVALID', { field: 'anchors' }, { cause });
  }
}

export function setupOf(config: WalletConfig, anchors: readonly Certificate[]): Setup {
  const { brand, revocationRequired: required } = config;
  const revocation = new RevocationStatus({ anchors, brand, required });
  const isRevoked = revocation.isRevoked.bind(revocation);
  const trust = new TrustStore({ anchors, laterRoots: () => revocation.roots, isRevoked });
  return { config, revocation, trust, knownGateways: new Set() };
}

/** The bank that issued a card, by the first six digits of its number. */
export function issuerOf(config: WalletConfig, bin: string): Issuer | undefined {
  return config.issuers.find(({ bins }) => bins.includes(bin));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WalletError('ERR_WALLET_CONFIG_INVALID', { field: '' }, { cause });
  }
}

function isPlaceholder(value: unknown): boolean {
  const anchors = (value as { anchors?: unknown } | null)?.anchors;
  return Array.isArray(anchors) && anchors.length === 0;
}
