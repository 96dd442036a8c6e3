/**
 * The card's operating system with the eComm application, profile B0Prime-1.
 *
 * Order of a payment: SELECT, PRESENT PIN, RATIFY, CERTIFY. The try counter is decremented and durable before
 * the PIN is compared; counter and log are durable before a certificate leaves the card.
 */
import {
  b0PrimeAid,
  b0PrimeCla,
  b0PrimeIns,
  b0PrimeProfileVersion,
  b0PrimeRecords,
  bytesEqual,
  type Cmac,
  camFlags,
  computeCam,
  concat,
  counterMaximum,
  type DecodedTransactionData,
  decodeTransactionData,
  encodeCertificate,
  encodeFci,
  encodeLimits,
  fromHex,
  toHex,
  transactionDataLength,
} from '@ecomm/card';
import type { CardFile } from './card-file.ts';
import type { CardState, CardStateStore } from './card-state.ts';
import { type CommandApdu, decodeCommandApdu } from './command-apdu.ts';
import { decodePinBlock, pinMatches } from './pin-verifier.ts';
import { addSpending, encodeSpendingLog, totalMinor } from './spending-log.ts';

const sw = {
  ok: 0x9000,
  wrongLength: 0x6700,
  pinNotPresented: 0x6982,
  pinBlocked: 0x6983,
  notSatisfied: 0x6985,
  commandNotAllowed: 0x6986,
  wrongData: 0x6a80,
  fileNotFound: 0x6a82,
  recordNotFound: 0x6a83,
  wrongParameters: 0x6a86,
  wrongLe: 0x6c00,
  unknownInstruction: 0x6d00,
  unknownClass: 0x6e00,
  dead: 0x6f00,
} as const;

export interface B0PrimeCardOptions {
  readonly file: CardFile;
  readonly store: CardStateStore;
  readonly cmac: Cmac;
}

/** `presented`: a right PIN that RATIFY has not confirmed. `ratified`: one CERTIFY is open. */
type PinPhase = 'none' | 'presented' | 'ratified' | 'used';

export class B0PrimeCard {
  readonly #file: CardFile;
  readonly #store: CardStateStore;
  readonly #cmac: Cmac;
  #selected = false;
  #pinPhase: PinPhase = 'none';

  constructor({ file, store, cmac }: B0PrimeCardOptions) {
    this.#file = file;
    this.#store = store;
    this.#cmac = cmac;
  }

  /** Power lost or reset: what was selected and presented is forgotten, what was committed stays. */
  reset(): void {
    this.#selected = false;
    this.#pinPhase = 'none';
  }

  /** One command APDU in, data ‖ SW1 SW2 out. */
  async transmit(apdu: Uint8Array): Promise<Uint8Array> {
    const command = decodeCommandApdu(apdu);
    if (command === undefined) return status(sw.wrongLength);
    try {
      return await this.#execute(command);
    } finally {
      command.data.fill(0);
    }
  }

  async #execute(command: CommandApdu): Promise<Uint8Array> {
    if (command.cla === 0x00 && command.ins === 0xa4) return this.#select(command);
    if (command.cla !== b0PrimeCla) return status(sw.unknownClass);
    if (!this.#selected) return status(sw.notSatisfied);
    switch (command.ins) {
      case b0PrimeIns.read:
        return this.#read(command);
      case b0PrimeIns.presentPin:
        return this.#presentPin(command);
      case b0PrimeIns.ratify:
        return this.#ratify(command);
      case b0PrimeIns.certify:
        return this.#certify(command);
      case b0PrimeIns.getResult:
        return this.#getResult(command);
      default:
        return status(sw.unknownInstruction);
    }
  }

