/** AES-CMAC (RFC 4493) from @peculiar/webcrypto: Node's own WebCrypto has none. */
import type { Cmac } from '@ecomm/card';
import { Crypto } from '@peculiar/webcrypto';

const { subtle } = new Crypto();
const macOf128Bits = { name: 'AES-CMAC', length: 128 };

export const aesCmac: Cmac = async (key, data) => {
  const imported = await subtle.importKey('raw', Uint8Array.from(key), { name: 'AES-CMAC' }, false, ['sign']);
  return new Uint8Array(await subtle.sign(macOf128Bits, imported, Uint8Array.from(data)));
};
