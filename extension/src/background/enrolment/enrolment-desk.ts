/** What the onboarding page watches: the card in the reader, and an enrolment that is under way. */
import type { CardIdentity, EnrolmentStep, WalletProblem } from '@ecomm/messages';
import { isBug, problemOf, WalletError } from '../../shared/errors.ts';
import { findCard } from '../host/find-card.ts';
import type { Progress, WalletPorts } from '../ports.ts';
import { startEnrolment } from './start-enrolment.ts';

export type DeskCard =
  | { readonly state: 'absent' | 'reading' }
  | { readonly state: 'read'; readonly identity: CardIdentity }
  | { readonly state: 'problem'; readonly problem: WalletProblem };

export interface DeskOptions {
  readonly ports: WalletPorts;
  readonly onChange: () => void;
  readonly onEnrolled: () => Promise<void>;
  readonly onBug: (error: unknown) => void;
}

export class EnrolmentDesk {
  readonly #options: DeskOptions;
  #card: DeskCard = { state: 'absent' };
  #progress: Progress<EnrolmentStep> | undefined;
  #problem: WalletProblem | undefined;
  #abort: AbortController | undefined;
  /** Counts the looks: an older one's answer is not for the card that is there now. */
  #looks = 0;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  get card(): DeskCard {
    return this.#card;
  }

  get progress(): Progress<EnrolmentStep> | undefined {
    return this.#progress;
  }

  get problem(): WalletProblem | undefined {
    return this.#problem;
  }

  /** Reads the card that was inserted, or forgets the one that was taken out. */
  async look(hasCard: boolean): Promise<void> {
    if (this.#abort !== undefined) return;
    this.#looks += 1;
    const look = this.#looks;
    if (!hasCard) return this.#show({ state: 'absent' });
    this.#problem = undefined;
    this.#show({ state: 'reading' });
    try {
      const identity = await findCard(this.#options.ports.host, async () => true);
      if (look !== this.#looks) return;
      this.#show(identity === undefined ? { state: 'absent' } : { state: 'read', identity });
    } catch (error) {
      if (look === this.#looks) this.#show({ state: 'problem', problem: problemOf(error) });
    }
  }

  /** Asks the bank; ends when the certificate is there or something went wrong, which is then shown. */
  async start(lastTryAccepted: boolean): Promise<void> {
    if (this.#abort !== undefined) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#problem = undefined;
    const report = (progress: Progress<EnrolmentStep>) => {
      this.#progress = progress;
      this.#options.onChange();
    };
    report({ step: 'askingBank' });
    try {
      await startEnrolment(this.#options.ports, { report, lastTryAccepted, signal: abort.signal });
      await this.#options.onEnrolled();
    } catch (error) {
      if (isBug(error) && !abort.signal.aborted) this.#options.onBug(error);
      this.#problem = abort.signal.aborted ? undefined : problemOf(error);
    } finally {
      this.#abort = undefined;
      this.#progress = undefined;
      this.#options.onChange();
    }
    await this.#lookAgain();
  }

  async cancel(): Promise<void> {
    if (this.#abort === undefined) throw new WalletError('ERR_WALLET_PURCHASE_STATE', { state: 'none' });
    this.#abort.abort();
    await this.#options.ports.host.cancel().catch(() => undefined);
  }

  /** The card's PIN counter has changed, or the card is another one. */
  async #lookAgain(): Promise<void> {
    const problem = this.#problem;
    await this.look(true);
    this.#problem = problem;
    this.#options.onChange();
  }

  #show(card: DeskCard): void {
    this.#card = card;
    this.#options.onChange();
  }
}
