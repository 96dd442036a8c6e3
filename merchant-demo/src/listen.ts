/** Puts a shop on a port: listens first, as offers and links name the address it got, and answers 503 until it is open. */
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';

export type Answer = (request: Request) => Response | Promise<Response>;

export interface ListeningServer {
  readonly url: string;
  /** From now on, requests are answered by this. */
  open(answer: Answer): void;
  /** Answers what was asked, takes nothing new. */
  close(): Promise<void>;
}

/** How long a request that is being answered may still take when the shop closes. */
const lastAnswersMs = 5000;

/** `port` 0 picks a free one. */
export async function listenOn(host: string, port: number): Promise<ListeningServer> {
  let current: Answer = () => new Response(null, { status: 503 });
  const server = createAdaptorServer({ fetch: (request) => current(request) });
  const url = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { address, port: chosen } = server.address() as AddressInfo;
      resolve(`http://${address.includes(':') ? `[${address}]` : address}:${chosen}`);
    });
  });
  return {
    url,
    open(answer) {
      current = answer;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server)
          setTimeout(() => server.closeAllConnections(), lastAnswersMs).unref();
      }),
  };
}
