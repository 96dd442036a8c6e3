/**
 * Puts an authority's new certificates in the place of the old ones, in its own file and in the chains of those below
 * it. Its signature key stays, so everything that it certified remains valid.
 */
import { join } from 'node:path';
import type { IdentityFile } from '@ecomm/protocol';
import { readAuthorities, readTreeJson, treeFiles } from './read-tree.ts';

/** The files that change, by path below the directory. Throws ERR_PKI_DIRECTORY. */
export async function replaceAuthority(
  dataDir: string,
  name: string,
  renewed: IdentityFile,
): Promise<Map<string, IdentityFile>> {
  const pathOf = (authority: string) => `${treeFiles.directory}/${authority}.json`;
  const read = async (authority: string) =>
    (await readTreeJson(join(dataDir, pathOf(authority)))) as IdentityFile;
  const old = (await read(name)).signature.chain;
  const contents = new Map([[pathOf(name), renewed]]);
  for (const other of (await readAuthorities(dataDir)).keys()) {
    if (other === name) continue;
    const file = await read(other);
    const rechained = rechain(file, old, renewed.signature.chain);
    if (rechained !== undefined) contents.set(pathOf(other), { ...rechained, anchors: renewed.anchors });
  }
  return contents;
}

/** Undefined when the file's chain does not lead through the old one. */
function rechain(
  file: IdentityFile,
  old: readonly string[],
  fresh: readonly string[],
): IdentityFile | undefined {
  const [replaced = ''] = old;
  if (!file.signature.chain.includes(replaced)) return undefined;
  const through = ({ privateKey, chain }: IdentityFile['signature']) => ({
    privateKey,
    chain: [...chain.slice(0, chain.indexOf(replaced)), ...fresh],
  });
  return {
    ...file,
    signature: through(file.signature),
    ...(file.keyExchange === undefined ? {} : { keyExchange: through(file.keyExchange) }),
  };
}
