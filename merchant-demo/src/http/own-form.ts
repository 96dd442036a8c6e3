/** Forms count only when this shop's own pages sent them: browsers say with `Origin` where a POST comes from. */
import { readBounded } from '@ecomm/merchant';
import type { Context } from 'hono';

export function isOwnForm(context: Context, origin: string): boolean {
  const type = context.req.header('content-type') ?? '';
  return (
    context.req.header('origin') === origin &&
    type.toLowerCase().startsWith('application/x-www-form-urlencoded')
  );
}

/** What a form may weigh, in bytes. */
const formBytes = 4096;

/** Throws ERR_MESSAGE_TOO_BIG. */
export async function readForm(context: Context, maxBytes: number = formBytes): Promise<URLSearchParams> {
  return new URLSearchParams(await readBounded(context.req.raw, maxBytes));
}
