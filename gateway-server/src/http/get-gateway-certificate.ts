/** GET /set/gateway-certificate: the key-exchange chain to which merchants seal, {"chain": [base64 DER, …]}. */
import { Hono } from 'hono';
import type { Gateway } from '../gateway/gateway.ts';

export function getGatewayCertificate({ identity }: Gateway): Hono {
  return new Hono().get('/set/gateway-certificate', (context) =>
    context.json({ chain: identity.keyExchangeChain }),
  );
}
