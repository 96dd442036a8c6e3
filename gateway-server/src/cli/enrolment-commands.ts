/** The desk of bank and acquirer on the command line: register parties, look through pended requests. */
import { join } from 'node:path';
import type { Random } from '@ecomm/protocol';
import type { Command } from 'commander';
import { gatewayFiles, readSettings } from '../data-directory.ts';
import { decidePended, listPended } from '../enrolment/pended.ts';
import { registerParty } from '../enrolment/register-party.ts';
import { openStore, type Store } from '../store/open-store.ts';
import type { PartyType } from '../store/party-store.ts';

export interface CommandPorts {
  readonly random: Random;
  print(line: string): void;
}

const dataDirOption = ['--data-dir <directory>', 'the "gateway" directory of a provisioned tree'] as const;

export function addEnrolmentCommands(program: Command, ports: CommandPorts): void {
  addRegister(program, 'merchant', ports);
  addRegister(program, 'gateway', ports);
  program
    .command('pended')
    .description('list the certificate requests that wait for a clerk')
    .requiredOption(...dataDirOption)
    .action(async ({ dataDir }: { dataDir: string }) => {
      const requests = await withStore(dataDir, (store) => listPended(store));
      for (const request of requests) ports.print(JSON.stringify(request));
    });
  for (const [name, decision] of [
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ] as const)
    program
      .command(`${name} <request>`)
      .description(`${name} a pended certificate request, named by its lid-CA`)
      .requiredOption(...dataDirOption)
      .action(async (lidCA: string, { dataDir }: { dataDir: string }) => {
        await withStore(dataDir, (store) => decidePended(store, lidCA, decision));
        ports.print(JSON.stringify({ request: lidCA, state: decision }));
      });
}

interface RegisterOptions {
  readonly dataDir: string;
  readonly partyId: string;
  readonly name: string;
  readonly city: string;
  readonly readsChips?: boolean;
  readonly cardCertRequired?: boolean;
}

function addRegister(program: Command, type: PartyType, { random, print }: CommandPorts): void {
  const command = program
    .command(`register-${type}`)
    .description(`register a ${type} and print the code with which it asks for its first certificates`)
    .requiredOption(...dataDirOption)
    .requiredOption('--party-id <identifier>', 'as its certificates will name it')
    .requiredOption('--name <name>', 'as its certificates will say')
    .requiredOption('--city <city>', 'where it is')
    .action(async ({ dataDir, ...named }: RegisterOptions) => {
      const { partyId } = named;
      const party = { type, ...named };
      const code = await withStore(dataDir, ({ parties }) => registerParty(parties, party, random));
      print(JSON.stringify({ partyId, type, code }));
    });
  if (type === 'gateway')
    command
      .option('--reads-chips', 'it processes the cryptogram of a chip')
      .option('--card-cert-required', 'it refuses purchases that no certified cardholder signed');
}

/** Throws ERR_GATEWAY_DATA_DIR before a database would be made where none belongs. */
async function withStore<T>(dataDir: string, use: (store: Store) => T | Promise<T>): Promise<T> {
  await readSettings(dataDir);
  const store = openStore(join(dataDir, gatewayFiles.database));
  try {
    return await use(store);
  } finally {
    store.close();
  }
}
