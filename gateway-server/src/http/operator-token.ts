/** Lets pass who shows the operator's token, `Authorization: Bearer …` (RFC 6750), compared in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { GatewayError } from '../errors.ts';

export function requireOperatorToken(operatorToken: string): MiddlewareHandler {
  const expected = digest(operatorToken);
  return async (context, next) => {
    const [scheme, token, ...rest] = (context.req.header('authorization') ?? '').split(' ');
    const shown = digest(scheme?.toLowerCase() === 'bearer' && rest.length === 0 ? (token ?? '') : '');
    if (!timingSafeEqual(shown, expected)) {
      context.header('www-authenticate', 'Bearer realm="operator"');
      throw new GatewayError('ERR_GATEWAY_OPERATOR_TOKEN', 'show the token of the file operator-token');
    }
    await next();
  };
}

/** So that both sides have one length, whatever was shown. */
function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
