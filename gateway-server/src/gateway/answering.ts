/** One process answers for several gateways: the one whose key-exchange certificate a message is sealed to. */
import { maxMessageBytes, parseBoundedJson } from '@ecomm/protocol';
import { decodeProtectedHeader } from 'jose';
import * as v from 'valibot';
import type { Gateway } from './gateway.ts';

const envelopeSchema = v.looseObject({ enc: v.string() });

/** The same gateway under the identity that is to answer; the default one where the seal names none of ours. */
export function answeringFor(gateway: Gateway, body: string): Gateway {
  const thumb = recipientOf(body);
  const named = gateway.identities.find(({ opener }) => opener.thumb === thumb);
  return named === undefined ? gateway : { ...gateway, ...named };
}

/** By the gateway's own name. */
export function gatewayNamed(gateway: Gateway, gatewayId: string): Gateway | undefined {
  const named = gateway.identities.find(({ identity }) => identity.partyId === gatewayId);
  return named === undefined ? undefined : { ...gateway, ...named };
}

function recipientOf(body: string): unknown {
  try {
    const { enc } = parseBoundedJson(body, envelopeSchema, 2 * maxMessageBytes);
    return decodeProtectedHeader(enc)['x5t#S256'];
  } catch {
    return undefined;
  }
}
