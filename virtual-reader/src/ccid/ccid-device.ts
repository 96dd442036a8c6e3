/**
 * A CCID reader with a keypad and a display, one slot, TPDU exchange level: the model of a GemPC Pinpad.
 *
 * It knows no transport: each command message gets exactly one answer message, and slot changes are told to
 * a listener. Time comes in as `startTimer`. CCID 1.1, clause 6.
 */
import { CardSlot, type SlotCard } from './card-slot.ts';
import { bError, bmCommandStatusFailed, headerOffset, PC_to_RDR, RDR_to_PC } from './constants.ts';
import type { DisplayLanguage } from './display.ts';
import { answerEscape } from './escape.ts';
import { type CcidCommand, decodeCcidCommand, encodeCcidAnswer } from './message.ts';
import { decodeParameters, defaultParameters, type ProtocolParameters } from './parameters.ts';
import type { ReaderKey } from './pin-entry.ts';
import { type PinOutcome, PinPad, type PinPadView, type StartTimer } from './pin-pad.ts';
import { decodePinVerification, insertPin, type PinVerification } from './pin-verification.ts';
import { readInformationField, wrapInformationField } from './teo-block.ts';

export interface CcidDeviceOptions {
  readonly startTimer: StartTimer;
  /** The longest that the reader waits for a PIN, and what it takes when the host leaves it the choice. */
  readonly pinTimeoutSeconds: number;
  readonly language: DisplayLanguage;
  /** First line of the display at rest. */
  readonly idleText: string;
  readonly onSlotChange?: (cardPresent: boolean) => void;
  readonly onView?: (view: PinPadView) => void;
}

interface Outcome {
  readonly error?: number;
  readonly abData?: Uint8Array;
  /** bProtocolNum or bClockStatus. */
  readonly last?: number;
}

const failed = (error: number): Outcome => ({ error });

export class CcidDevice {
  readonly #slot: CardSlot;
  readonly #pinPad: PinPad;
  #parameters: ProtocolParameters = defaultParameters;
  #busy = false;

