/** A certificate revocation list (RFC 5280 section 5), decoded strictly, whatever tree it is from. */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import * as asn1 from 'asn1js';
import { encodeBase64Url } from '../../encoding/base64url.ts';
import { sha256 } from '../../encoding/digest.ts';
import { ProtocolError } from '../../errors.ts';
import { assertDer } from '../der.ts';
import { canonicalName } from './distinguished-name.ts';
import { contentHex, type PathCertificate } from './path-certificate.ts';

export interface CertificateList {
  readonly der: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the DER, base64url. */
  readonly digest: string;
  readonly issuer: string;
  readonly canonicalIssuer: string;
  /** Seconds since 1970. */
  readonly thisUpdate: number;
  /** Undefined where the list says none. */
  readonly nextUpdate: number | undefined;
  /** Serial numbers, hex as in certificates. */
  readonly revoked: ReadonlySet<string>;
  readonly crlNumber: number | undefined;
  /** Object identifier of a critical extension, of the list or of an entry, that is not processed. */
  readonly unprocessed: string | undefined;
  readonly x509: x509.X509Crl;
}

const cRlNumberOid = '2.5.29.20';
/** None is processed when critical: an issuing distribution point or a delta would change what the list means. */
const processedCritical: readonly string[] = [];

/** Throws ERR_CRL_MALFORMED. */
export async function decodeCertificateList(der: Uint8Array): Promise<CertificateList> {
  const bytes = Uint8Array.from(der);
  try {
    assertDer(bytes);
    return read(bytes, encodeBase64Url(await sha256(bytes)), new x509.X509Crl(bytes));
  } catch (cause) {
    throw new ProtocolError('ERR_CRL_MALFORMED', {}, { cause });
  }
}

/** Whether that key signed the list. */
export async function isListSignedBy(
  { x509: list }: CertificateList,
  { x509: issuer }: Pick<PathCertificate, 'x509'>,
): Promise<boolean> {
  return list.verify({ publicKey: issuer.publicKey }).catch(() => false);
}

function read(der: Uint8Array<ArrayBuffer>, digest: string, list: x509.X509Crl): CertificateList {
  const entries = list.entries;
  const critical = [...list.extensions, ...entries.flatMap(({ extensions }) => extensions)].find(
    (extension) => extension.critical && !processedCritical.includes(extension.type),
  );
  const number = list.extensions.find(({ type }) => type === cRlNumberOid);
  return {
    der,
    digest,
    issuer: list.issuer,
    canonicalIssuer: canonicalName(new Uint8Array(list.issuerName.toArrayBuffer())),
    thisUpdate: Math.floor(list.thisUpdate.getTime() / 1000),
    nextUpdate: list.nextUpdate === undefined ? undefined : Math.floor(list.nextUpdate.getTime() / 1000),
    revoked: new Set(revokedSerials(der)),
    crlNumber: number === undefined ? undefined : integerOf(number.value),
    unprocessed: critical?.type,
    x509: list,
  };
}

/** TBSCertList ::= SEQUENCE { version, signature, issuer, thisUpdate, [nextUpdate], [SEQUENCE OF revoked], … } */
function revokedSerials(der: Uint8Array<ArrayBuffer>): string[] {
  const [tbs] = (asn1.fromBER(der.buffer).result as asn1.Sequence).valueBlock.value;
  const fields = (tbs as asn1.Sequence).valueBlock.value;
  const firstTime = fields.findIndex(
    (field) => field instanceof asn1.UTCTime || field instanceof asn1.GeneralizedTime,
  );
  const revoked = fields.slice(firstTime).find((field) => field instanceof asn1.Sequence);
  if (revoked === undefined) return [];
  return (revoked as asn1.Sequence).valueBlock.value.map((entry) => {
    const [serial] = (entry as asn1.Sequence).valueBlock.value;
    if (serial === undefined) throw new RangeError('revokedCertificates');
    return contentHex(serial);
  });
}

function integerOf(der: ArrayBuffer): number {
  const { result, offset } = asn1.fromBER(der);
  if (offset !== der.byteLength || !(result instanceof asn1.Integer)) throw new RangeError('cRLNumber');
  const value = Number(result.toBigInt());
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('cRLNumber');
  return value;
}
