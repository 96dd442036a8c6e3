/** An error in words for the operator: its code, what happened, what to do. Never a stack, never a key. */
import { ProtocolError } from '@ecomm/protocol';
import { PkiError, type PkiErrorCode } from './errors.ts';

/** docs/errors.md says more. */
const remedies: Readonly<Record<PkiErrorCode, string>> = {
  ERR_PKI_DIRECTORY: 'give the directory that holds "pki"; bring back what is kept elsewhere or in your copy',
  ERR_PKI_EXISTS: 'choose another path, or replace it with --really-overwrite',
  ERR_PKI_OPTION: 'correct it; --help and "ecomm-pki list" show what there is',
  ERR_PKI_FILE: 'compare it with where it came from, and fetch it again',
  ERR_PKI_FOREIGN: 'give the directory of its own tree; "ecomm-pki inspect" shows who issued it',
  ERR_PKI_AUTHORITY_EXPIRED: 'renew its file under "pki" with "ecomm-pki renew", then try again',
  ERR_PKI_REVOKED: 'a second revocation needs nothing; for new certificates use "ecomm-pki issue"',
  ERR_PKI_SERIAL_UNKNOWN: 'compare the number; --unseen revokes it nevertheless, for good',
  ERR_PKI_SEQUENCE: 'leave --sequence out to get the next number',
};

export function errorText(error: unknown): string {
  if (error instanceof PkiError) return lines(`${error.code}: ${error.message}`, remedies[error.code]);
  if (error instanceof ProtocolError)
    return lines(
      error.message,
      `look up ${error.code} in docs/errors.md; the file was changed, or is another one`,
    );
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined) return lines(`${code}: ${message}`, 'see to the directory’s permissions and space');
  return lines(`unexpected: ${message}`, 'report it; the files are as they were');
}

function lines(what: string, remedy: string): string {
  return `error: ${what}\nto do: ${remedy}\n`;
}
