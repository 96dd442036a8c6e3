/** What the bank knows of holders who enrol with a form: their name and the passphrase that it sent by letter. */
import type { SqliteDatabase } from './open-database.ts';

export interface FormHolder {
  readonly cardId: string;
  readonly holderName: string;
  /** scrypt over the passphrase, base64url. */
  readonly passphraseSalt: string;
  readonly passphraseHash: string;
  /** Wrong answers until the form is closed for this card. */
  readonly triesLeft: number;
}

export interface FormHolderStore {
  find(cardId: string): FormHolder | undefined;
  add(holder: FormHolder): void;
  setTriesLeft(cardId: string, triesLeft: number): void;
}

export function formHolderStore(database: SqliteDatabase): FormHolderStore {
  const byCard = database.prepare<[string], FormHolder>(
    `SELECT card_id AS cardId, holder_name AS holderName, passphrase_salt AS passphraseSalt,
       passphrase_hash AS passphraseHash, tries_left AS triesLeft FROM form_holder WHERE card_id = ?`,
  );
  const insert = database.prepare<[FormHolder]>(
    'INSERT INTO form_holder VALUES (@cardId, @holderName, @passphraseSalt, @passphraseHash, @triesLeft)',
  );
  const tries = database.prepare<[number, string]>('UPDATE form_holder SET tries_left = ? WHERE card_id = ?');
  return {
    find: (cardId) => byCard.get(cardId),
    add: (holder) => void insert.run(holder),
    setTriesLeft: (cardId, triesLeft) => void tries.run(triesLeft, cardId),
  };
}
