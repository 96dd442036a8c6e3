/** AES-CMAC (RFC 4493) from @peculiar/webcrypto: Node's own WebCrypto has none. */
import type { Cmac } from '@ecomm/card';
import { Crypto } from '@peculiar/webcrypto';

const { subtle } = new Crypto();

export const cmac: Cmac = async (key, data) => {
  const imported = await subtle.importKey('raw', new Uint8Array(key), { name: 'AES-CMAC' }, false, ['sign']);
  const parameters = { name: 'AES-CMAC', length: 128 } as Algorithm;
  return new Uint8Array(await subtle.sign(parameters, imported, new Uint8Array(data)));
};
