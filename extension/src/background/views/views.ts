/** Builds the whole view of each page from the store and from what is going on. Pages render it and know no more. */
import type {
  EnrolmentForm,
  JournalView,
  OnboardingView,
  OtbView,
  PopupView,
  PurchaseView,
  Views,
  WalletProblem,
} from '@ecomm/messages';
import { problemOf } from '../../shared/errors.ts';
import { issuerOf } from '../config.ts';
import type { EnrolmentDesk } from '../enrolment/enrolment-desk.ts';
import type { FormDesk, ShownForm } from '../enrolment/form-desk.ts';
import type { HostState } from '../host/host-client.ts';
import { isDraft, type Purchase } from '../journal/purchase.ts';
import type { Enrolment, Otb } from '../journal/wallet-store.ts';
import type { PurchaseRunner } from '../purchase/purchase-runner.ts';
import { receiptView } from '../set/receipt-of.ts';
import { purchaseView } from './purchase-view.ts';

/** A popup is 600 px high at most. */
const recentCount = 3;
/** Enough to look through for them: drafts and cancelled ones lie between. */
const lookedThrough = 20;
const journalLength = 500;

export interface ViewSources {
  readonly runner: PurchaseRunner;
  readonly desk: EnrolmentDesk;
  readonly forms: FormDesk;
  readonly hostState: () => HostState;
}

export async function payView(id: string, sources: ViewSources): Promise<PurchaseView> {
  const { store } = sources.runner.ports;
  const [purchase, otb] = await Promise.all([sources.runner.find(id), store.otb()]);
  return viewOf(purchase, otb, sources);
}

