/** Serves the panel on the loopback interface only. */

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { VirtualReaderError } from '../errors.ts';
import { createPanelApp, type PanelOptions } from './panel-app.ts';

export interface Panel {
  readonly url: string;
  close(): Promise<void>;
}

/** @param port 0 takes any free one. @throws VirtualReaderError `ERR_READER_START_FAILED` when it is taken. */
export async function servePanel(options: Omit<PanelOptions, 'port'>, port: number): Promise<Panel> {
  let listeningPort = port;
  const app = createPanelApp({ ...options, port: () => listeningPort });
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (cause) =>
      reject(
        new VirtualReaderError('ERR_READER_START_FAILED', `the front panel cannot listen on port ${port}`, {
          cause,
          hint: 'Choose another --panel-port, or 0 for any free one.',
        }),
      ),
    );
  });
  listeningPort = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${listeningPort}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
