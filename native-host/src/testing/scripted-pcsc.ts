/**
 * PC/SC as a script, for tests: readers that can vanish, a card that plays an APDU script, a keypad that answers
 * what it is told to.
 */
import { encodeResponseApdu, fromHex } from '@ecomm/card';
import { type ApduScript, NoResponseError, scriptedCard } from '@ecomm/card/testing';
import { getFeatureRequestCode } from '../pcsc/features.ts';
import {
  type PcscConnection,
  PcscError,
  type PcscPort,
  type PcscReader,
  type PcscShareMode,
  pcscCodes,
} from '../pcsc/pcsc-port.ts';

/** As a driver might number its features; unlike libccid's, so that a number written down fails. */
export const verifyPinDirectCode = 0x4213_3742;

/** VERIFY_PIN_DIRECT and, for a reader that has more, GET_TLV_PROPERTIES. */
export const pinPadFeatures = `0604${verifyPinDirectCode.toString(16)}120442330012`;

export class ScriptedPcsc implements PcscPort {
  pendingCalls = 0;
  readers: PcscReader[] = [
    { readerName: 'Pinpad 00 00', card: 'present', heldByUs: false, atr: fromHex('3b00') },
  ];
  features = pinPadFeatures;
  /** What `list` fails with. */
  unavailable: PcscError | undefined;
  /** What a direct connection fails with. */
  directCode = 0;
  /** One code per coming connection that is not direct; 0 connects. */
  connectCodes: number[] = [];
  /** What the driver fails with where the script has no response. */
  lostCode: number = pcscCodes.SCARD_E_NOT_TRANSACTED;
  /** In place of the script's keypad step. */
  keypad: (() => Promise<Uint8Array>) | undefined;
  readonly modes: PcscShareMode[] = [];
  readonly dispositions: string[] = [];
  readonly structures: Uint8Array[] = [];
  readonly #listeners: (() => void)[] = [];
  readonly #card: ReturnType<typeof scriptedCard>;

  constructor(script: ApduScript = { name: 'no card', source: '', steps: [], expect: {} }) {
    this.#card = scriptedCard(script);
  }

  assertDone(): void {
    this.#card.assertDone();
  }

  change(readers: PcscReader[]): void {
    this.readers = readers;
    for (const listener of this.#listeners) listener();
  }

  async list(): Promise<readonly PcscReader[]> {
    if (this.unavailable !== undefined) throw this.unavailable;
    return this.readers;
  }

  watch(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async connect(readerName: string, mode: PcscShareMode): Promise<PcscConnection> {
    const reader = this.readers.find((candidate) => candidate.readerName === readerName);
    if (reader === undefined) throw new PcscError(pcscCodes.SCARD_E_UNKNOWN_READER);
    if (mode === 'direct') {
      if (this.directCode !== 0) throw new PcscError(this.directCode);
    } else {
      this.modes.push(mode);
      const code = this.connectCodes.shift() ?? 0;
      if (code !== 0) throw new PcscError(code);
    }
    return {
      protocol: mode === 'direct' ? undefined : 1,
      transmit: (command) => this.#orLost(() => this.#card.transmit(command)),
      control: (controlCode, data) => this.#control(controlCode, data),
      disconnect: async (disposition) => {
        if (mode !== 'direct') this.dispositions.push(disposition);
      },
    };
  }

  async #control(controlCode: number, data: Uint8Array): Promise<Uint8Array> {
    if (controlCode === getFeatureRequestCode) return fromHex(this.features);
    if (controlCode !== verifyPinDirectCode) throw new Error('a control code that no feature named');
    this.structures.push(data);
    if (this.keypad !== undefined) return await this.keypad();
    const template = data.subarray(19);
    return await this.#orLost(async () => encodeResponseApdu(await this.#card.verifyPin(template)));
  }

  async #orLost(play: () => Promise<Uint8Array>): Promise<Uint8Array> {
    try {
      return await play();
    } catch (error) {
      if (error instanceof NoResponseError) throw new PcscError(this.lostCode);
      throw error;
    }
  }
}
