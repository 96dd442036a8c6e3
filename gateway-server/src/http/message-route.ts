/**
 * What every route for a message does before the message is looked at: content type, then size, while the body is
 * still on its way.
 */
import { maxMessageBytes, ProtocolError } from '@ecomm/protocol';
import type { Handler, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { GatewayError } from '../errors.ts';

/** {enc, baggage?}: two messages in one body. */
export const maxEnclosedBytes = 2 * maxMessageBytes;

export type MessageType = 'application/jose' | 'application/json';

/** Refuses another content type (415) and a longer body (413). */
export function acceptMessage(type: MessageType, maxBytes: number): MiddlewareHandler {
  const limit = bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new ProtocolError('ERR_MESSAGE_TOO_BIG', { maxBytes });
    },
  });
  return async (context, next) => {
    const [received] = (context.req.header('content-type') ?? '').split(';');
    if (received?.trim().toLowerCase() !== type)
      throw new GatewayError('ERR_GATEWAY_CONTENT_TYPE', `this message travels as ${type}`);
    return limit(context, next);
  };
}

/** Answers a message with a message. */
export function answerMessage(type: MessageType, answer: (body: string) => Promise<string>): Handler {
  return async (context) =>
    context.body(await answer(await context.req.text()), 200, {
      'content-type': type,
      'cache-control': 'no-store',
    });
}
