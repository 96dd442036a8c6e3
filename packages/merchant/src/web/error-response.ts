/** The one place where errors become HTTP answers: JSON {code, setCode, message} with a fitting status. */
import { errorMessageFor } from '@ecomm/protocol';
import { MerchantError, merchantErrors } from '../errors.ts';

/** `undefined` for an error that is neither the protocol's nor ours: a bug, for the program to report. */
export function errorResponse(error: unknown): Response | undefined {
  if (error instanceof MerchantError) {
    const { setCode, status, ...facts } = merchantErrors[error.code];
    const retryAfterSeconds = 'retryAfterSeconds' in facts ? facts.retryAfterSeconds : 60;
    return answer({ code: error.code, setCode, message: error.message }, status, retryAfterSeconds);
  }
  const message = errorMessageFor(error);
  return message === undefined ? undefined : answer(message, statusOf(message.setCode));
}

/** For an address in a spelling under which nothing is sold. */
export function resourceInvalid(): Response {
  const code = 'ERR_RESOURCE_INVALID';
  const { setCode, status } = merchantErrors[code];
  return answer({ code, setCode, message: code }, status);
}

/** For bugs: says nothing of what happened. */
export function unspecifiedFailure(): Response {
  const code = 'ERR_MERCHANT_FAILURE';
  return answer({ code, setCode: 'unspecifiedFailure', message: code }, 500);
}

function statusOf(setCode: string): number {
  if (setCode === 'messageTooBig') return 413;
  if (setCode === 'signatureFailure' || setCode.endsWith('Certificate')) return 401;
  return 400;
}

function answer(
  body: { code: string; setCode: string; message: string },
  status: number,
  retryAfterSeconds = 60,
): Response {
  const headers = {
    'cache-control': 'no-store',
    ...(status === 503 ? { 'retry-after': String(retryAfterSeconds) } : {}),
  };
  return Response.json(body, { status, headers });
}
