/**
 * POST /set/revocation: the brand's newest lists, pushed by a gateway the moment that a card is reported. Answers 204 when
 * it was taken or known already. It needs no other permission than the brand's signature, or for what was added since
 * that of the authority; how many are looked at is bounded.
 */
import { parseBoundedJson, revocationField } from '@ecomm/protocol';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Intermediary } from '../intermediary.ts';
import { learnRevocation } from '../revocation/refresh-revocation.ts';
import { tooBig } from './body-size.ts';

const maxListBytes = 262_144;

export function postRevocation(intermediary: Intermediary): Hono {
  return new Hono().post(
    '/set/revocation',
    bodyLimit({ maxSize: maxListBytes, onError: () => tooBig(maxListBytes) }),
    async (context) => {
      await intermediary.admission.run(async () => {
        const received = parseBoundedJson(await context.req.text(), revocationField, maxListBytes);
        await learnRevocation(intermediary, received);
      });
      return context.body(null, 204);
    },
  );
}
