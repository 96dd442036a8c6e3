/** What an error looks like over HTTP: {code, setCode, message} with a fitting status, signed for whoever asks so. */
import { type ErrorMessage, errorMessageFor, type ProtocolErrorCode } from '@ecomm/protocol';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { GatewayError, type GatewayErrorCode } from '../errors.ts';
import type { Log } from '../ports.ts';
import type { ErrorSigner } from './sign-errors.ts';

export interface ErrorAnswering {
  readonly log: Log;
  readonly sign: ErrorSigner;
}

/** Answers with the error, and notes it: refusals as facts, bugs with their stack. */
export async function answerError(
  context: Context,
  error: unknown,
  { log, sign }: ErrorAnswering,
): Promise<Response> {
  const [message, status] = describe(context, error, log);
  const signed = await sign(context, message);
  return signed === undefined
    ? context.json(message, status)
    : context.body(signed, status, { 'content-type': 'application/jose' });
}

function describe(context: Context, error: unknown, log: Log): [ErrorMessage, ContentfulStatusCode] {
  const { path } = context.req;
  const refused = errorMessageFor(error);
  if (refused !== undefined) {
    log.warn({ code: refused.code, detail: refused.message, path }, 'message refused');
    return [refused, statusOf(refused.code as ProtocolErrorCode)];
  }
  if (error instanceof GatewayError && error.code !== 'ERR_GATEWAY_INTERNAL') {
    const { code, message } = error;
    log.warn({ code, path }, 'request refused');
    return [{ code, setCode: 'unspecifiedFailure', message }, gatewayStatus[code]];
  }
  const { name, message, stack } = error instanceof Error ? error : new Error('not an Error');
  log.error({ name, message, stack, path }, 'internal error');
  const answer = {
    code: 'ERR_GATEWAY_INTERNAL',
    setCode: 'unspecifiedFailure',
    message: 'the gateway could not answer',
  };
  return [answer, 500];
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
