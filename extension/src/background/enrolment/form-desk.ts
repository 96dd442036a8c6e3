/**
 * What the onboarding page watches of an enrolment without a chip: the bank's form, and how its exchange goes. The
 * card number is kept in memory only, and only while the form is being filled in.
 */
import type { WalletProblem } from '@ecomm/messages';
import type { FormAnswer } from '@ecomm/protocol';
import { isBug, problemOf, WalletError } from '../../shared/errors.ts';
import type { CardNumber } from '../journal/secrets.ts';
import type { DeskOptions } from './enrolment-desk.ts';
import { askForForm, type BankForm, sendForm } from './form-enrolment.ts';
import { inquirePended } from './pended-enrolment.ts';

export interface ShownForm extends BankForm {
  readonly card: CardNumber;
  readonly failedItems: readonly string[];
}

export class FormDesk {
  readonly #options: DeskOptions;
  #shown: ShownForm | undefined;
  #problem: WalletProblem | undefined;
  #isBusy = false;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  get shown(): ShownForm | undefined {
    return this.#shown;
  }

  get problem(): WalletProblem | undefined {
    return this.#problem;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Gets the form of the card's bank; what goes wrong is shown. */
  ask(card: CardNumber): Promise<void> {
    return this.#work(async () => {
      this.#shown = undefined;
      const asked = await askForForm(card, this.#options.ports);
      this.#shown = { ...asked, card, failedItems: [] };
    });
  }

  send(answers: readonly FormAnswer[]): Promise<void> {
    const shown = this.#shown;
    if (shown === undefined) throw new WalletError('ERR_WALLET_PURCHASE_STATE', { state: 'none' });
    return this.#work(async () => {
      const outcome = await sendForm(shown.card, shown.form, answers, this.#options.ports);
      if (outcome.status === 'malformed') {
        this.#shown = { ...shown, failedItems: outcome.failedItems };
        throw new WalletError('ERR_ENROLMENT_FORM');
      }
      this.#shown = undefined;
      if (outcome.status === 'enrolled') await this.#options.onEnrolled();
    });
  }

  inquire(): Promise<void> {
    return this.#work(async () => {
      if ((await inquirePended(this.#options.ports)) === 'enrolled') await this.#options.onEnrolled();
    });
  }

  cancel(): void {
    this.#shown = undefined;
    this.#problem = undefined;
    this.#options.onChange();
  }

  /** One thing at a time: a second click does nothing. */
  async #work(task: () => Promise<void>): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#problem = undefined;
    this.#options.onChange();
    try {
      await task();
    } catch (error) {
      if (isBug(error)) this.#options.onBug(error);
      this.#problem = problemOf(error);
    } finally {
      this.#isBusy = false;
      this.#options.onChange();
    }
  }
}
