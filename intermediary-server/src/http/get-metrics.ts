/**
 * GET /metrics, for Prometheus. How many pay what is nobody else's business, so it wants the token of the file
 * `metrics-token`, which opens nothing else: a scraper's configuration is read by more people than an operator's token. With
 * `openMetricsOnLoopback` whoever asks from this machine needs none; behind a proxy on the same machine that is everybody,
 * so it is not the default.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { IntermediaryError } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { addressOf } from './address.ts';

export interface MetricsAccess {
  readonly token: string;
  readonly openOnLoopback: boolean;
}

const loopback = /^(?:127\.|::1$|::ffff:127\.)/;

export function getMetrics({ registry }: Metrics, { token, openOnLoopback }: MetricsAccess): Hono {
  const expected = digest(`Bearer ${token}`);
  return new Hono().get('/metrics', async (context) => {
    const isOpen = openOnLoopback && loopback.test(addressOf(context, undefined));
    if (!isOpen && !timingSafeEqual(digest(context.req.header('authorization') ?? ''), expected)) {
      context.header('www-authenticate', 'Bearer realm="metrics"');
      throw new IntermediaryError(
        'ERR_INTERMEDIARY_OPERATOR_TOKEN',
        'show the token of the file metrics-token',
      );
    }
    return context.body(await registry.metrics(), 200, {
      'content-type': registry.contentType,
      'cache-control': 'no-store',
    });
  });
}

function digest(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest());
}
