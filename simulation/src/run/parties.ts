/** All parties of one run, joined by one network. */
import { rmSync } from 'node:fs';
import type { LedgerStore } from '@ecomm/intermediary-server';
import type { TrustStore } from '@ecomm/protocol';
import type { Observed } from '../invariants/observed.ts';
import { WalletRecord } from '../invariants/wallet-record.ts';
import type { Life, Machine } from '../machine/machine.ts';
import { Network } from '../machine/network.ts';
import { GatewayProgram } from '../parties/gateway-program.ts';
import { IntermediaryProgram } from '../parties/intermediary-program.ts';
import { MerchantProgram } from '../parties/merchant-program.ts';
import { WalletProgram } from '../parties/wallet-program.ts';
import { currency, gatewayHost, hostOf, intermediaryHost, trustOf, type World } from '../world.ts';
import { type Break, breakStore } from './broken-builds.ts';

export interface Parties extends Observed {
  readonly gateway: GatewayProgram;
  readonly intermediary: IntermediaryProgram;
  readonly merchants: readonly MerchantProgram[];
  readonly wallets: readonly WalletProgram[];
  close(): void;
}

export type Everybody = GatewayProgram | IntermediaryProgram | MerchantProgram | WalletProgram;

export function everybody({ gateway, intermediary, merchants, wallets }: Parties): readonly Everybody[] {
  return [gateway, intermediary, ...merchants, ...wallets];
}

/** Merchants keep what they know of certificates from run to run: it is the same in each. */
const trusts = new WeakMap<World, TrustStore>();

export interface PartiesOptions {
  readonly broken: Break | undefined;
  /** How long a receipt may be advised, and then claimed. */
  readonly deadlineSeconds: number;
}

export function makeParties(
  machine: Machine,
  world: World,
  { broken, deadlineSeconds }: PartiesOptions,
): Parties {
  const directory = world.newRunDirectory();
  const network = new Network(machine);
  const gateway = new GatewayProgram(machine, world, directory);
  const topUpMinor = machine.chance.pick([1500, 3000, 6000, 20_000]);
  const intermediary = new IntermediaryProgram(machine, {
    ...{ world, directory, network },
    policy: {
      ...{ topUp: { [currency]: topUpMinor }, settleOpenOtbsAtClose: machine.chance.chance(0.7) },
      ...{ adviceSeconds: deadlineSeconds, claimGraceSeconds: deadlineSeconds },
    },
    breakStore: (store: LedgerStore, life: Life) => breakStore(store, broken, { machine, life }),
  });
  const trust = trusts.get(world) ?? trustOf(world.intermediary);
  trusts.set(world, trust);
  const merchants = world.merchants.map(
    (identity) => new MerchantProgram(machine, { identity, trust, directory, network }),
  );
  const wallets = world.holders.map((holder) => new WalletProgram(machine, world, network, holder));
  const record = new WalletRecord();
  for (const { journal, name } of wallets)
    journal.onSaved = (purchase) => {
      if (record.note(name, purchase)) machine.hasWritten = true;
      machine.trace.note(name, `is ${purchase.state}`);
    };
  network.listen(gatewayHost, {
    name: 'gateway',
    server: () => gateway.server,
    isSilent: () => gateway.isSilent,
  });
  network.listen(intermediaryHost, { name: 'intermediary', server: () => intermediary.server });
  for (const merchant of merchants)
    network.listen(hostOf(merchant.merchantId), { name: merchant.name, server: () => merchant.server });
  const close = () => {
    for (const party of [gateway, intermediary, ...merchants]) {
      party.life?.end();
      party.close();
    }
    for (const { life } of wallets) life?.end();
    rmSync(directory, { recursive: true });
  };
  return { gateway, intermediary, merchants, wallets, record, close };
}
