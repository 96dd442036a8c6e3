/**
 * The whole house on one machine: trust tree and cards, gateway, intermediary, shops, and the virtual reader,
 * each as its own process on a port of its own.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd, ServerProcess } from './server-process.ts';

export interface WorldOptions {
  /** Where everything that must survive a restart is kept. */
  readonly dataDir: string;
  /** `demo`: one shop in euros; `paper`: the paper's two merchants and two clients in francs. */
  readonly profile: 'demo' | 'paper';
  /** The demo cards' PIN. */
  readonly pin: string;
  readonly withReader: boolean;
  /** Fixed ports for people; 0 for tests. */
  readonly ports?: {
    readonly shop?: number;
    readonly gateway?: number;
    readonly intermediary?: number;
    readonly panel?: number;
  };
  readonly pinHint?: string;
  readonly intermediaryArgs?: readonly string[];
  readonly shopArgs?: readonly string[];
  readonly onProgress?: (step: string) => void;
}

export interface World {
  readonly dataDir: string;
  readonly currency: string;
  readonly gateway: ServerProcess;
  readonly intermediary: ServerProcess;
  /** By merchant identifier. */
  readonly shops: ReadonlyMap<string, ServerProcess>;
  readonly reader: ServerProcess | undefined;
  readonly panelUrl: string;
  readonly pcscSocket: string;
  readonly processes: readonly ServerProcess[];
  /** The wallet's settings: whom it trusts and where its bank and intermediary are. */
  walletConfig(): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

const merchantsOf = { demo: ['QUOTIDIEN'], paper: ['M1', 'M2'] } as const;
const currencyOf = { demo: 'EUR', paper: 'FRF' } as const;
const intermediaryId = 'INTERMEDIARY-1';

export async function startWorld(options: WorldOptions): Promise<World> {
  const { dataDir, profile, ports = {}, onProgress = () => {} } = options;
  const currency = currencyOf[profile];
  await mkdir(dataDir, { recursive: true });
  onProgress('Making the trust tree and the demo cards');
  await runToEnd(['gateway-server/src/main.ts', 'provision', '--data-dir', dataDir, '--profile', profile], {
    ECOMM_DEMO_PIN: options.pin,
  });
  const gateway = new ServerProcess({
    name: 'gateway',
    args: [
      'gateway-server/src/main.ts',
      'serve',
      '--data-dir',
      join(dataDir, 'gateway'),
      '--port',
      String(ports.gateway ?? 0),
    ],
  });
  const started: ServerProcess[] = [];
  const stop = async () => {
    for (const process of started.toReversed()) await process.stop();
  };
  const start = async (process: ServerProcess) => {
    started.push(process);
    return process.start();
  };
  try {
    onProgress('Starting the gateway and the bank');
    await start(gateway);
    onProgress('Starting the intermediary');
    const intermediary = new ServerProcess({
      name: 'intermediary',
      args: [
        'intermediary-server/src/main.ts',
        'serve',
        ...['--data-dir', join(dataDir, 'intermediary'), '--gateway-url', gateway.url],
        ...['--port', String(ports.intermediary ?? 0), ...(options.intermediaryArgs ?? [])],
      ],
    });
    await start(intermediary);
    onProgress('Opening the shop');
    const shops = new Map<string, ServerProcess>();
    for (const merchantId of merchantsOf[profile]) {
      const shop = new ServerProcess({
        name: `shop ${merchantId}`,
        args: [
          'merchant-demo/src/main.ts',
          'serve',
          ...['--data-dir', join(dataDir, 'merchants', merchantId), '--port', String(ports.shop ?? 0)],
          ...['--intermediary-url', intermediary.url, '--intermediary-id', intermediaryId],
          ...['--currency', currency, ...(options.shopArgs ?? [])],
        ],
      });
      await start(shop);
      shops.set(merchantId, shop);
    }
    let reader: ServerProcess | undefined;
    let panelUrl = '';
    let pcscSocket = '';
    if (options.withReader) {
      onProgress('Plugging in the virtual reader');
      reader = new ServerProcess({
        name: 'virtual reader',
        args: [
          'virtual-reader/src/main.ts',
          ...['--data-dir', join(dataDir, 'reader'), '--cards-dir', join(dataDir, 'cards')],
          ...['--panel-port', String(ports.panel ?? 0)],
          ...(options.pinHint === undefined ? [] : ['--pin-hint', options.pinHint]),
        ],
      });
      const ready = await start(reader);
      panelUrl = String(ready.panelUrl);
      pcscSocket = String(ready.pcscSocket);
    }
    return {
      dataDir,
      currency,
      gateway,
      intermediary,
      shops,
      reader,
      panelUrl,
      pcscSocket,
      processes: started,
      walletConfig: async () => {
        const trust = JSON.parse(await readFile(join(dataDir, 'wallet', 'trust.json'), 'utf8'));
        return {
          anchors: trust.anchors,
          brand: trust.brand,
          issuers: [{ name: 'Banque Un', bins: ['497010'], enrolUrl: `${gateway.url}/set` }],
          intermediary: { id: intermediaryId, url: intermediary.url },
        };
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The one shop of the demo, or the named one. */
export function shopOf(world: World, merchantId?: string): ServerProcess {
  const shop = merchantId === undefined ? [...world.shops.values()][0] : world.shops.get(merchantId);
  if (shop === undefined) throw new Error(`no shop ${merchantId ?? ''}`);
  return shop;
}
