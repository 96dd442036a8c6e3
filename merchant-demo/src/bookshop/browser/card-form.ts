/**
 * The card form's script: checks what is typed, has the payment part seal it for the bank's gateway, and says what
 * came of it. Card data stays in this page's memory until it is sealed; nothing else is ever sent.
 */
import { type CardFormOutcome, payByCard } from '@ecomm/merchant/card-form';
import { expiryIn, grouped, panIn } from './card-fields.ts';

interface Parts {
  readonly form: HTMLFormElement;
  readonly pan: HTMLInputElement;
  readonly expiry: HTMLInputElement;
  readonly button: HTMLButtonElement;
  readonly status: HTMLElement;
}

const parts = partsOf(document);
if (parts !== undefined) {
  const { form, pan, button } = parts;
  pan.addEventListener('input', () => {
    // Only at the end of the text: a correction in the middle keeps its place.
    if (pan.selectionStart === pan.value.length) pan.value = grouped(pan.value);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(parts);
  });
  // Back from another page, a browser may show it again as it was left.
  addEventListener('pageshow', () => {
    button.disabled = false;
  });
  button.disabled = false;
}

async function submit(filled: Parts): Promise<void> {
  const { form, button } = filled;
  const card = cardIn(filled);
  if (card === undefined) return;
  button.disabled = true;
  say(filled, form.dataset.sealing, false);
  try {
    const outcome = await payByCard({
      initiationUrl: new URL(form.dataset.initiation ?? '', location.href).href,
      pageOrigin: location.origin,
      language: document.documentElement.lang,
      ...card,
    });
    conclude(filled, outcome);
  } catch {
    say(filled, form.dataset.failed, true);
    button.disabled = false;
  }
}

function conclude(filled: Parts, outcome: CardFormOutcome): void {
  const { form, pan, expiry, button } = filled;
  pan.value = '';
  expiry.value = '';
  const [words, isBad] = wordsFor(outcome, form.dataset, refusals(form));
  say(filled, words, isBad);
  const next = addressAfter(outcome, form.dataset.orderPath ?? '/orders');
  if (next !== undefined) {
    location.assign(next);
    return;
  }
  button.disabled = false;
  pan.focus();
}

/** Where the shopper is led; nowhere when the form may be filled again. */
function addressAfter(outcome: CardFormOutcome, orderPath: string): string | undefined {
  if (outcome.status === 'paid') return outcome.successUrl;
  const isOver =
    outcome.status === 'unknown' || (outcome.status === 'refused' && outcome.code === 'ERR_ORDER_CLOSED');
  return isOver ? orderPath : undefined;
}

function wordsFor(
  outcome: CardFormOutcome,
  { unknown, declined, signatureRequired, failed }: DOMStringMap,
  refused: Record<string, string>,
): [words: string | undefined, isBad: boolean] {
  switch (outcome.status) {
    case 'paid':
      return [undefined, false];
    case 'unknown':
      return [unknown, false];
    case 'declined':
      return [refused[outcome.authCode] ?? declined, true];
    case 'signatureRequired':
      return [signatureRequired, true];
    case 'refused':
      return [failed, true];
  }
}

/** `undefined` when something is wrong; it is said beside its field. */
function cardIn({ form, pan, expiry }: Parts): { pan: string; cardExpiry: string } | undefined {
  const now = new Date();
  const thisMonth = `${now.getFullYear()}${String(now.getMonth() + 1).padStart(2, '0')}`;
  const digits = panIn(pan.value);
  const cardExpiry = expiryIn(expiry.value, thisMonth);
  mark(pan, digits === undefined ? form.dataset.panWrong : undefined);
  mark(expiry, cardExpiry === undefined ? form.dataset.expiryWrong : undefined);
  if (digits !== undefined && cardExpiry !== undefined) return { pan: digits, cardExpiry };
  (digits === undefined ? pan : expiry).focus();
  return undefined;
}

function mark(input: HTMLInputElement, wrong: string | undefined): void {
  const note = document.getElementById(`${input.id}-say`);
  if (note !== null) note.textContent = wrong ?? '';
  if (wrong === undefined) input.removeAttribute('aria-invalid');
  else input.setAttribute('aria-invalid', 'true');
  input.closest('.field')?.classList.toggle('field-wrong', wrong !== undefined);
}

function say({ status }: Parts, text: string | undefined, isBad: boolean): void {
  status.textContent = text ?? '';
  status.toggleAttribute('data-bad', isBad);
}

/** The bank's codes in the reader's words. */
function refusals(form: HTMLFormElement): Record<string, string> {
  return JSON.parse(form.dataset.refusals ?? '{}');
}

function partsOf(page: Document): Parts | undefined {
  const form = page.querySelector<HTMLFormElement>('[data-card-form]');
  const pan = form?.querySelector<HTMLInputElement>('[data-pan]');
  const expiry = form?.querySelector<HTMLInputElement>('[data-expiry]');
  const button = form?.querySelector<HTMLButtonElement>('[data-pay]');
  const status = form?.querySelector<HTMLElement>('[data-status]');
  return form && pan && expiry && button && status ? { form, pan, expiry, button, status } : undefined;
}
