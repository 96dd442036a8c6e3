/**
 * Writes the messages that closes have fixed, each once. What is written follows from what is stored alone, so whoever dies
 * in between, and whoever writes it again, writes the same bytes.
 */
import { createHash } from 'node:crypto';
import type { Intermediary } from '../intermediary.ts';

export async function writeBankFiles({ store, log }: Pick<Intermediary, 'store' | 'log'>): Promise<void> {
  const messages = await store.unwrittenBankMessages();
  if (messages.length === 0) return;
  // Only now: with it comes libxml2, which takes 150 MB that payments have no use for.
  const { writeMessage } = await import('../bank/write-message.ts');
  for (const message of messages) {
    const { messageId, period, orderCount } = message;
    const content = writeMessage(message, await store.ordersOfMessage(messageId));
    const digest = digestOf(content);
    // Another process's, if that was first: then they are the same.
    if ((await store.saveBankFile(messageId, { digest, content })) !== digest)
      throw new Error('internal error: a message to the bank was written in two ways');
    log.info({ period, messageId, orderCount, digest }, 'bank file written');
  }
}

/** SHA-256, base64url, of the file's bytes. */
export function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}
