/** Joins keys, books, bank and routes from a data directory. The clock and the journal are the caller's. */
import { join } from 'node:path';
import { answerRetentionSeconds, type Identity, importIdentity, type TrustStore } from '@ecomm/protocol';
import type { Hono } from 'hono';
import { type GatewaySettings, gatewayFiles, readGatewayFiles } from './data-directory.ts';
import { createCardholderAuthority } from './enrolment/authority.ts';
import { createPartyAuthorities } from './enrolment/party-authorities.ts';
import { verifyAllDeferred } from './gateway/defer.ts';
import { expireAuthorizations } from './gateway/expire.ts';
import { createGateway, type Gateway } from './gateway/gateway.ts';
import type { IssuerHost } from './gateway/issuer-host.ts';
import { policyFrom } from './gateway/policy.ts';
import { createGatewayApp } from './http/app.ts';
import { aesCmac } from './issuer/aes-cmac.ts';
import { createIssuer } from './issuer/issuer.ts';
import { readOperatorToken } from './operator-token-file.ts';
import type { Ports } from './ports.ts';
import { createPublication } from './revocation/publication.ts';
import type { PushPorts } from './revocation/push-revocation.ts';
import { type RevocationWatch, watchedTrust } from './revocation/watch-revocation.ts';
import type { AnswerStore } from './store/answer-store.ts';
import { openStore, type Store } from './store/open-store.ts';
import type { UnitOfWork } from './store/unit-of-work.ts';

/** How long a request may wait for a clerk, and its certificate to be fetched. */
const pendedLifeSeconds = 90 * 24 * 3600;

export interface OpenedGateway {
  readonly app: Hono;
  readonly gateway: Gateway;
  readonly store: Store;
  /** Reads the revocation list if another one was published, adds what the bank revoked, and pushes what is new. */
  refreshRevocation(): Promise<void>;
  /** Releases overdue authorizations and forgets answers past their time. */
  tidy(): void;
  close(): void;
}

/** Keys and settings, ready for use; `trust` remembers the chains that it has validated. */
export interface GatewayKeys {
  /** Of each gateway, the default one first. */
  readonly identities: readonly Identity[];
  readonly authorityIdentity: Identity;
  /** The acquirer's, for merchants and for gateways. */
  readonly partyAuthorityIdentities:
    | { readonly merchants: Identity; readonly gateways: Identity }
    | undefined;
  readonly trust: TrustStore;
  readonly revocation: RevocationWatch;
  readonly issuerMasterKey: Uint8Array;
  readonly settings: GatewaySettings;
}

/** Throws ERR_GATEWAY_DATA_DIR when the directory is not one that `provision` made. */
export async function readGatewayKeys(directory: string): Promise<GatewayKeys> {
  const { issuerMasterKey, settings, ...files } = await readGatewayFiles(directory);
  const { partyAuthorityIdentities: partyFiles } = files;
  const identities = await Promise.all(files.identities.map((file) => importIdentity(file)));
  const authorityIdentity = await importIdentity(files.authorityIdentity);
  const partyAuthorityIdentities = partyFiles && {
    merchants: await importIdentity(partyFiles.merchants),
    gateways: await importIdentity(partyFiles.gateways),
  };
  return {
    identities,
    authorityIdentity,
    partyAuthorityIdentities,
    ...(await watchedTrust({
      identities: [...identities, authorityIdentity, ...Object.values(partyAuthorityIdentities ?? {})],
      brand: settings.brand,
      required: settings.revocationRequired ?? false,
    })),
    issuerMasterKey,
    settings,
  };
}

export interface GatewayPorts extends Ports {
  /** How revocation lists get to the intermediaries; without it they come for them. */
  readonly push?: PushPorts;
}

export async function openGateway(
  directory: string,
  keys: GatewayKeys,
  { push, ...ports }: GatewayPorts,
): Promise<OpenedGateway> {
  const { identities, trust, issuerMasterKey } = keys;
  const { brand, bins, currency } = keys.settings;
  const { ceilingMinor, ...policy } = keys.settings.policy ?? {};
  const token = await readOperatorToken(join(directory, gatewayFiles.operatorToken), ports.random);
  const revocationFile = join(directory, gatewayFiles.revocation);
  await keys.revocation.refresh(revocationFile, ports);
  const store = openStore(join(directory, gatewayFiles.database));
  const { work, answers, authorizations, batches, deferred, pendedRequests } = store;
  const camKeys = { cmac: aesCmac, issuerMasterKey };
  const issuer = createIssuer({
    store: store.issuer,
    keys: camKeys,
    bins,
    ...(ceilingMinor === undefined ? {} : { ceilingMinor }),
  });
  const shared = { ...ports, brand, issuer, work, answers };
  const gateway = await createGateway({
    ...shared,
    ...{ trust, authorizations, batches, deferred },
    revocation: keys.revocation.status,
    gatewayIdentities: identities.map((identity, index) => ({
      identity,
      acquirerBin: keys.settings.gateways?.[index]?.acquirerBin,
    })),
    policy: policyFrom(policy),
  });
  const authorities = openAuthorities(keys, { ...shared, store });
  const publication = createPublication({
    ...ports,
    ...{ path: revocationFile, brand, identity: keys.authorityIdentity, push },
    ...{ revocations: store.revocations, additions: store.additions },
    urls: keys.settings.intermediaries ?? [],
  });
  await publication.refresh();
  const operator = { issuer: store.issuer, authorizations, currency, token };
  return {
    app: createGatewayApp({
      gateway,
      ...authorities,
      operator,
      readRevocation: publication.read,
      announceRevocation: publication.refresh,
    }),
    gateway,
    store,
    refreshRevocation: async () => {
      await keys.revocation.refresh(revocationFile, ports);
      await publication.refresh();
    },
    tidy: () => {
      verifyAllDeferred(gateway);
      const expired = expireAuthorizations(gateway);
      if (expired > 0) ports.log.info({ expired }, 'authorizations expired');
      const forgetBefore = ports.clock() - answerRetentionSeconds;
      answers.purge(forgetBefore);
      authorizations.purgeTombstones(forgetBefore);
      pendedRequests.purge(ports.clock() - pendedLifeSeconds);
    },
    close: () => {
      publication.stop();
      store.close();
    },
  };
}

interface AuthoritiesParts extends Ports {
  readonly brand: string;
  readonly issuer: IssuerHost;
  readonly work: UnitOfWork;
  readonly answers: AnswerStore;
  readonly store: Store;
}

/** Who answers enrolments: the bank for its cardholders, and the acquirer for merchants and gateways. */
function openAuthorities(
  { authorityIdentity, partyAuthorityIdentities: identities, trust, settings }: GatewayKeys,
  { store, ...shared }: AuthoritiesParts,
) {
  const { bankName, acquirer, formApproval = 'automatic' } = settings;
  const { enrolment, formHolders, pendedRequests, revocations, parties } = store;
  const books = { enrolment, revocations, trust };
  return {
    authority: createCardholderAuthority({
      ...{ ...shared, ...books, identity: authorityIdentity, bankName },
      ...{ formHolders, pendedRequests, formApproval },
    }),
    partyAuthorities:
      acquirer === undefined || identities === undefined
        ? undefined
        : createPartyAuthorities({ ...shared, ...books, acquirer, identities, parties }),
  };
}