export async function receiptPageView(id: string, { runner }: ViewSources): Promise<Views['receipt']> {
  try {
    return { receipt: receiptView(await runner.find(id)) };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

export async function popupView(offerHere: string | undefined, sources: ViewSources): Promise<PopupView> {
  const { store } = sources.runner.ports;
  const [enrolment, otb, purchases] = await Promise.all([
    store.enrolment(),
    store.otb(),
    store.purchases(lookedThrough),
  ]);
  const problem = await setupProblem(sources);
  const here = purchases.find(({ id }) => id === offerHere);
  const recent = purchases.filter((purchase) => !isDraft(purchase) && purchase.id !== offerHere);
  return {
    enrolled: enrolment !== undefined,
    ...(problem === undefined ? {} : { problem }),
    ...(enrolment === undefined ? {} : { cardMasked: maskedPan(enrolment) }),
    ...otbOf(otb),
    ...(here === undefined ? {} : { offer: await viewOf(here, otb, sources) }),
    recent: await Promise.all(recent.slice(0, recentCount).map((purchase) => viewOf(purchase, otb, sources))),
  };
}

export async function journalView(sources: ViewSources): Promise<JournalView> {
  const { store } = sources.runner.ports;
  const [otb, purchases] = await Promise.all([store.otb(), store.purchases(journalLength)]);
  const kept = purchases.filter((purchase) => !isDraft(purchase));
  return {
    ...otbOf(otb),
    purchases: await Promise.all(kept.map((purchase) => viewOf(purchase, otb, sources))),
  };
}

export async function onboardingView(sources: ViewSources): Promise<OnboardingView> {
  const { desk, forms, runner } = sources;
  const { store } = runner.ports;
  const [enrolment, pended, configProblem] = await Promise.all([
    store.enrolment(),
    store.pended(),
    setupProblem(sources),
  ]);
  const host = sources.hostState();
  const reader = host.state === 'ready' ? preferredReader(host) : undefined;
  return {
    ...(configProblem === undefined ? {} : { configProblem }),
    host: hostView(host),
    ...(reader === undefined ? {} : { reader }),
    card: await cardView(sources),
    enrolment: {
      ...enrolmentState(desk, enrolment),
      ...formState(forms),
      ...(pended === undefined
        ? {}
        : {
            pended: {
              panMasked: maskedPan(pended),
              bankName: pended.bankName,
              askedAt: pended.askedAt,
            },
          }),
      ...(enrolment === undefined
        ? {}
        : {
            enrolled: {
              panMasked: maskedPan(enrolment),
              bankName: enrolment.bankName,
              validUntil: enrolment.validUntil,
            },
          }),
    },
  };
}

async function viewOf(
  purchase: Purchase,
  otb: Otb | undefined,
  { runner }: ViewSources,
): Promise<PurchaseView> {
  const earlier =
    purchase.state === 'alreadyBought' ? await runner.ports.store.purchase(purchase.boughtAs) : undefined;
  const id = earlier?.id ?? purchase.id;
  const refunds = (await runner.ports.store.refunds())?.notices;
  return purchaseView(purchase, {
    otb,
    refunds,
    earlier,
    progress: runner.progressOf(id),
    isRunning: runner.isRunning(id),
    follower: runner.followerOf(id),
  });
}

async function setupProblem({ runner }: ViewSources): Promise<WalletProblem | undefined> {
  try {
    await runner.ports.setup();
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
}

function otbOf(otb: Otb | undefined): { otb?: OtbView } {
  if (otb === undefined) return {};
  const { asOf: _asOf, ...view } = otb;
  return { otb: view };
}

function maskedPan({ lastDigits }: Pick<Enrolment, 'lastDigits'>): string {
  return `•••• ${lastDigits}`;
}

function hostView(host: HostState): OnboardingView['host'] {
  if (host.state === 'ready') return { state: 'ready', version: host.version };
  if (host.state === 'problem') return { state: 'problem', problem: problemOf(host.error) };
  return { state: 'connecting' };
}

/** The reader with the card, or else one that has a keypad. */
function preferredReader({ readers }: Extract<HostState, { state: 'ready' }>): OnboardingView['reader'] {
  const reader =
    readers.find(({ card }) => card !== 'absent') ?? readers.find((each) => each.hasPinPad) ?? readers[0];
  return reader === undefined ? undefined : { readerName: reader.readerName, hasPinPad: reader.hasPinPad };
}

async function cardView({ desk, runner }: ViewSources): Promise<OnboardingView['card']> {
  const { card } = desk;
  if (card.state !== 'read') return card;
  const { pan, holderName, expiry, pinTriesLeft } = card.identity;
  const setup = await runner.ports.setup().catch(() => undefined);
  const bankName = setup === undefined ? undefined : issuerOf(setup.config, pan.slice(0, 6))?.name;
  return {
    state: 'read',
    panMasked: maskedPan({ lastDigits: pan.slice(-4) }),
    holderName,
    expiry,
    pinTriesLeft,
    ...(bankName === undefined ? {} : { bankName }),
  };
}

function formState({
  shown,
  isBusy,
  problem,
}: FormDesk): Pick<OnboardingView['enrolment'], 'form' | 'formBusy' | 'formProblem'> {
  return {
    formBusy: isBusy,
    ...(problem === undefined ? {} : { formProblem: problem }),
    ...(shown === undefined ? {} : { form: formView(shown) }),
  };
}

/** Fields that a program would fill in are none of ours: they stay empty. */
function formView({ card, issuer, form, failedItems }: ShownForm): EnrolmentForm {
  return {
    panMasked: maskedPan({ lastDigits: card.pan.slice(-4) }),
    bankName: issuer.name,
    policyText: form.policyText,
    fields: form.fields
      .filter(({ invisible }) => !invisible)
      .map(({ name, desc, length, required }) => ({
        name,
        desc,
        length,
        required,
        failed: failedItems.includes(name),
      })),
  };
}

function enrolmentState(
  { progress, problem }: EnrolmentDesk,
  enrolment: Enrolment | undefined,
): Pick<OnboardingView['enrolment'], 'state' | 'step' | 'triesLeft' | 'problem'> {
  if (progress !== undefined) return { state: 'running', ...progress };
  if (problem !== undefined) return { state: 'problem', problem };
  return { state: enrolment === undefined ? 'none' : 'done' };
}
