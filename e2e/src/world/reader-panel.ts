/** The virtual reader's front panel, pressed over the same interface that its page uses. */

export interface PanelState {
  readonly readerName: string;
  readonly card: string | null;
  readonly display: readonly string[];
  readonly pinEntry: { readonly active: boolean; readonly digits: number };
}

const pollIntervalMs = 50;
/** pcscd looks at a serial reader every 400 ms: a card must be seen in, or out, for one look at least. */
const settleMs = 600;

export class ReaderPanel {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async state(): Promise<PanelState> {
    const response = await fetch(new URL('/api/state', this.#url));
    return (await response.json()) as PanelState;
  }

  async insert(cardId: string): Promise<void> {
    await this.#post('/api/insert', { cardId });
    await delay(settleMs);
  }

  async remove(): Promise<void> {
    await this.#post('/api/remove', {});
    await delay(settleMs);
  }

  /** Waits until the reader asks for the PIN. */
  async waitForPinEntry(timeoutMs = 30_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await this.state()).pinEntry.active) {
      if (Date.now() > deadline) throw new Error('the reader never asked for the PIN');
      await delay(pollIntervalMs);
    }
  }

  /** Waits for the question, then keys the digits and OK. */
  async enterPin(pin: string): Promise<void> {
    await this.waitForPinEntry();
    for (const digit of pin) await this.press(digit);
    await this.press('ok');
  }

  async press(key: string): Promise<void> {
    await this.#post('/api/key', { key });
  }

  async #post(path: string, body: object): Promise<void> {
    const response = await fetch(new URL(path, this.#url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`the panel answered ${response.status}: ${await response.text()}`);
  }
}

export function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
