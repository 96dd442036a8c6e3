/** Bodies are bounded before they are read whole: the length that is announced, and every byte that arrives. */
import { ProtocolError } from '@ecomm/protocol';

/** The body as UTF-8 text. Throws ERR_MESSAGE_TOO_BIG or ERR_MESSAGE_MALFORMED. */
export async function readBounded(message: Request | Response, maxBytes: number): Promise<string> {
  if (Number(message.headers.get('content-length') ?? 0) > maxBytes)
    throw new ProtocolError('ERR_MESSAGE_TOO_BIG', { maxBytes });
  if (message.body === null) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const reader = message.body.getReader();
  let text = '';
  let byteCount = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      byteCount += value.length;
      if (byteCount > maxBytes) throw new ProtocolError('ERR_MESSAGE_TOO_BIG', { maxBytes });
      text += decoder.decode(value, { stream: true });
    }
  } catch (cause) {
    await reader.cancel().catch(() => {});
    if (cause instanceof TypeError)
      throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'utf-8' }, { cause });
    throw cause;
  }
}
