/** The issuing bank's cards, accounts, ledger and holds. */
import type { SqliteDatabase } from './open-database.ts';

export type CardStatus = 'active' | 'stolen' | 'blocked';

export interface Card {
  readonly cardId: string;
  readonly pan: string;
  readonly panSequence: number;
  /** YYYYMM, the last month of use. */
  readonly expiry: string;
  readonly hasChip: boolean;
  readonly status: CardStatus;
  /** The greatest transaction counter (CTC) accepted so far. */
  readonly lastCounter: number;
  readonly accountId: number;
}

export interface Account {
  readonly accountId: number;
  readonly currency: string;
  readonly openingMinor: number;
  readonly availableMinor: number;
  readonly heldMinor: number;
  readonly debitedMinor: number;
}

/** `funding` is where an account's money came from; the other three are the account itself. */
export type LedgerPlace = 'funding' | 'available' | 'held' | 'debited';

export interface Transfer {
  readonly accountId: number;
  /** Where the money leaves. */
  readonly debit: LedgerPlace;
  /** Where it goes. */
  readonly credit: LedgerPlace;
  readonly amountMinor: number;
  readonly rrn: string | null;
  readonly postedAt: number;
}

export interface Hold {
  readonly rrn: string;
  readonly accountId: number;
  readonly cardId: string;
  /** Seconds since 1970. */
  readonly heldAt: number;
  readonly authorizedMinor: number;
  /** Of a captured one: what was debited, and what stays so after credits. */
  readonly capturedMinor: number;
  readonly debitedMinor: number;
  readonly state: 'held' | 'released' | 'captured';
}

export interface IssuerStore {
  findCard(pan: string): Card | undefined;
  findCardById(cardId: string): Card | undefined;
  cards(): Card[];
  addCard(card: Card): void;
  setCardStatus(cardId: string, status: CardStatus): void;
  setLastCounter(cardId: string, counter: number): void;
  addAccount(currency: string): number;
  findAccount(accountId: number): Account | undefined;
  /** Adds to the ledger and to the running sums. Throws when a place would fall below zero. */
  post(transfer: Transfer): void;
  transfers(accountId: number): Transfer[];
  findHold(rrn: string): Hold | undefined;
  saveHold(hold: Hold): void;
  /** What the card's holder has spent or reserved since then. */
  spentSince(cardId: string, since: number): number;
  /** The most that the card may spend in seven days, where the bank set one for it. */
  ceilingOf(cardId: string): number | undefined;
  setCeiling(cardId: string, ceilingMinor: number): void;
}

type CardRow = Omit<Card, 'hasChip'> & { readonly hasChip: number };

const cardColumns = `card_id AS cardId, pan, pan_sequence AS panSequence, expiry, has_chip AS hasChip, status,
  last_counter AS lastCounter, account_id AS accountId`;

export function issuerStore(database: SqliteDatabase): IssuerStore {
  return { ...cardStore(database), ...ledgerStore(database), ...holdStore(database) };
}

function cardStore(database: SqliteDatabase) {
  const byPan = database.prepare<[string], CardRow>(`SELECT ${cardColumns} FROM card WHERE pan = ?`);
  const byId = database.prepare<[string], CardRow>(`SELECT ${cardColumns} FROM card WHERE card_id = ?`);
  const all = database.prepare<[], CardRow>(`SELECT ${cardColumns} FROM card ORDER BY rowid`);
  const insert = database.prepare<[CardRow]>(
    `INSERT INTO card VALUES (@cardId, @pan, @panSequence, @expiry, @hasChip, @status, @lastCounter, @accountId)`,
  );
  const status = database.prepare<[CardStatus, string]>('UPDATE card SET status = ? WHERE card_id = ?');
  const counter = database.prepare<[number, string]>('UPDATE card SET last_counter = ? WHERE card_id = ?');
  return {
    findCard: (pan: string) => cardOf(byPan.get(pan)),
    findCardById: (cardId: string) => cardOf(byId.get(cardId)),
    cards: () => all.all().map((row) => ({ ...row, hasChip: row.hasChip === 1 })),
    addCard: (card: Card) => void insert.run({ ...card, hasChip: card.hasChip ? 1 : 0 }),
    setCardStatus: (cardId: string, value: CardStatus) => void status.run(value, cardId),
    setLastCounter: (cardId: string, value: number) => void counter.run(value, cardId),
  };
}

