/** What an error looks like over HTTP: {code, setCode, message} with a fitting status. The one place that knows. */
import { errorMessageFor, type ProtocolErrorCode } from '@ecomm/protocol';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { IntermediaryError, type IntermediaryErrorCode } from '../errors.ts';
import type { Log } from '../ports.ts';
import { openRefusalToWallets } from './open-to-wallets.ts';

/** Answers with the error, and notes it: refusals as facts, bugs with their stack. */
export function answerError(context: Context, error: unknown, log: Log): Response {
  openRefusalToWallets(context);
  const refused = errorMessageFor(error);
  if (refused !== undefined) {
    log.warn({ code: refused.code, detail: refused.message, path: context.req.path }, 'message refused');
    return context.json(refused, statusOf(refused.code as ProtocolErrorCode));
  }
  if (error instanceof IntermediaryError && error.code !== 'ERR_INTERMEDIARY_INTERNAL') {
    log.warn({ code: error.code, path: context.req.path }, 'request refused');
    const { code, message, retryAfterSeconds } = error;
    if (retryAfterSeconds !== undefined) context.header('retry-after', String(retryAfterSeconds));
    return context.json({ code, setCode: 'unspecifiedFailure', message }, intermediaryStatus[code]);
  }
  const { name, message, stack } = error instanceof Error ? error : new Error('not an Error');
  log.error({ name, message, stack, path: context.req.path }, 'internal error');
  return context.json(
    {
      code: 'ERR_INTERMEDIARY_INTERNAL',
      setCode: 'unspecifiedFailure',
      message: 'the intermediary could not answer',
    },
    500,
  );
}

/** The code that the answer has: one of a closed list. */
export function codeOf(error: unknown): string {
  const refused = errorMessageFor(error);
  if (refused !== undefined) return refused.code;
  return error instanceof IntermediaryError ? error.code : 'ERR_INTERMEDIARY_INTERNAL';
}

const intermediaryStatus: Record<IntermediaryErrorCode, ContentfulStatusCode> = {
  ERR_ADDRESS_LIMIT: 429,
  ERR_BACKUP_INVALID: 500,
  ERR_BACKUP_TARGET: 500,
  ERR_BANK_ACCOUNT_INVALID: 400,
  ERR_BANK_MANDATE_TAKEN: 409,
  ERR_BANK_MESSAGE_INVALID: 400,
  ERR_BANK_MESSAGE_KIND: 400,
  ERR_BANK_MESSAGE_MALFORMED: 400,
  ERR_BANK_MESSAGE_REUSED: 409,
  ERR_BANK_MESSAGE_TOO_BIG: 413,
  ERR_BANK_MESSAGE_TOTALS: 409,
  ERR_REFUND_CHANGED: 409,
  ERR_REFUND_IN_DOUBT: 409,
  ERR_INTERMEDIARY_BUSY: 503,
  ERR_INTERMEDIARY_CONTENT_TYPE: 415,
  ERR_INTERMEDIARY_CROSS_SITE: 403,
  ERR_INTERMEDIARY_DATA_DIR: 500,
  ERR_INTERMEDIARY_INTERNAL: 500,
  ERR_INTERMEDIARY_NOT_FOUND: 404,
  ERR_INTERMEDIARY_OPERATOR_ROLE: 403,
  ERR_INTERMEDIARY_OPERATOR_TOKEN: 401,
  ERR_INTERMEDIARY_OPTION: 500,
  ERR_INTERMEDIARY_REQUEST: 400,
  ERR_GATEWAY_UNREACHABLE: 503,
  ERR_LEDGER_FULL: 503,
  ERR_LEDGER_READ_ONLY: 503,
  ERR_LEDGER_UNAVAILABLE: 503,
  ERR_LEDGER_VERSION: 503,
  ERR_OPERATOR_LAST_ADMIN: 409,
  ERR_OPERATOR_NAME_TAKEN: 409,
  ERR_OPERATOR_PASSWORD_DUE: 403,
  ERR_TOP_UP_CLOSED: 409,
  ERR_TOP_UP_OTHER_PAYER: 403,
  ERR_TOP_UP_UNKNOWN: 404,
};

function statusOf(code: ProtocolErrorCode): ContentfulStatusCode {
  switch (code) {
    case 'ERR_MESSAGE_TOO_BIG':
      return 413;
    case 'ERR_RRPID_REUSED':
      return 409;
    case 'ERR_MESSAGE_UNKNOWN_XID':
      return 404;
    // Not the sender's fault: it is not known here who is revoked.
    case 'ERR_BCI_MISSING':
    case 'ERR_BCI_EXPIRED':
      return 503;
    case 'ERR_MESSAGE_SIGNATURE':
    case 'ERR_DUAL_SIGNATURE':
      return 401;
    default:
      return code.startsWith('ERR_CERTIFICATE_') ? 401 : 400;
  }
}
