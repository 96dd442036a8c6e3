/** The way to the gateway, with a watch on it. */
import type { GatewayLink } from '../gateway/gateway-link.ts';
import type { Metrics } from './metrics.ts';

export function measuredGateway(
  gateway: GatewayLink,
  { gatewayAnswered }: Pick<Metrics, 'gatewayAnswered'>,
): GatewayLink {
  return {
    async send(path, body) {
      const beganMs = performance.now();
      const reply = await gateway.send(path, body);
      gatewayAnswered(path.slice('/set/'.length), reply.status, (performance.now() - beganMs) / 1000);
      return reply;
    },
    async readRevocation() {
      const beganMs = performance.now();
      let status: 'answered' | 'unreachable' = 'unreachable';
      try {
        const text = await gateway.readRevocation();
        status = 'answered';
        return text;
      } finally {
        gatewayAnswered('revocation', status, (performance.now() - beganMs) / 1000);
      }
    },
  };
}
