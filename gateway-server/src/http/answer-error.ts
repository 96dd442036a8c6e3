/** What an error looks like over HTTP: {code, setCode, message} with a fitting status. The one place that knows. */
import { errorMessageFor, type ProtocolErrorCode } from '@ecomm/protocol';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { GatewayError, type GatewayErrorCode } from '../errors.ts';
import type { Log } from '../ports.ts';

/** Answers with the error, and notes it: refusals as facts, bugs with their stack. */
export function answerError(context: Context, error: unknown, log: Log): Response {
  const refused = errorMessageFor(error);
  if (refused !== undefined) {
    log.warn({ code: refused.code, detail: refused.message, path: context.req.path }, 'message refused');
    return context.json(refused, statusOf(refused.code as ProtocolErrorCode));
  }
  if (error instanceof GatewayError && error.code !== 'ERR_GATEWAY_INTERNAL') {
    log.warn({ code: error.code, path: context.req.path }, 'request refused');
    const { code, message } = error;
    return context.json({ code, setCode: 'unspecifiedFailure', message }, gatewayStatus[code]);
  }
  const { name, message, stack } = error instanceof Error ? error : new Error('not an Error');
  log.error({ name, message, stack, path: context.req.path }, 'internal error');
  return context.json(
    { code: 'ERR_GATEWAY_INTERNAL', setCode: 'unspecifiedFailure', message: 'the gateway could not answer' },
    500,
  );
}

const gatewayStatus: Record<GatewayErrorCode, ContentfulStatusCode> = {
  ERR_GATEWAY_BUSY: 503,
  ERR_GATEWAY_CONTENT_TYPE: 415,
  ERR_GATEWAY_INTERNAL: 500,
  ERR_GATEWAY_NOT_FOUND: 404,
  ERR_GATEWAY_OPERATOR_TOKEN: 401,
  ERR_GATEWAY_DATA_DIR: 500,
  ERR_GATEWAY_OPTION: 500,
};

function statusOf(code: ProtocolErrorCode): ContentfulStatusCode {
  switch (code) {
    case 'ERR_MESSAGE_TOO_BIG':
      return 413;
    case 'ERR_RRPID_REUSED':
      return 409;
    case 'ERR_MESSAGE_SIGNATURE':
    case 'ERR_DUAL_SIGNATURE':
    case 'ERR_PAN_NOT_CERTIFIED':
      return 401;
    default:
      return code.startsWith('ERR_CERTIFICATE_') ? 401 : 400;
  }
}
