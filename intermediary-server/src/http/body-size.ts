/** Refuses a longer body (413) while it is still on its way. */
import { maxMessageBytes, ProtocolError } from '@ecomm/protocol';
import { bodyLimit } from 'hono/body-limit';

/** 64 kB. */
export const limitBody = bodyLimit({
  maxSize: maxMessageBytes,
  onError: () => tooBig(maxMessageBytes),
});

export function tooBig(maxBytes: number): never {
  throw new ProtocolError('ERR_MESSAGE_TOO_BIG', { maxBytes });
}
