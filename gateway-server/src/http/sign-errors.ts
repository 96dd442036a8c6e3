/** Who signs an Error: the authority or the gateway that was asked, for askers that accept `application/jose`. */
import { type ErrorMessage, newIdentifier, type Signer, signErrorMessage } from '@ecomm/protocol';
import type { Context } from 'hono';
import type { CardholderAuthority } from '../enrolment/authority.ts';
import type { PartyAuthorities } from '../enrolment/party-authorities.ts';
import { answeringFor } from '../gateway/answering.ts';
import type { Gateway } from '../gateway/gateway.ts';

/** Resolves to undefined when the asker wants plain JSON. */
export type ErrorSigner = (context: Context, error: ErrorMessage) => Promise<string | undefined>;

export interface ErrorSignerParts {
  readonly gateway: Gateway;
  readonly authority: CardholderAuthority;
  readonly partyAuthorities: PartyAuthorities | undefined;
}

export function createErrorSigner(parts: ErrorSignerParts): ErrorSigner {
  const { clock, random } = parts.gateway;
  return async (context, error) => {
    const accepted = (context.req.header('accept') ?? '').toLowerCase();
    if (!accepted.split(',').some((type) => type.split(';')[0]?.trim() === 'application/jose'))
      return undefined;
    const signer = await signerFor(parts, context);
    return signErrorMessage(error, signer, { errorNonce: newIdentifier(random), at: clock() });
  };
}

const cardholderPaths = ['/set/cardcinit', '/set/cert', '/set/regform', '/set/certinq'];

async function signerFor({ gateway, authority, partyAuthorities }: ErrorSignerParts, { req }: Context) {
  if (cardholderPaths.includes(req.path)) return authority.identity.signer;
  const isParty = req.path.startsWith('/set/meaq');
  if (isParty && partyAuthorities !== undefined) return partyAuthorities.merchant.identity.signer;
  return signerOfGateway(gateway, req);
}

/** The one that the message is sealed to, where it can still be read. */
async function signerOfGateway(gateway: Gateway, req: Context['req']): Promise<Signer> {
  const isEnclosed = (req.header('content-type') ?? '').startsWith('application/json');
  const body = isEnclosed ? await req.text().catch(() => '') : '';
  return answeringFor(gateway, body).identity.signer;
}
