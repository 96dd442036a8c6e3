/**
 * A reader's features (PC/SC part 10, 2.2): asked for with CM_IOCTL_GET_FEATURE_REQUEST, answered as
 * `<tag> 04 <control code, big endian>` one after the other.
 *
 * The control codes are the driver's own and differ between drivers: they are never written down here.
 */
import { HostError } from '../errors.ts';

/** SCARD_CTL_CODE(3400): pcsc-lite counts from 42000000, Windows shifts into its device range. */
export const getFeatureRequestCode = process.platform === 'win32' ? 0x0031_3520 : 0x4200_0d48;

export const featureTags = { verifyPinDirect: 0x06 } as const;

const entryLength = 6;
const entriesMaximum = 32;

/** Control codes by tag. @throws HostError `ERR_READER_FAILED` when the answer has another form. */
export function decodeFeatures(bytes: Uint8Array): ReadonlyMap<number, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const features = new Map<number, number>();
  if (bytes.length % entryLength !== 0 || bytes.length > entryLength * entriesMaximum) throw invalid();
  for (let offset = 0; offset < bytes.length; offset += entryLength) {
    const tag = view.getUint8(offset);
    if (view.getUint8(offset + 1) !== 4 || features.has(tag)) throw invalid();
    features.set(tag, view.getUint32(offset + 2));
  }
  return features;
}

function invalid(): HostError {
  return new HostError('ERR_READER_FAILED', { reason: 'features' });
}
