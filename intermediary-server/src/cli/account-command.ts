/** `account …`: accounts and mandates from the command line, in the ledger's database, while the server runs or not. */
import { Command, Option } from 'commander';
import { readHouseAccount, readMandate, readMerchantAccount } from '../bank/account-input.ts';
import { maskIban } from '../bank/account-number.ts';
import { IntermediaryError } from '../errors.ts';
import { type LedgerPlace, onLedger, withLedger } from './ledger-place.ts';

export function accountCommand(): Command {
  const account = new Command('account').description(
    'accounts of the house and of merchants; mandates of payers',
  );
  withAccount(account.command('house').description('the intermediary’s own account'))
    .option('--creditor-id <id>', 'creditor identifier, for direct debits')
    .action(({ dataDir, database, ...input }) =>
      onLedger({ dataDir, database }, (store, at) => store.setHouseAccount(readHouseAccount(input), at)),
    );
  withAccount(account.command('merchant <merchantId>').description('where a merchant’s credits go')).action(
    (merchantId: string, { dataDir, database, ...input }) =>
      onLedger({ dataDir, database }, (store, at) =>
        store.setMerchantAccount(readMerchantAccount(merchantId, input), at),
      ),
  );
  withAccount(account.command('mandate <payer>').description('a payer’s mandate, by the payer’s fingerprint'))
    .requiredOption('--mandate-id <id>', 'given once, for ever')
    .requiredOption('--signed-on <date>', '2026-11-23')
    .addOption(new Option('--sequence <type>', 'of the next collection').choices(['FRST', 'RCUR']))
    .addOption(
      new Option('--collect-by <way>', 'how what the payer owes is collected').choices([
        'card',
        'directDebit',
      ]),
    )
    .action((payer: string, { dataDir, database, ...input }) =>
      onLedger({ dataDir, database }, async (store, at) => {
        const status = await store.setMandate(readMandate(payer, input, at), at);
        if (status === 'taken')
          throw new IntermediaryError('ERR_BANK_MANDATE_TAKEN', 'another payer has or had this mandate');
        if (status === 'unknownPayer') noPayer();
      }),
    );
  withLedger(account.command('end-mandate <payer>').description('collect by card again')).action(
    (payer: string, where: LedgerPlace) =>
      onLedger(where, async (store, at) => {
        if (!(await store.endMandate(payer, at))) noPayer();
      }),
  );
  withLedger(account.command('list').description('all of them, IBANs masked')).action((where: LedgerPlace) =>
    onLedger(where, async (store) => {
      const { house, merchants, mandates } = await store.readBankAccounts();
      for (const known of [...(house ? [{ house: true, ...house }] : []), ...merchants, ...mandates])
        process.stdout.write(`${JSON.stringify({ ...known, iban: maskIban(known.iban) })}\n`);
    }),
  );
  return account;
}

function withAccount(command: Command): Command {
  return withLedger(command)
    .requiredOption('--name <name>', 'of the account’s holder')
    .requiredOption('--iban <iban>')
    .option('--bic <bic>');
}

function noPayer(): never {
  throw new IntermediaryError('ERR_INTERMEDIARY_NOT_FOUND', 'there is no such payer, or none with a mandate');
}
