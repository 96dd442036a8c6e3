/** Cards: APDUs, TLV, status words and the card applications, over a `CardChannel` that the caller brings. */

export * from './apdu/card-channel.ts';
export * from './apdu/command-apdu.ts';
export * from './apdu/pin-entry.ts';
export * from './apdu/response-apdu.ts';
export * from './apdu/status-words.ts';
export { b0PrimeApplication } from './b0-prime/application.ts';
export * from './b0-prime/cam.ts';
export * from './b0-prime/certificate.ts';
export { certify } from './b0-prime/certify.ts';
export * from './b0-prime/constants.ts';
export * from './b0-prime/fci.ts';
export { getResult } from './b0-prime/get-result.ts';
export * from './b0-prime/identity.ts';
export * from './b0-prime/limits.ts';
export { presentPin } from './b0-prime/present-pin.ts';
export { ratify } from './b0-prime/ratify.ts';
export { readIdentity, readLimits } from './b0-prime/read-record.ts';
export { select } from './b0-prime/select.ts';
export {
  type DecodedTransactionData,
  decodeTransactionData,
  encodeTransactionData,
  hodLength,
  type TransactionFields,
  type TransactionKind,
  transactionDataLength,
  xidLength,
} from './b0-prime/transaction-data.ts';
export { decodeBcd, decodeCompressedNumeric, encodeBcd, encodeCompressedNumeric } from './bcd.ts';
export { type Bytes, bytesEqual, concat, fromHex, toHex } from './bytes.ts';
export * from './card-application.ts';
export * from './card-number.ts';
export { CardError, type CardErrorCode, type CardErrorFacts, cardErrorCodes } from './errors.ts';
export * from './tlv.ts';
