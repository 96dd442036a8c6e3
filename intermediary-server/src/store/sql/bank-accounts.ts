/** Accounts and mandates in the database. What was ordered keeps the account that it had. */
import type { BankAccounts, HouseAccount, Mandate } from '../../ledger/bank-records.ts';
import type { BankStore } from '../../ledger/bank-store.ts';
import { all, change, first, places, put, type SqlEngine, type Steps } from './engine.ts';

type Accounts = Pick<
  BankStore,
  'setHouseAccount' | 'setMerchantAccount' | 'setMandate' | 'endMandate' | 'readBankAccounts'
>;

interface AccountRow {
  holder: string;
  name: string;
  iban: string;
  bic: string | null;
  creditorId: string | null;
}

export const houseHolder = 'house';
const merchantPrefix = 'merchant:';

export function bankAccounts(engine: SqlEngine): Accounts {
  return {
    setHouseAccount: (account, at) => engine.write(() => setAccount(houseHolder, account, at)),
    setMerchantAccount: ({ merchantId, ...account }, at) =>
      engine.write(() => setAccount(merchantHolder(merchantId), { ...account, creditorId: undefined }, at)),
    setMandate: (mandate, at) => engine.write(() => setMandate(mandate, at)),
    endMandate: (fingerprint, at) => engine.write(() => endMandate(fingerprint, at)),
    readBankAccounts: () => engine.readTogether(readAll),
  };
}

export function merchantHolder(merchantId: string): string {
  return `${merchantPrefix}${merchantId}`;
}

/** The house's own, which stays as it is until the transaction ends. */
export function* lockHouse(): Steps<HouseAccount | undefined> {
  const row = yield* first<AccountRow>(`${selectAccount} WHERE holder = ? FOR UPDATE`, houseHolder);
  return row && houseOf(row);
}

const selectAccount = 'SELECT holder, name, iban, bic, creditor_id AS "creditorId" FROM bank_account';

function* setAccount(holder: string, account: HouseAccount, at: number): Steps<void> {
  const { name, iban, bic, creditorId } = account;
  yield* put(
    `INSERT INTO bank_account (holder, name, iban, bic, creditor_id, set_at) VALUES (${places(6)})
     ON CONFLICT (holder) DO UPDATE SET name = excluded.name, iban = excluded.iban, bic = excluded.bic,
       creditor_id = excluded.creditor_id, set_at = excluded.set_at`,
    ...[holder, name, iban, bic ?? null, creditorId ?? null, at],
  );
}

function* setMandate(
  mandate: Parameters<Accounts['setMandate']>[0],
  at: number,
): Steps<'set' | 'unknownPayer' | 'taken'> {
  const { mandateId, fingerprint, name, iban, bic, signedOn, sequence, collectBy } = mandate;
  const payer = (yield* findPayer(fingerprint))?.payer;
  if (payer === undefined) return 'unknownPayer';
  const known = yield* first<{ payer: string }>(
    'SELECT payer FROM mandate WHERE mandate_id = ? FOR UPDATE',
    mandateId,
  );
  if (known !== undefined && known.payer !== payer) return 'taken';
  yield* put(
    `UPDATE mandate SET state = 'ended', set_at = ? WHERE payer = ? AND state = 'active' AND mandate_id <> ?`,
    ...[at, payer, mandateId],
  );
  yield* put(
    `INSERT INTO mandate (mandate_id, payer, name, iban, bic, signed_on, sequence, collect_by, state, set_at)
     VALUES (${places(8)}, 'active', ?)
     ON CONFLICT (mandate_id) DO UPDATE SET name = excluded.name, iban = excluded.iban, bic = excluded.bic,
       signed_on = excluded.signed_on, sequence = excluded.sequence, collect_by = excluded.collect_by,
       state = excluded.state, set_at = excluded.set_at`,
    ...[mandateId, payer, name, iban, bic ?? null, signedOn, sequence, collectBy, at],
  );
  return 'set';
}

function* endMandate(fingerprint: string, at: number): Steps<boolean> {
  const payer = (yield* findPayer(fingerprint))?.payer;
  if (payer === undefined) return false;
  const ended = yield* change(
    `UPDATE mandate SET state = 'ended', set_at = ? WHERE payer = ? AND state = 'active'`,
    ...[at, payer],
  );
  return ended === 1;
}

function findPayer(fingerprint: string): Steps<{ payer: string } | undefined> {
  return first('SELECT payer FROM payer WHERE fingerprint = ?', fingerprint);
}

function* readAll(): Steps<BankAccounts> {
  const accounts = yield* all<AccountRow>(`${selectAccount} ORDER BY holder`);
  const house = accounts.find(({ holder }) => holder === houseHolder);
  const mandates = yield* all<Omit<Mandate, 'payer' | 'bic'> & { fingerprint: string; bic: string | null }>(
    `SELECT fingerprint, mandate_id AS "mandateId", name, iban, bic, signed_on AS "signedOn", sequence,
       collect_by AS "collectBy"
     FROM mandate JOIN payer ON payer.payer = mandate.payer WHERE mandate.state = 'active' ORDER BY mandate_id`,
  );
  return {
    house: house && houseOf(house),
    merchants: accounts
      .filter(({ holder }) => holder.startsWith(merchantPrefix))
      .map(({ holder, name, iban, bic }) => ({
        merchantId: holder.slice(merchantPrefix.length),
        ...{ name, iban, bic: bic ?? undefined },
      })),
    mandates: mandates.map(({ bic, ...mandate }) => ({ ...mandate, bic: bic ?? undefined })),
  };
}

function houseOf({ name, iban, bic, creditorId }: AccountRow): HouseAccount {
  return { name, iban, bic: bic ?? undefined, creditorId: creditorId ?? undefined };
}
