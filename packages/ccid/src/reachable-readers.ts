/**
 * Which readers a browser can reach without a native host.
 *
 * Browsers protect USB class 0B (smart card) from pages and ordinary extensions, so only readers whose interface is
 * vendor-specific (class FF) are left. These have a keypad; the list is from the descriptors that libccid publishes.
 */

export interface ReachableReader {
  readonly name: string;
  readonly vendorId: number;
  readonly productId: number;
  /** Verifies a PIN on its keypad; some also change it there. */
  readonly pin: 'verify' | 'verifyAndModify';
}

/** USB class of interfaces that a vendor defines (USB 2.0, table 9-12). */
export const vendorSpecificClass = 0xff;
/** USB class of smart-card readers, which browsers protect. */
export const smartCardClass = 0x0b;

export const reachableReaders: readonly ReachableReader[] = [
  { name: 'Cherry ST-2xxx', vendorId: 0x046a, productId: 0x003e, pin: 'verifyAndModify' },
  { name: 'SCM SPR532', vendorId: 0x04e6, productId: 0xe003, pin: 'verifyAndModify' },
  { name: 'Dell SK-3106', vendorId: 0x413c, productId: 0x2100, pin: 'verify' },
  { name: 'ReinerSCT cyberJack', vendorId: 0x0c4b, productId: 0x0300, pin: 'verifyAndModify' },
  { name: 'ReinerSCT cyberJack', vendorId: 0x0c4b, productId: 0x0500, pin: 'verifyAndModify' },
];

/** What of a USB device decides: WebUSB's USBDevice has these members. */
export interface UsbIdentity {
  readonly vendorId: number;
  readonly productId: number;
  /** bInterfaceClass of each interface. */
  readonly interfaceClasses: readonly number[];
}

/** Whether a browser lets an extension speak to this reader, and if not, why not. */
export function reachability(device: UsbIdentity): 'reachable' | 'protected' | 'notAReader' {
  if (device.interfaceClasses.includes(smartCardClass)) return 'protected';
  const listed = reachableReaders.some(
    ({ vendorId, productId }) => vendorId === device.vendorId && productId === device.productId,
  );
  return listed && device.interfaceClasses.includes(vendorSpecificClass) ? 'reachable' : 'notAReader';
}
