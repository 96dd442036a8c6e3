/** Refuses a body above 64 kB (413) while it is still on its way. */
import { maxMessageBytes, ProtocolError } from '@ecomm/protocol';
import { bodyLimit } from 'hono/body-limit';

export const limitBody = bodyLimit({
  maxSize: maxMessageBytes,
  onError: () => {
    throw new ProtocolError('ERR_MESSAGE_TOO_BIG', { maxBytes: maxMessageBytes });
  },
});
