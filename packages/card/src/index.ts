/** Cards: APDUs, TLV, status words and the card applications, over a `CardChannel` that the caller brings. */

export * from './b0-prime/cam.ts';
export * from './b0-prime/certificate.ts';
export * from './b0-prime/constants.ts';
export * from './b0-prime/fci.ts';
export * from './b0-prime/identity.ts';
export * from './b0-prime/limits.ts';
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
export * from './card-number.ts';
export { CardError, type CardErrorCode, type CardErrorFacts, cardErrorCodes } from './errors.ts';
