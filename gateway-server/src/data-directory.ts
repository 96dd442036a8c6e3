/** What lies in the gateway's data directory, `D/gateway` of a provisioned tree: names, formats, checks. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { validate } from '@ecomm/protocol';
import * as v from 'valibot';
import { GatewayError } from './errors.ts';
import { policySchema } from './gateway/policy.ts';

export const gatewayFiles = {
  /** The gateway's keys. 0600. */
  identity: 'identity.json',
  /** The cardholder authority's keys. 0600. */
  authorityIdentity: 'cca-identity.json',
  /** The acquirer's authorities for merchants and for gateways. 0600. */
  merchantAuthorityIdentity: 'mca-identity.json',
  gatewayAuthorityIdentity: 'pca-identity.json',
  /** The issuer's master key. 0600. */
  issuerKeys: 'issuer-keys.json',
  /** Brand, bank, currency: nothing secret. */
  settings: 'settings.json',
  database: 'gateway.sqlite',
  operatorToken: 'operator-token',
  /** The brand's published revocation list: nothing secret. */
  revocation: 'revocation.json',
} as const;

const gatewaySchema = v.strictObject({
  gatewayId: v.string(),
  identity: v.pipe(v.string(), v.regex(/^[a-z0-9-]+\.json$/)),
  /** Of the bank whose merchants it serves; without it, those of every bank. */
  acquirerBin: v.optional(v.pipe(v.string(), v.regex(/^[0-9]{6}$/))),
});

const acquirerSchema = v.strictObject({
  name: v.string(),
  bin: v.pipe(v.string(), v.regex(/^[0-9]{6}$/)),
  /** ISO 3166-1, alphabetic and numeric. */
  country: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/)),
  countryNumber: v.pipe(v.string(), v.regex(/^[0-9]{3}$/)),
});

const settingsSchema = v.strictObject({
  /** Which demonstration was provisioned. */
  profile: v.string(),
  brand: v.string(),
  bankName: v.string(),
  bins: v.array(v.pipe(v.string(), v.regex(/^[0-9]{6}$/))),
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)),
  /** The bank whose authorities for merchants and gateways answer here; without it none do. */
  acquirer: v.optional(acquirerSchema),
  /** When the bank is called, and what may go without the card; the defaults of gateway/policy.ts otherwise. */
  policy: v.optional(policySchema),
  /** Where intermediaries take revocation lists that are pushed, without a trailing slash. */
  intermediaries: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.regex(/^https?:\/\/[^\s]{1,200}[^/\s]$/))), v.maxLength(16)),
  ),
  /** Whether nobody is trusted while no current revocation list is held. */
  revocationRequired: v.optional(v.boolean()),
  /** Whether a clerk grants the requests that came with a form; without it they are granted at once. */
  formApproval: v.optional(v.picklist(['automatic', 'manual'])),
  /** The gateways that this process answers for, and the files of their keys; the first is the default one. */
  gateways: v.optional(v.pipe(v.array(gatewaySchema), v.minLength(1), v.maxLength(16))),
});

export type Acquirer = v.InferOutput<typeof acquirerSchema>;

export type GatewaySettings = v.InferOutput<typeof settingsSchema>;

const issuerKeysSchema = v.strictObject({
  /** IMK, hex: every card key is diversified from it. */
  issuerMasterKey: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
});

export interface GatewayFiles {
  /** One for each gateway, the default one first. */
  readonly identities: readonly unknown[];
  readonly authorityIdentity: unknown;
  /** The acquirer's, when the settings name one. */
  readonly partyAuthorityIdentities: { readonly merchants: unknown; readonly gateways: unknown } | undefined;
  readonly issuerMasterKey: Uint8Array;
  readonly settings: GatewaySettings;
}

/** Throws ERR_GATEWAY_DATA_DIR naming the file that is missing or damaged. */
export async function readGatewayFiles(directory: string): Promise<GatewayFiles> {
  const read = (file: string) => readJson(join(directory, file));
  const { issuerMasterKey } = validate(await read(gatewayFiles.issuerKeys), issuerKeysSchema);
  const settings = await readSettings(directory);
  const files = settings.gateways?.map(({ identity }) => identity) ?? [gatewayFiles.identity];
  return {
    identities: await Promise.all(files.map(read)),
    authorityIdentity: await read(gatewayFiles.authorityIdentity),
    partyAuthorityIdentities:
      settings.acquirer === undefined
        ? undefined
        : {
            merchants: await read(gatewayFiles.merchantAuthorityIdentity),
            gateways: await read(gatewayFiles.gatewayAuthorityIdentity),
          },
    issuerMasterKey: new Uint8Array(Buffer.from(issuerMasterKey, 'hex')),
    settings,
  };
}

export async function readSettings(directory: string): Promise<GatewaySettings> {
  return validate(await readJson(join(directory, gatewayFiles.settings)), settingsSchema);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new GatewayError(
      'ERR_GATEWAY_DATA_DIR',
      `${path} is missing or damaged; run "provision" and give its "gateway" directory`,
      { cause },
    );
  }
}
