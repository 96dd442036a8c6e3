/** Joins a CCID device to a serial line: echo, slot change, answer; a frame that is not understood gets NAK. */
import type { CcidDevice } from '../ccid/ccid-device.ts';
import type { StartTimer } from '../ccid/pin-pad.ts';
import { encodeEcho, encodeFrame, FrameDecoder, nakFrame, slotChangeBytes } from './frame.ts';

/** The driver writes a frame at once; a rest that does not come within this time never will. */
const frameTimeoutMs = 1_000;

export interface SerialLinkOptions {
  readonly device: Pick<CcidDevice, 'receive'>;
  readonly startTimer: StartTimer;
  readonly write: (bytes: Uint8Array) => void;
  /** Every command that was answered, for those who wait for the driver. */
  readonly onCommand?: (message: Uint8Array) => void;
}

export class SerialLink {
  readonly #options: SerialLinkOptions;
  readonly #decoder = new FrameDecoder();
  #lastAnswer: Uint8Array = nakFrame;
  #slotChanges: boolean[] = [];
  #cancelTimer: () => void = () => {};

  constructor(options: SerialLinkOptions) {
    this.#options = options;
  }

  /** Kept until the next answer, so that it never stands where the driver waits for an echo. */
  slotChanged(cardPresent: boolean): void {
    this.#slotChanges.push(cardPresent);
  }

  receive(bytes: Uint8Array): void {
    this.#cancelTimer();
    for (const event of this.#decoder.push(bytes)) {
      if (event.kind === 'nak') this.#options.write(this.#lastAnswer);
      else if (event.kind === 'bad') this.#options.write(nakFrame);
      else void this.#answer(event.message);
    }
    if (this.#decoder.partial) {
      this.#cancelTimer = this.#options.startTimer(frameTimeoutMs, () => {
        this.#decoder.wipe();
        this.#options.write(nakFrame);
      });
    }
  }

  async #answer(message: Uint8Array): Promise<void> {
    const { device, write, onCommand } = this.#options;
    write(encodeEcho(message));
    const answer = await device.receive(message);
    for (const present of this.#slotChanges.splice(0)) write(slotChangeBytes(present));
    this.#lastAnswer = answer === undefined ? nakFrame : encodeFrame(answer);
    write(this.#lastAnswer);
    onCommand?.(message);
    message.fill(0);
  }
}
