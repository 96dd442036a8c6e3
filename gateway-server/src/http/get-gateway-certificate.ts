/**
 * GET /set/gateway-certificate[?gateway=ID]: the key-exchange chain to which merchants seal, {"chain": [base64 DER, …]},
 * of the default gateway or of the one that is named.
 */
import { Hono } from 'hono';
import { GatewayError } from '../errors.ts';
import { gatewayNamed } from '../gateway/answering.ts';
import type { Gateway } from '../gateway/gateway.ts';

export function getGatewayCertificate(gateway: Gateway): Hono {
  return new Hono().get('/set/gateway-certificate', (context) => {
    const gatewayId = context.req.query('gateway');
    const named = gatewayId === undefined ? gateway : gatewayNamed(gateway, gatewayId);
    if (named === undefined) throw new GatewayError('ERR_GATEWAY_NOT_FOUND', 'there is no such gateway here');
    return context.json({ chain: named.identity.keyExchangeChain });
  });
}
