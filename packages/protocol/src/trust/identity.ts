/**
 * A party's keys and certificates as one JSON document, and back into keys ready for use.
 *
 * It holds private keys: a program reads it from a file of its own that nobody else may read.
 */
import * as v from 'valibot';
import { validate } from '../encoding/bounded-json.ts';
import { ProtocolError } from '../errors.ts';
import type { SealOpener } from '../jose/sealed.ts';
import type { Signer } from '../jose/signed-message.ts';
import { type Certificate, decodeChain } from './certificate.ts';

const keyFileSchema = v.strictObject({
  /** JWK, EC P-256 with `d`. */
  privateKey: v.record(v.string(), v.unknown()),
  /** Base64 DER, leaf first without the root. */
  chain: v.array(v.string()),
});

const identityFileSchema = v.strictObject({
  partyId: v.string(),
  signature: keyFileSchema,
  keyExchange: v.optional(keyFileSchema),
  /** Root certificates, base64 DER. */
  anchors: v.array(v.string()),
});

export type IdentityFile = v.InferOutput<typeof identityFileSchema>;

/** A key pair with its certificate, usable. */
export interface Identity {
  readonly partyId: string;
  readonly certificate: Certificate;
  readonly signer: Signer;
  /** Opens what others seal to this party. */
  readonly opener: SealOpener | undefined;
  readonly keyExchangeCertificate: Certificate | undefined;
  /** Base64 DER of the key-exchange chain, to hand to others. */
  readonly keyExchangeChain: readonly string[];
  readonly anchors: readonly Certificate[];
}

/** Reads an identity file's parsed JSON. Private keys become non-extractable. Throws a ProtocolError. */
export async function importIdentity(file: unknown): Promise<Identity> {
  const { partyId, signature, keyExchange, anchors } = validate(file, identityFileSchema);
  const [certificate] = await decodeChain(signature.chain);
  if (certificate === undefined) throw new ProtocolError('ERR_CERTIFICATE_MISSING', { partyId });
  const [exchangeCertificate] = await decodeChain(keyExchange?.chain ?? []);
  const key = await importPrivateKey(signature.privateKey, 'ECDSA');
  return {
    partyId,
    certificate,
    signer: { key, thumb: certificate.thumb, chain: signature.chain },
    opener:
      keyExchange === undefined || exchangeCertificate === undefined
        ? undefined
        : { thumb: exchangeCertificate.thumb, key: await importPrivateKey(keyExchange.privateKey, 'ECDH') },
    keyExchangeCertificate: exchangeCertificate,
    keyExchangeChain: keyExchange?.chain ?? [],
    anchors: await decodeChain(anchors),
  };
}

async function importPrivateKey(jwk: Record<string, unknown>, name: 'ECDSA' | 'ECDH'): Promise<CryptoKey> {
  const usages: KeyUsage[] = name === 'ECDSA' ? ['sign'] : ['deriveBits'];
  const { key_ops: _usages, ext: _extractable, ...bare } = jwk;
  return crypto.subtle.importKey('jwk', bare, { name, namedCurve: 'P-256' }, false, usages);
}