  #select({ p1, p2, data, le }: CommandApdu): Uint8Array {
    if (p1 !== 0x04 || p2 !== 0x00) return status(sw.wrongParameters);
    this.reset();
    if (!bytesEqual(data, b0PrimeAid)) return status(sw.fileNotFound);
    this.#selected = true;
    const fci = encodeFci({
      profileVersion: b0PrimeProfileVersion,
      pinTriesLeft: this.#store.state.pinTriesLeft,
    });
    // Le may be left out: SELECT then still gives the FCI, as the profile's own form of it does.
    return answer(fci, le ?? 256);
  }

  #read({ p1: zone, p2: record, data, le }: CommandApdu): Uint8Array {
    if (data.length !== 0 || le === undefined) return status(sw.wrongLength);
    if (zone > 2) return status(sw.wrongParameters);
    if (zone === b0PrimeRecords.sevenDayLog.zone && this.#pinPhase === 'none')
      return status(sw.pinNotPresented);
    const content = this.#record(zone, record);
    return content === undefined ? status(sw.recordNotFound) : answer(content, le);
  }

  #record(zone: number, record: number): Uint8Array | undefined {
    const { state } = this.#store;
    const is = (place: { readonly zone: number; readonly record: number }) =>
      place.zone === zone && place.record === record;
    if (is(b0PrimeRecords.identity)) return this.#file.identityRecord;
    if (is(b0PrimeRecords.staticSignature)) return this.#file.staticSignature;
    if (is(b0PrimeRecords.limits)) {
      const { currency, exponent, maximumMinor, ceilingMinor } = this.#file;
      return encodeLimits({ currencyNumber: Number(currency), exponent, maximumMinor, ceilingMinor });
    }
    if (is(b0PrimeRecords.sevenDayLog)) return encodeSpendingLog(state.spending);
    return is(b0PrimeRecords.counters) ? encodeCounters(state) : undefined;
  }

  async #presentPin({ p1, p2, data, le }: CommandApdu): Promise<Uint8Array> {
    if (p1 !== 0 || p2 !== 0) return status(sw.wrongParameters);
    if (data.length !== 8 || le !== undefined) return status(sw.wrongLength);
    this.#pinPhase = 'none';
    if (this.#store.state.pinTriesLeft === 0) return status(sw.pinBlocked);
    const digits = decodePinBlock(data);
    if (digits === undefined) return status(sw.wrongData);
    try {
      const { pinTriesLeft } = await this.#store.commit((state) => ({
        pinTriesLeft: Math.max(0, state.pinTriesLeft - 1),
        lastCertificate: undefined,
      }));
      if (await pinMatches(digits, this.#file.pinVerifier)) {
        this.#pinPhase = 'presented';
        return status(sw.ok);
      }
      return status(pinTriesLeft === 0 ? sw.pinBlocked : 0x63c0 | pinTriesLeft);
    } finally {
      digits.fill(0);
    }
  }

  async #ratify({ p1, p2, data, le }: CommandApdu): Promise<Uint8Array> {
    if (p1 !== 0 || p2 !== 0) return status(sw.wrongParameters);
    if (data.length !== 0 || le !== undefined) return status(sw.wrongLength);
    if (this.#pinPhase !== 'presented') return status(sw.notSatisfied);
    await this.#store.commit(() => ({ pinTriesLeft: this.#file.pinTryLimit }));
    this.#pinPhase = 'ratified';
    return status(sw.ok);
  }

  async #certify({ p1, p2, data }: CommandApdu): Promise<Uint8Array> {
    if (p1 !== 0 || p2 !== 0) return status(sw.wrongParameters);
    if (this.#pinPhase !== 'ratified') return status(sw.notSatisfied);
    if (data.length !== transactionDataLength) return status(sw.wrongLength);
    const transaction = this.#readTransaction(data);
    if (transaction === undefined) return status(sw.wrongData);
    if (transaction.amountMinor > this.#file.maximumMinor) return status(sw.commandNotAllowed);
    const { state } = this.#store;
    if (state.counter === counterMaximum) return status(sw.dead);
    const counter = state.counter + 1;
    const spending = addSpending(state.spending, transaction.dateSeconds, transaction.amountMinor);
    const ceilingPassed = totalMinor(spending) > this.#file.ceilingMinor;
    const flags = camFlags.pinVerified | (ceilingPassed ? camFlags.ceilingPassed : 0);
    const statusBytes = Uint8Array.of(flags, state.pinTriesLeft);
    const cam = await computeCam(this.#cmac, this.#file.camKey, data, counter, statusBytes);
    const certificate = encodeCertificate({ counter, status: statusBytes, cam });
    await this.#store.commit(() => ({ counter, spending, lastCertificate: toHex(certificate) }));
    this.#pinPhase = 'used';
    return concat(certificate, status(sw.ok));
  }

  /** Undefined for what this card cannot certify: its limits are sums in its own currency. */
  #readTransaction(data: Uint8Array): DecodedTransactionData | undefined {
    let transaction: DecodedTransactionData;
    try {
      transaction = decodeTransactionData(data);
    } catch {
      return undefined;
    }
    const { kind, amountMinor, currencyNumber, exponent } = transaction;
    if (kind === 'enrolment') return amountMinor === 0 ? transaction : undefined;
    const ownCurrency = currencyNumber === Number(this.#file.currency) && exponent === this.#file.exponent;
    return ownCurrency ? transaction : undefined;
  }

  /** The last certificate again, also after a tear: it is the same purchase's, so it says nothing new. */
  #getResult({ p1, p2, data, le }: CommandApdu): Uint8Array {
    if (p1 !== 0 || p2 !== 0) return status(sw.wrongParameters);
    if (data.length !== 0 || le === undefined) return status(sw.wrongLength);
    const { lastCertificate } = this.#store.state;
    return lastCertificate === undefined ? status(sw.notSatisfied) : answer(fromHex(lastCertificate), le);
  }
}

/** Zone 2, record 1: CTC(4) ‖ PIN tries left (1). */
function encodeCounters({ counter, pinTriesLeft }: CardState): Uint8Array {
  const record = new Uint8Array(5);
  new DataView(record.buffer).setUint32(0, counter);
  record[4] = pinTriesLeft;
  return record;
}

/** Le 00 asks for all there is; any other length must be the right one (6Cxx names it). */
function answer(data: Uint8Array, le: number): Uint8Array {
  if (le !== 256 && le !== data.length) return status(sw.wrongLe | data.length);
  return concat(data, status(sw.ok));
}

function status(word: number): Uint8Array {
  return Uint8Array.of(word >> 8, word & 0xff);
}
