/**
 * At the acquirer's desk: a merchant or gateway is registered under its identifier and given a code that serves once,
 * with which it may ask for its first certificates.
 */
import { toHex } from '@ecomm/card';
import type { Random } from '@ecomm/protocol';
import { GatewayError } from '../errors.ts';
import type { PartyStore, PartyType } from '../store/party-store.ts';
import { formTries, makeSecretVerifier } from './secret-answer.ts';

const codeBytes = 12;

export interface NewParty {
  readonly type: PartyType;
  readonly partyId: string;
  /** As the certificate will say; wallets show a merchant's. */
  readonly name: string;
  readonly city: string;
  /** Of a gateway. */
  readonly readsChips?: boolean;
  readonly cardCertRequired?: boolean;
}

/**
 * Returns the code, which is kept only as a verifier. A second registration takes the place of the first. Throws
 * ERR_GATEWAY_OPTION for an identifier or a name that no certificate may hold.
 */
export async function registerParty(store: PartyStore, party: NewParty, random: Random): Promise<string> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$/.test(party.partyId))
    throw new GatewayError('ERR_GATEWAY_OPTION', 'an identifier has 1 to 30 letters, digits, ".", "_", "-"');
  for (const text of [party.name, party.city])
    if (!/^[^\p{Cc}\p{Cf}]{1,60}$/u.test(text))
      throw new GatewayError('ERR_GATEWAY_OPTION', 'name and city have 1 to 60 characters each');
  const code = toHex(random(codeBytes));
  const { salt, hash } = await makeSecretVerifier(code, random);
  const { readsChips = false, cardCertRequired = false, ...named } = party;
  store.saveRegistration({
    ...named,
    codeSalt: salt,
    codeHash: hash,
    triesLeft: formTries,
    readsChips: Number(readsChips),
    cardCertRequired: Number(cardCertRequired),
  });
  return code;
}
