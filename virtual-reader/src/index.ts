/** A CCID PIN pad reader and eComm cards in software: started as a process, or its device model by itself. */

export type { SlotCard } from './ccid/card-slot.ts';
export { CcidDevice, type CcidDeviceOptions } from './ccid/ccid-device.ts';
export { type ReaderKey, readerKeys } from './ccid/pin-entry.ts';
export type { PinPadView, StartTimer } from './ccid/pin-pad.ts';
export { VirtualReaderError, type VirtualReaderErrorCode, virtualReaderErrorCodes } from './errors.ts';
export type { PanelState } from './panel/panel-app.ts';
export {
  type StartedVirtualReader,
  type StartVirtualReaderOptions,
  startVirtualReader,
} from './start-virtual-reader.ts';
export { type DrawerCard, VirtualReader, type VirtualReaderSettings } from './virtual-reader.ts';