  constructor(options: CcidDeviceOptions) {
    this.#pinPad = new PinPad(options);
    this.#slot = new CardSlot(options.startTimer, (present) => {
      this.#parameters = defaultParameters;
      if (!present) this.#pinPad.cardRemoved();
      options.onSlotChange?.(present);
    });
  }

  get view(): PinPadView {
    return this.#pinPad.view;
  }

  /** pcscd powers each card that it sees, and powers it down when nobody uses it. */
  get cardPowered(): boolean {
    return this.#slot.powered;
  }

  insertCard(card: SlotCard): void {
    this.#slot.move(card);
    this.#pinPad.showIdle(true);
  }

  removeCard(): void {
    this.#slot.move(undefined);
    this.#pinPad.showIdle(false);
  }

  pressKey(key: ReaderKey): void {
    this.#pinPad.press(key);
  }

  /** Ends a PIN entry because the reader goes away: a failure, which nobody must take for the user's Cancel key. */
  abortPinEntry(): void {
    this.#pinPad.abort();
  }

  /** The one answer to a command; undefined for bytes that are no CCID message. Never rejects. */
  async receive(message: Uint8Array): Promise<Uint8Array | undefined> {
    const command = decodeCcidCommand(message);
    if (command === undefined) return undefined;
    const outcome = await this.#outcome(command).catch((): Outcome => failed(bError.HW_ERROR));
    const answer = encodeCcidAnswer({
      bMessageType: answerType(command.bMessageType),
      bSlot: command.bSlot,
      bSeq: command.bSeq,
      bStatus: this.#slot.iccStatus | (outcome.error === undefined ? 0 : bmCommandStatusFailed),
      bError: outcome.error ?? 0,
      last: outcome.last ?? 0,
      ...(outcome.abData === undefined ? {} : { abData: outcome.abData }),
    });
    if (command.bMessageType === PC_to_RDR.GetSlotStatus) this.#slot.noteSeen();
    return answer;
  }

  async #outcome(command: CcidCommand): Promise<Outcome> {
    if (command.bSlot !== 0) return failed(headerOffset.bSlot);
    switch (command.bMessageType) {
      case PC_to_RDR.GetSlotStatus:
        return noData(command) ?? {};
      case PC_to_RDR.Abort:
        return noData(command) ?? this.#abort();
      case PC_to_RDR.Escape:
        return this.#escape(command);
    }
    if (this.#busy) return failed(bError.CMD_SLOT_BUSY);
    this.#busy = true;
    try {
      return await this.#slotOutcome(command);
    } finally {
      this.#busy = false;
    }
  }

  async #slotOutcome(command: CcidCommand): Promise<Outcome> {
    switch (command.bMessageType) {
      case PC_to_RDR.IccPowerOn:
        return noData(command) ?? this.#powerOn(command);
      case PC_to_RDR.IccPowerOff:
        return noData(command) ?? this.#powerOff();
      case PC_to_RDR.GetParameters:
        return noData(command) ?? this.#parametersOutcome();
      case PC_to_RDR.ResetParameters:
        return noData(command) ?? this.#setParameters(defaultParameters);
      case PC_to_RDR.SetParameters:
        return this.#setParameters(decodeParameters(command.specific[0] ?? 0, command.abData));
      case PC_to_RDR.XfrBlock:
        return this.#transferBlock(command);
      case PC_to_RDR.Secure:
        return this.#secure(command);
      default:
        return failed(bError.CMD_NOT_SUPPORTED);
    }
  }

  #abort(): Outcome {
    this.#pinPad.abort();
    return {};
  }

  #escape(command: CcidCommand): Outcome {
    const abData = answerEscape(command.abData);
    return abData === undefined ? failed(bError.CMD_NOT_SUPPORTED) : { abData };
  }

  #powerOn(command: CcidCommand): Outcome {
    if ((command.specific[0] ?? 0) > 3) return failed(headerOffset.bPowerSelect);
    const atr = this.#slot.powerOn();
    this.#parameters = defaultParameters;
    return atr === undefined ? failed(bError.ICC_MUTE) : { abData: atr };
  }

  /** bClockStatus 01: stopped low, as a card without power has it. */
  #powerOff(): Outcome {
    this.#slot.powerOff();
    return { last: 1 };
  }

  #setParameters(parameters: ProtocolParameters | undefined): Outcome {
    if (parameters === undefined) return failed(headerOffset.bProtocolNum);
    if (this.#slot.card === undefined) return failed(bError.ICC_MUTE);
    this.#parameters = parameters;
    return this.#parametersOutcome();
  }

  #parametersOutcome(): Outcome {
    if (this.#slot.card === undefined) return failed(bError.ICC_MUTE);
    return { last: this.#parameters.protocol, abData: this.#parameters.data };
  }

  async #transferBlock({ abData, specific }: CcidCommand): Promise<Outcome> {
    // In TPDU level every block is whole: wLevelParameter is reserved (6.1.4).
    if (specific[1] !== 0 || specific[2] !== 0) return failed(headerOffset.wLevelParameter);
    if (abData.length === 0) return failed(headerOffset.dwLength);
    return this.#exchange(abData);
  }

  async #secure({ abData, specific }: CcidCommand): Promise<Outcome> {
    if (specific[1] !== 0 || specific[2] !== 0) return failed(headerOffset.wLevelParameter);
    const verification = decodePinVerification(abData);
    if (typeof verification === 'number') return failed(verification);
    if (!this.#slot.powered) return failed(bError.ICC_MUTE);
    const entered = await this.#pinPad.ask(verification);
    return entered === 'validated' ? this.#presentPin(verification) : failed(pinErrors[entered]);
  }

  async #presentPin(verification: PinVerification): Promise<Outcome> {
    const apdu = this.#pinPad.consume((digits) => insertPin(verification, digits));
    const isT1 = this.#parameters.protocol === 1;
    const tpdu = isT1 ? wrapInformationField(verification.teoPrologue, apdu) : apdu;
    try {
      const outcome = await this.#exchange(tpdu);
      const answer = outcome.abData ?? new Uint8Array(0);
      this.#pinPad.showResult(isT1 ? readInformationField(answer) : answer, verification.languageId);
      return outcome;
    } finally {
      apdu.fill(0);
      tpdu.fill(0);
    }
  }

  async #exchange(tpdu: Uint8Array): Promise<Outcome> {
    const card = this.#slot.card;
    if (card === undefined || !this.#slot.powered) return failed(bError.ICC_MUTE);
    const abData = await card.exchange(tpdu);
    return this.#slot.card === card && this.#slot.powered ? { abData } : failed(bError.ICC_MUTE);
  }
}

const pinErrors: Record<Exclude<PinOutcome, 'validated'>, number> = {
  cancelled: bError.PIN_CANCELLED,
  timedOut: bError.PIN_TIMEOUT,
  removed: bError.ICC_MUTE,
  aborted: bError.CMD_ABORTED,
};

function noData(command: CcidCommand): Outcome | undefined {
  return command.abData.length === 0 ? undefined : failed(headerOffset.dwLength);
}

/** The answer that belongs to a command, table 6.1-1; RDR_to_PC_SlotStatus for one that the table lacks. */
function answerType(bMessageType: number): number {
  switch (bMessageType) {
    case PC_to_RDR.IccPowerOn:
    case PC_to_RDR.XfrBlock:
    case PC_to_RDR.Secure:
      return RDR_to_PC.DataBlock;
    case PC_to_RDR.GetParameters:
    case PC_to_RDR.ResetParameters:
    case PC_to_RDR.SetParameters:
      return RDR_to_PC.Parameters;
    case PC_to_RDR.Escape:
      return RDR_to_PC.Escape;
    default:
      return RDR_to_PC.SlotStatus;
  }
}
