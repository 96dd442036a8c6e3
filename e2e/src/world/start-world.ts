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
  /** Also the shops that sell by SET: books by post, in Paris and, through another acquirer, in Brussels. */
  readonly withBookshops?: boolean;
  /** Fixed ports for people; 0 for tests. */
  readonly ports?: {
    readonly shop?: number;
    readonly bookshop?: number;
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
  /** Those that sell by SET, by merchant identifier. */
  readonly bookshops: ReadonlyMap<string, ServerProcess>;
  readonly reader: ServerProcess | undefined;
  readonly panelUrl: string;
  readonly pcscSocket: string;
  readonly processes: readonly ServerProcess[];
  /** The wallet's settings: whom it trusts and where its bank and intermediary are. */
  walletConfig(): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

const newspapersOf = { demo: ['QUOTIDIEN'], paper: ['M1', 'M2'] } as const;
const bookshopIds = ['LIBRAIRIE', 'BOEKENHUIS'] as const;
const currencyOf = { demo: 'EUR', paper: 'FRF' } as const;
const intermediaryId = 'INTERMEDIARY-1';

export async function startWorld(options: WorldOptions): Promise<World> {
  const { dataDir, profile, onProgress = () => {} } = options;
  await mkdir(dataDir, { recursive: true });
  onProgress('Making the trust tree and the demo cards');
  await runToEnd(['gateway-server/src/main.ts', 'provision', '--data-dir', dataDir, '--profile', profile], {
    ECOMM_DEMO_PIN: options.pin,
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
    const gateway = gatewayOf(options);
    await start(gateway);
    onProgress('Starting the intermediary');
    const intermediary = intermediaryOf(options, gateway.url);
    await start(intermediary);
    onProgress('Opening the shops');
    const shops = new Map<string, ServerProcess>();
    for (const merchantId of newspapersOf[profile])
      shops.set(merchantId, newspaperOf(options, merchantId, intermediary.url));
    const bookshops = new Map<string, ServerProcess>();
    if (options.withBookshops === true)
      for (const merchantId of bookshopIds)
        bookshops.set(merchantId, bookshopOf(options, merchantId, gateway.url));
    for (const shop of [...shops.values(), ...bookshops.values()]) await start(shop);
    if (options.withReader) onProgress('Plugging in the virtual reader');
    const reader = options.withReader ? readerOf(options) : undefined;
    const ready = reader === undefined ? {} : await start(reader);
    return {
      dataDir,
      currency: currencyOf[profile],
      gateway,
      intermediary,
      shops,
      bookshops,
      reader,
      panelUrl: String(ready.panelUrl ?? ''),
      pcscSocket: String(ready.pcscSocket ?? ''),
      processes: started,
      walletConfig: () => walletConfig(dataDir, gateway.url, intermediary.url),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function gatewayOf({ dataDir, ports }: WorldOptions): ServerProcess {
  const data = ['--data-dir', join(dataDir, 'gateway'), '--port', String(ports?.gateway ?? 0)];
  // The gateway starts first: only a port that is fixed is known by then.
  const told =
    ports?.intermediary === undefined ? [] : ['--intermediary-url', `http://127.0.0.1:${ports.intermediary}`];
  const args = ['gateway-server/src/main.ts', 'serve', ...data, ...told];
  return new ServerProcess({ name: 'gateway', args });
}

function intermediaryOf(options: WorldOptions, gatewayUrl: string): ServerProcess {
  const { dataDir, ports, intermediaryArgs = [] } = options;
  const data = ['--data-dir', join(dataDir, 'intermediary'), '--port', String(ports?.intermediary ?? 0)];
  const args = ['serve', ...data, '--gateway-url', gatewayUrl, ...intermediaryArgs];
  return new ServerProcess({ name: 'intermediary', args: ['intermediary-server/src/main.ts', ...args] });
}

function newspaperOf(options: WorldOptions, merchantId: string, intermediaryUrl: string): ServerProcess {
  const { dataDir, profile, ports, shopArgs = [] } = options;
  const data = ['--data-dir', join(dataDir, 'merchants', merchantId), '--port', String(ports?.shop ?? 0)];
  const intermediary = ['--intermediary-url', intermediaryUrl, '--intermediary-id', intermediaryId];
  const args = ['serve', ...data, ...intermediary, '--currency', currencyOf[profile], ...shopArgs];
  return new ServerProcess({ name: `shop ${merchantId}`, args: ['merchant-demo/src/main.ts', ...args] });
}

function bookshopOf(options: WorldOptions, merchantId: string, gatewayUrl: string): ServerProcess {
  const { dataDir, ports } = options;
  const port = merchantId === 'LIBRAIRIE' ? (ports?.bookshop ?? 0) : 0;
  const data = ['--data-dir', join(dataDir, 'merchants', merchantId), '--port', String(port)];
  const args = ['serve', ...data, '--shop', 'librairie', '--gateway-url', gatewayUrl];
  return new ServerProcess({ name: `shop ${merchantId}`, args: ['merchant-demo/src/main.ts', ...args] });
}

function readerOf({ dataDir, ports, pinHint }: WorldOptions): ServerProcess {
  const data = ['--data-dir', join(dataDir, 'reader'), '--cards-dir', join(dataDir, 'cards')];
  const panel = ['--panel-port', String(ports?.panel ?? 0)];
  const hint = pinHint === undefined ? [] : ['--pin-hint', pinHint];
  const args = ['virtual-reader/src/main.ts', ...data, ...panel, ...hint];
  return new ServerProcess({ name: 'virtual reader', args });
}

async function walletConfig(dataDir: string, gatewayUrl: string, intermediaryUrl: string) {
  const trust = JSON.parse(await readFile(join(dataDir, 'wallet', 'trust.json'), 'utf8'));
  return {
    anchors: trust.anchors,
    brand: trust.brand,
    issuers: [{ name: 'Banque Un', bins: ['497010'], enrolUrl: `${gatewayUrl}/set` }],
    intermediary: { id: intermediaryId, url: intermediaryUrl },
  };
}

/** The one shop of the demo, or the named one. */
export function shopOf(world: World, merchantId?: string): ServerProcess {
  const shop =
    merchantId === undefined
      ? [...world.shops.values()][0]
      : (world.shops.get(merchantId) ?? world.bookshops.get(merchantId));
  if (shop === undefined) throw new Error(`no shop ${merchantId ?? ''}`);
  return shop;
}
