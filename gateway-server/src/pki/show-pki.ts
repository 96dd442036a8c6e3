/** Lists the certificates of a provisioned directory: whose, from whom, valid until when. */
import { showPki as showTree } from '@ecomm/pki';
import { useTree } from './use-tree.ts';

/** A table for people, oldest end first. Throws ERR_GATEWAY_DATA_DIR when there is none to list. */
export async function showPki(dataDir: string, at: number): Promise<string> {
  return useTree(dataDir, () => showTree(dataDir, at));
}
