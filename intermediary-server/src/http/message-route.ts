/**
 * What every route for a message does before the message is looked at: content type, then size, while the body is
 * still on its way.
 */
import { Hono } from 'hono';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import { openToWallets } from './open-to-wallets.ts';
import { readBody } from './read-body.ts';

export type MessageType = 'application/jose' | 'application/json';

export interface MessageRoute {
  readonly path: string;
  readonly takes: MessageType;
  readonly gives: MessageType;
  /** One message in, one message out. */
  readonly answer: (message: string) => Promise<string>;
}

/** Refuses one message too many (503), another content type (415) and a longer body (413). */
export function messageRoute(
  { admission }: Pick<Intermediary, 'admission'>,
  { path, takes, gives, answer }: MessageRoute,
): Hono {
  const route = new Hono();
  const headers = { ...openToWallets, 'content-type': gives, 'cache-control': 'no-store' };
  route.post(
    path,
    async (context, next) => {
      const [received] = (context.req.header('content-type') ?? '').split(';');
      if (received?.trim().toLowerCase() !== takes)
        throw new IntermediaryError('ERR_INTERMEDIARY_CONTENT_TYPE', `this message travels as ${takes}`);
      return next();
    },
    async (context) => {
      const answered = await admission.run(async () => answer(await readBody(context)));
      return context.body(answered, 200, headers);
    },
  );
  return route;
}
