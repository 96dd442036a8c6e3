/** What PostgreSQL's codes (its manual, appendix A) and a lost connection mean to the ledger: the one place that knows. */
import { DatabaseError } from 'pg';
import { IntermediaryError } from '../../errors.ts';

const retryAfterSeconds = 5;

/** serialization_failure, deadlock_detected: another transaction was in the way, and this one left nothing. */
export function isRetryable(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01');
}

/**
 * duplicate_table, duplicate_object, or the unique keys of PostgreSQL's own tables: IF NOT EXISTS does not see what another
 * process is creating. Now it is there.
 */
export function isMadeMeanwhile(error: unknown): boolean {
  const isThere = error instanceof DatabaseError && (error.code === '42P07' || error.code === '42710');
  return isThere || isTaken(error) || isRetryable(error);
}

/** unique_violation: a row with the same key is there. */
export function isTaken(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '23505';
}

/** Whether the server itself said what is wrong, so that the connection still stands. */
export function isAnswered(error: unknown): boolean {
  return error instanceof DatabaseError && error.severity === 'ERROR';
}

/** An error of the database or of the way to it as the ledger's; bugs as they are. Never names the password. */
export function ledgerErrorOf(error: unknown): unknown {
  if (error instanceof IntermediaryError) return error;
  const options = { cause: error, retryAfterSeconds };
  if (!(error instanceof DatabaseError)) {
    if (!isLostConnection(error)) return error;
    return new IntermediaryError(
      'ERR_LEDGER_UNAVAILABLE',
      'the database of the ledger does not answer',
      options,
    );
  }
  const code = error.code ?? '';
  // read_only_sql_transaction; disk_full.
  if (code === '25006')
    return new IntermediaryError('ERR_LEDGER_READ_ONLY', 'the ledger may only be read', options);
  if (code === '53100')
    return new IntermediaryError('ERR_LEDGER_FULL', 'the disk of the ledger is full', options);
  if (isRetryable(error) || isTaken(error) || unavailable.test(code))
    return new IntermediaryError(
      'ERR_LEDGER_UNAVAILABLE',
      `the ledger can not be used: SQLSTATE ${code}`,
      options,
    );
  return error;
}

/**
 * connection, authorization, no such database, no privilege, idle_in_transaction_session_timeout, resources, object in
 * use or locked, cancelled or shutting down, system.
 */
const unavailable = /^(?:08|28|3D|42501|25P03|53|55|57|58)/;

/** Node's codes of sockets and names, and pg's own words where it has no code. */
function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '' } = error as NodeJS.ErrnoException;
  return (
    /^(?:E(?:CONN|PIPE|TIMEDOUT|HOST|NET|AI_|ADDR|ACCES|NOENT)|ENOTFOUND)/.test(code) ||
    /connection|timeout|not queryable|SASL|SSL/i.test(error.message)
  );
}
