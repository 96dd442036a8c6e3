/** Brings a database to the newest step. Several processes may start at once: one takes the steps, the others wait. */
import type { ClientBase } from 'pg';
import { IntermediaryError } from '../../errors.ts';
import { periodOf } from '../../ledger/period.ts';
import { migrations } from './migrations.ts';

/** `at`: when the first period begins. Throws ERR_LEDGER_VERSION when a later program wrote the database. */
export async function migrate(client: ClientBase, at: number): Promise<void> {
  const known = await client.query(`SELECT to_regclass('ledger_version') AS found`);
  // Where it exists nothing is created: a database that may only be read can still say its version.
  if (known.rows[0].found === null)
    await client.query(`CREATE TABLE IF NOT EXISTS ledger_version (
      is_the_only_one SMALLINT PRIMARY KEY DEFAULT 1 CHECK (is_the_only_one = 1), version BIGINT NOT NULL)`);
  if ((await versionOf(client, '')) === migrations.length) return;
  await client.query('BEGIN');
  await client.query('INSERT INTO ledger_version (version) VALUES (0) ON CONFLICT DO NOTHING');
  const taken = (await versionOf(client, 'FOR UPDATE')) ?? 0;
  if (taken > migrations.length)
    throw new IntermediaryError(
      'ERR_LEDGER_VERSION',
      `the ledger is at version ${taken}, this program knows ${migrations.length}; start the later program`,
    );
  for (const step of migrations.slice(taken)) await client.query(step);
  await client.query('INSERT INTO running_period (period) VALUES ($1) ON CONFLICT DO NOTHING', [
    periodOf(at, 1),
  ]);
  await client.query('UPDATE ledger_version SET version = $1', [migrations.length]);
  await client.query('COMMIT');
}

async function versionOf(client: ClientBase, lock: '' | 'FOR UPDATE'): Promise<number | undefined> {
  const { rows } = await client.query(`SELECT version FROM ledger_version ${lock}`);
  return rows[0]?.version;
}
