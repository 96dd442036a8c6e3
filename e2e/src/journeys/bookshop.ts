/** A bookshop's customer without a browser, and its clerk: the same forms that the pages send. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '../world/start-world.ts';
import { shopOf } from '../world/start-world.ts';

export interface PlacedOrder {
  readonly shopUrl: string;
  readonly reference: string;
  readonly initiationPath: string;
  readonly payUrl: string;
  /** Of the browser that placed it. */
  readonly cookie: string;
}

export interface Wish {
  readonly merchantId?: 'LIBRAIRIE' | 'BOEKENHUIS';
  readonly slug?: string;
  readonly count?: number;
}

const address = {
  LIBRAIRIE: {
    name: 'Camille Durand',
    street: '3 rue Monge',
    postcode: '75005',
    town: 'Paris',
    country: 'FR',
  },
  BOEKENHUIS: {
    name: 'Camille Durand',
    street: 'Nieuwstraat 3',
    postcode: '1000',
    town: 'Brussel',
    country: 'BE',
  },
} as const;

/** Fills the basket, checks out, and stops at the till. */
export async function placeOrder(
  world: World,
  { merchantId = 'LIBRAIRIE', slug = 'vingt-mille-lieues', count = 1 }: Wish = {},
): Promise<PlacedOrder> {
  const shopUrl = shopOf(world, merchantId).url;
  const cookies = new Map<string, string>();
  const send = async (path: string, form?: Readonly<Record<string, string>>) => {
    const response = await fetch(new URL(path, shopUrl), {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        origin: shopUrl,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'accept-language': 'en',
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    return response;
  };
  await send('/cart', { add: slug, count: String(count) });
  const placed = await send('/checkout', address[merchantId]);
  const payPath = placed.headers.get('location') ?? '';
  if (!payPath.startsWith('/pay/')) throw new Error(`the checkout answered ${placed.status}`);
  const page = await (await send(payPath)).text();
  const initiationPath = /href="(\/set\/initiation\/[^"]+)"/.exec(page)?.[1];
  if (initiationPath === undefined) throw new Error('the till names no initiation');
  return {
    shopUrl,
    reference: payPath.slice('/pay/'.length),
    initiationPath,
    payUrl: new URL(payPath, shopUrl).href,
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
  };
}

/** What the clerk's back office answers. */
export type OfficeNote = Readonly<Record<string, unknown>>;

/** A button of the back office: `ship`, `cancel`, `refund` … with its form. */
export async function pressOffice(
  world: World,
  { reference }: Pick<PlacedOrder, 'reference'>,
  action: string,
  form: Readonly<Record<string, string>> = {},
  merchantId: Wish['merchantId'] = 'LIBRAIRIE',
): Promise<OfficeNote> {
  const response = await askOffice(world, merchantId, `/operator/order/${reference}/${action}`, form);
  return (await response.json()) as OfficeNote;
}

export interface OfficeOrder {
  readonly reference: string;
  readonly state: string;
  readonly totalMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly authCode?: string;
}

export async function officeOrder(
  world: World,
  { reference }: Pick<PlacedOrder, 'reference'>,
  merchantId: Wish['merchantId'] = 'LIBRAIRIE',
): Promise<OfficeOrder> {
  const { orders } = (await (await askOffice(world, merchantId, '/operator/orders')).json()) as {
    orders: OfficeOrder[];
  };
  const order = orders.find((candidate) => candidate.reference === reference);
  if (order === undefined) throw new Error(`the office knows no order ${reference}`);
  return order;
}

export async function askOffice(
  world: World,
  merchantId: NonNullable<Wish['merchantId']>,
  path: string,
  form?: Readonly<Record<string, string>>,
): Promise<Response> {
  const tokenFile = join(world.dataDir, 'merchants', merchantId, 'operator-token');
  const token = (await readFile(tokenFile, 'utf8')).trim();
  const response = await fetch(new URL(path, shopOf(world, merchantId).url), {
    method: form === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response;
}
