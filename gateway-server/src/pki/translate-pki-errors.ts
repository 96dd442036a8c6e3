/** The one place where the trust tree's errors become the gateway's; what the protocol refuses passes as it is. */
import { PkiError } from '@ecomm/pki';
import { GatewayError } from '../errors.ts';

/** Throws ERR_GATEWAY_DATA_DIR when the tree is not whole, ERR_GATEWAY_OPTION for whatever else was asked in vain. */
export async function translatePkiErrors<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    const code = cause.code === 'ERR_PKI_DIRECTORY' ? 'ERR_GATEWAY_DATA_DIR' : 'ERR_GATEWAY_OPTION';
    throw new GatewayError(code, cause.message, { cause });
  }
}
