/** The one place where the trust tree's errors become the gateway's; what the protocol refuses passes as it is. */
import { finishChange, PkiError } from '@ecomm/pki';
import { GatewayError } from '../errors.ts';

/**
 * Uses the tree, once what the operators' command line may have left half done is finished. Throws ERR_GATEWAY_DATA_DIR
 * when the tree is not whole, ERR_GATEWAY_OPTION for whatever else was asked in vain.
 */
export async function useTree<T>(dataDir: string, use: () => Promise<T>): Promise<T> {
  try {
    await finishChange(dataDir);
    return await use();
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    const code = cause.code === 'ERR_PKI_DIRECTORY' ? 'ERR_GATEWAY_DATA_DIR' : 'ERR_GATEWAY_OPTION';
    throw new GatewayError(code, cause.message, { cause });
  }
}