function cardOf(row: CardRow | undefined): Card | undefined {
  return row === undefined ? undefined : { ...row, hasChip: row.hasChip === 1 };
}

function ledgerStore(database: SqliteDatabase) {
  const insertAccount = database.prepare<[string]>('INSERT INTO account (currency) VALUES (?)');
  const account = database.prepare<[number], Account>(
    `SELECT account_id AS accountId, currency, opening_minor AS openingMinor, available_minor AS availableMinor,
       held_minor AS heldMinor, debited_minor AS debitedMinor FROM account WHERE account_id = ?`,
  );
  const insertTransfer = database.prepare<[Transfer]>(
    `INSERT INTO transfer (account_id, debit, credit, amount_minor, rrn, posted_at)
     VALUES (@accountId, @debit, @credit, @amountMinor, @rrn, @postedAt)`,
  );
  const move = database.prepare<[Record<LedgerPlace, number> & { accountId: number }]>(
    `UPDATE account SET opening_minor = opening_minor - @funding, available_minor = available_minor + @available,
       held_minor = held_minor + @held, debited_minor = debited_minor + @debited WHERE account_id = @accountId`,
  );
  const transfers = database.prepare<[number], Transfer>(
    `SELECT account_id AS accountId, debit, credit, amount_minor AS amountMinor, rrn, posted_at AS postedAt
     FROM transfer WHERE account_id = ? ORDER BY transfer_id`,
  );
  return {
    addAccount: (currency: string) => Number(insertAccount.run(currency).lastInsertRowid),
    findAccount: (accountId: number) => account.get(accountId),
    post(transfer: Transfer) {
      const { accountId, debit, credit, amountMinor } = transfer;
      insertTransfer.run(transfer);
      const movement = { funding: 0, available: 0, held: 0, debited: 0, accountId };
      movement[debit] -= amountMinor;
      movement[credit] += amountMinor;
      move.run(movement);
    },
    transfers: (accountId: number) => transfers.all(accountId),
  };
}

function holdStore(database: SqliteDatabase) {
  const find = database.prepare<[string], Hold>(
    `SELECT rrn, account_id AS accountId, card_id AS cardId, held_at AS heldAt, authorized_minor AS authorizedMinor,
       captured_minor AS capturedMinor, debited_minor AS debitedMinor, state FROM hold WHERE rrn = ?`,
  );
  const save = database.prepare<[Hold]>(
    `INSERT INTO hold (rrn, account_id, card_id, held_at, authorized_minor, captured_minor, debited_minor, state)
     VALUES (@rrn, @accountId, @cardId, @heldAt, @authorizedMinor, @capturedMinor, @debitedMinor, @state)
     ON CONFLICT (rrn) DO UPDATE SET authorized_minor = @authorizedMinor, captured_minor = @capturedMinor,
       debited_minor = @debitedMinor, state = @state`,
  );
  const spent = database
    .prepare<[string, number], number>(
      `SELECT COALESCE(SUM(CASE state WHEN 'held' THEN authorized_minor WHEN 'captured' THEN debited_minor ELSE 0 END), 0)
       FROM hold WHERE card_id = ? AND held_at > ?`,
    )
    .pluck();
  const ceiling = database
    .prepare<[string], number>('SELECT ceiling_minor FROM card_ceiling WHERE card_id = ?')
    .pluck();
  const saveCeiling = database.prepare<[string, number]>(
    `INSERT INTO card_ceiling VALUES (?, ?) ON CONFLICT (card_id) DO UPDATE SET ceiling_minor = excluded.ceiling_minor`,
  );
  return {
    findHold: (rrn: string) => find.get(rrn),
    saveHold: (hold: Hold) => void save.run(hold),
    spentSince: (cardId: string, since: number) => spent.get(cardId, since) ?? 0,
    ceilingOf: (cardId: string) => ceiling.get(cardId),
    setCeiling: (cardId: string, ceilingMinor: number) => void saveCeiling.run(cardId, ceilingMinor),
  };
}
