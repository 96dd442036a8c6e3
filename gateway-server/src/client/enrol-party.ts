/**
 * The merchant's and the gateway's side of their enrolment: Me-AqCInitReq, keys, CertReq, and an identity file out of
 * CertRes (SET Book 2). The private keys are made here and never sent.
 */
import {
  type EcPublicJwk,
  encodeBase64,
  encodeMeAqCInitReq,
  type Identity,
  type IdentityFile,
  type MeAqCInitRes,
  makePartyCertReq,
  meAqCInitRes,
  newIdentifier,
  type PartyCertReq,
  type PartyCertRes,
  type PartyRequestType,
  ProtocolError,
  partyCertRes,
  type Random,
  type SealRecipient,
  type TrustStore,
} from '@ecomm/protocol';

export interface EnrolmentPorts {
  /** To the acquirer's server. */
  post(path: string, body: string, contentType: string): Promise<Response>;
  readonly trust: TrustStore;
  readonly random: Random;
  /** Seconds since 1970. */
  readonly at: number;
}

export interface PartyToEnrol {
  readonly type: 'merchant' | 'gateway';
  readonly partyId: string;
  /** The acquirer's. */
  readonly bin: string;
  readonly brand: string;
  /** What renews it, or the code from the acquirer's desk. */
  readonly proof: { readonly old: Identity } | { readonly code: string };
}

export interface PreparedParty {
  readonly request: PartyCertReq;
  readonly signature: CryptoKeyPair;
  readonly keyExchange: CryptoKeyPair;
  readonly authority: SealRecipient;
}

/** Asks for a challenge and makes keys. Throws a ProtocolError, or an Error with what the server answered. */
export async function prepareParty(ports: EnrolmentPorts, party: PartyToEnrol): Promise<PreparedParty> {
  const { type, partyId, bin, brand, proof } = party;
  const occasion = 'old' in proof ? 'Renewal' : 'Initial';
  const requestType: PartyRequestType = `${type === 'merchant' ? 'mer' : 'pgwy'}${occasion}Both`;
  const { answer, authority } = await meetPartyAuthority(ports, { requestType, partyId, bin, brand });
  const signature = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  const keyExchange = (await crypto.subtle.generateKey(ecdh, true, ['deriveBits'])) as CryptoKeyPair;
  const { rrpid, lidEE, challEE, lidCA, challCA, regForm } = answer;
  const request: PartyCertReq = {
    ...{ rrpid, lidEE, challEE, lidCA, challCA, requestType },
    requestDate: ports.at,
    idData: { bin, partyId },
    regFormId: regForm.regFormId,
    regForm: 'code' in proof ? [{ name: 'code', value: proof.code }] : [],
    signatureKey: await publicJwkOf(signature.publicKey),
    keyExchangeKey: await publicJwkOf(keyExchange.publicKey),
  };
  return { request, signature, keyExchange, authority };
}

/** Sends the request and reads the answer, of whatever status. */
export async function askForCertificates(
  ports: EnrolmentPorts,
  { request, signature, authority }: PreparedParty,
  { proof }: Pick<PartyToEnrol, 'proof'>,
): Promise<PartyCertRes> {
  const oldSigner = 'old' in proof ? proof.old.signer : undefined;
  const body = await makePartyCertReq(request, signature.privateKey, authority, oldSigner);
  const response = await ports.post('/set/meaqcert', body, 'application/jose');
  const { payload } = await partyCertRes.open(await textOf(response), ports);
  if (payload.rrpid !== request.rrpid) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'rrpid' });
  if (payload.challEE !== request.challEE)
    throw new ProtocolError('ERR_MESSAGE_CHALLENGE', { field: 'challEE' });
  return payload;
}

/** The whole of it. Throws an Error naming the status when the acquirer did not certify. */
export async function enrolParty(ports: EnrolmentPorts, party: PartyToEnrol): Promise<IdentityFile> {
  const prepared = await prepareParty(ports, party);
  const { certStatus, signatureChain, keyExchangeChain } = await askForCertificates(ports, prepared, party);
  if (signatureChain === undefined || keyExchangeChain === undefined)
    throw new Error(`the acquirer answered ${certStatus}`);
  const privateJwk = async (key: CryptoKey) => ({ ...(await crypto.subtle.exportKey('jwk', key)) });
  return {
    partyId: party.partyId,
    signature: {
      privateKey: await privateJwk(prepared.signature.privateKey),
      chain: [...signatureChain],
    },
    keyExchange: {
      privateKey: await privateJwk(prepared.keyExchange.privateKey),
      chain: [...keyExchangeChain],
    },
    anchors: ports.trust.anchors.map(({ der }) => encodeBase64(der)),
  };
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ecdh = { name: 'ECDH', namedCurve: 'P-256' } as const;

async function meetPartyAuthority(
  ports: EnrolmentPorts,
  {
    requestType,
    partyId,
    bin,
    brand,
  }: Omit<PartyToEnrol, 'proof' | 'type'> & { requestType: PartyRequestType },
): Promise<{ answer: MeAqCInitRes; authority: SealRecipient }> {
  const { random, trust, at } = ports;
  const [rrpid, lidEE, challEE] = [newIdentifier(random), newIdentifier(random), newIdentifier(random)];
  const asked = { rrpid, lidEE, challEE, requestType, idData: { bin, partyId }, brand, language: 'en' };
  const response = await ports.post('/set/meaqcinit', encodeMeAqCInitReq(asked), 'application/json');
  const { payload: answer } = await meAqCInitRes.open(await textOf(response), ports);
  for (const field of ['rrpid', 'lidEE', 'challEE'] as const)
    if (answer[field] !== asked[field]) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field });
  const { thumb, publicKey } = await trust.certificateFor({
    thumb: answer.caThumb,
    x5c: answer.caChain,
    roles: [requestType.startsWith('mer') ? 'merchantCa' : 'gatewayCa'],
    purpose: 'keyExchange',
    at,
  });
  return { answer, authority: { thumb, publicKey } };
}

async function textOf(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`the acquirer answered ${response.status}: ${text.slice(0, 200)}`);
  return text;
}

async function publicJwkOf(key: CryptoKey): Promise<EcPublicJwk> {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', key);
  return { kty: 'EC', crv: 'P-256', x, y };
}
