/**
 * How each keypad wants to be asked for a PIN: defaults that most take, and the known exceptions.
 *
 * A user can add a line for a reader that nobody has met (`pinPads` in host.json); it wins over this table.
 */

export interface PinPadSettings {
  /** Seconds until the keypad gives up: 30 is too short for people who look for their PIN, 90 is not. */
  readonly timeoutSeconds: number;
  /** How the place of the PIN in the block is counted: 89/47/04 in bytes, 41/48/04 in bits. */
  readonly pinBlock: 'bytes' | 'bits';
  /** bNumberMessage: how many texts the keypad's display shows. */
  readonly numberMessage: 0 | 1;
}

export interface PinPadException extends Partial<PinPadSettings> {
  /** A part of the reader's PC/SC name. */
  readonly reader: string;
}

const defaults: PinPadSettings = { timeoutSeconds: 90, pinBlock: 'bytes', numberMessage: 1 };

const knownExceptions: readonly PinPadException[] = [
  // libccid: the keypad in Dell's keyboards has no display and refuses bNumberMessage 01.
  { reader: 'Dell Smart Card Reader Keyboard', numberMessage: 0 },
  { reader: 'Dell Dell Smart Card Reader Keyboard', numberMessage: 0 },
];

export function pinPadSettingsFor(
  readerName: string,
  userExceptions: readonly PinPadException[] = [],
): PinPadSettings {
  const matching = [...knownExceptions, ...userExceptions].filter(({ reader }) =>
    readerName.includes(reader),
  );
  const { reader: _reader, ...settings } = Object.assign({ reader: readerName }, defaults, ...matching);
  return settings;
}
