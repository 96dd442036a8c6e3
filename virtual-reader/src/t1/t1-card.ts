/**
 * The card's end of T=1 (ISO 7816-3, clause 11): every block of the reader gets one block back.
 *
 * I-blocks with chaining both ways, R-blocks (acknowledge, repeat), S(IFS), S(RESYNCH), S(ABORT). The card
 * asks for no S(WTX): its answers come in milliseconds.
 */
import { decodeBlock, encodeBlock, maximumInformationLength, type T1Block } from './block.ts';

/** Executes one command APDU and answers with data ‖ SW1 SW2. */
export type ApduHandler = (apdu: Uint8Array) => Promise<Uint8Array>;

const pcb = {
  sequence: 0x40,
  more: 0x20,
  receive: 0x80,
  receiveSequence: 0x10,
  edcError: 0x01,
  otherError: 0x02,
  supervisory: 0xc0,
  supervisoryAnswer: 0x20,
} as const;

const supervisory = { resynch: 0xc0, ifs: 0xc1, abort: 0xc2 } as const;

/** IFSD until the reader says otherwise (11.4.2). */
const defaultInformationFieldSize = 32;

/** The longest short APDU, case 4: header, Lc, 255 bytes, Le. */
const apduMaximumLength = 261;
const wrongLength = Uint8Array.of(0x67, 0x00);

export class T1Card {
  readonly #handle: ApduHandler;
  #sendSequence = 0;
  #expectedSequence = 0;
  #informationFieldSize = defaultInformationFieldSize;
  #received: Uint8Array[] = [];
  #toSend: Uint8Array[] = [];
  #lastSent: Uint8Array;

  constructor(handle: ApduHandler) {
    this.#handle = handle;
    this.#lastSent = this.#acknowledge(0);
  }

  reset(): void {
    this.#sendSequence = 0;
    this.#expectedSequence = 0;
    this.#informationFieldSize = defaultInformationFieldSize;
    this.#forgetChains();
    this.#lastSent = this.#acknowledge(0);
  }

  async receive(bytes: Uint8Array): Promise<Uint8Array> {
    const block = decodeBlock(bytes);
    if (block === 'edc') return this.#send(this.#acknowledge(pcb.edcError));
    if (block === 'other') return this.#send(this.#acknowledge(pcb.otherError));
    if ((block.pcb & 0x80) === 0) return this.#send(await this.#information(block));
    if ((block.pcb & 0xc0) === pcb.receive) return this.#send(this.#receiveReady(block));
    return this.#send(this.#supervisory(block));
  }

  #send(block: Uint8Array): Uint8Array {
    this.#lastSent = block;
    return block;
  }

  async #information(block: T1Block): Promise<Uint8Array> {
    const sequence = (block.pcb & pcb.sequence) === 0 ? 0 : 1;
    if (sequence !== this.#expectedSequence || (block.pcb & 0x1f) !== 0)
      return this.#acknowledge(pcb.otherError);
    this.#expectedSequence ^= 1;
    this.#toSend = [];
    this.#keep(block.information);
    if ((block.pcb & pcb.more) !== 0) return this.#acknowledge(0);
    const apdu = joined(this.#received);
    this.#forgetChains();
    const answer = apdu.length > apduMaximumLength ? wrongLength : await this.#handle(apdu);
    apdu.fill(0);
    for (let offset = 0; offset < answer.length; offset += this.#informationFieldSize) {
      this.#toSend.push(answer.slice(offset, offset + this.#informationFieldSize));
    }
    return this.#informationBlock();
  }

  /** One byte past the longest APDU is enough to know that a chain is too long; the rest need not be kept. */
  #keep(information: Uint8Array): void {
    const length = this.#received.reduce((sum, part) => sum + part.length, 0);
    if (length <= apduMaximumLength) this.#received.push(information);
  }

  #receiveReady(block: T1Block): Uint8Array {
    const wanted = (block.pcb & pcb.receiveSequence) === 0 ? 0 : 1;
    const chaining = this.#toSend.length > 0;
    if (!chaining || wanted === this.#sendSequence) return this.#lastSent;
    this.#toSend.shift();
    this.#sendSequence ^= 1;
    return this.#toSend.length > 0 ? this.#informationBlock() : this.#lastSent;
  }

  #supervisory({ pcb: type, information }: T1Block): Uint8Array {
    if (type === supervisory.resynch && information.length === 0) {
      this.reset();
      return encodeBlock(type | pcb.supervisoryAnswer);
    }
    const size = information[0] ?? 0;
    if (
      type === supervisory.ifs &&
      information.length === 1 &&
      size > 0 &&
      size <= maximumInformationLength
    ) {
      this.#informationFieldSize = size;
      return encodeBlock(type | pcb.supervisoryAnswer, information);
    }
    if (type === supervisory.abort && information.length === 0) {
      this.#forgetChains();
      return encodeBlock(type | pcb.supervisoryAnswer);
    }
    return this.#acknowledge(pcb.otherError);
  }

  #informationBlock(): Uint8Array {
    const more = this.#toSend.length > 1;
    const [information = new Uint8Array(0)] = this.#toSend;
    const block = encodeBlock(
      (this.#sendSequence === 0 ? 0 : pcb.sequence) | (more ? pcb.more : 0),
      information,
    );
    // The last block of a chain is acknowledged by the reader's next I-block, so its number is used up now.
    if (!more) {
      this.#sendSequence ^= 1;
      this.#toSend = [];
    }
    return block;
  }

  #acknowledge(error: number): Uint8Array {
    return encodeBlock(pcb.receive | (this.#expectedSequence === 0 ? 0 : pcb.receiveSequence) | error);
  }

  #forgetChains(): void {
    for (const part of this.#received) part.fill(0);
    this.#received = [];
    this.#toSend = [];
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
