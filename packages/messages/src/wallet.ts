/**
 * The messages between the wallet's own contexts: content scripts, background, pages.
 *
 * What a content script says is a hint and nothing more: its origin is read from the browser, never from the
 * message, and no message of a content script pays. Pages render views that the background pushes and send
 * actions; they hold no state of a payment.
 */

export interface Money {
  /** ISO 4217 alphabetic code. */
  readonly currency: string;
  /** Minor units. */
  readonly value: number;
}

// ---- Content → background ----

/** Why a content script reports an offer. */
export type OfferTrigger =
  /** The document answered 402: the sheet may open. */
  | 'unpaid'
  /** A page that can be read names an offer: the toolbar shows it. */
  | 'linked'
  /** The popup asked what is here. */
  | 'asked'
  /** A trusted click on a priced hyperlink. */
  | 'clicked';

export type ContentMessage =
  | { readonly kind: 'offerFound'; readonly offerUrl: string; readonly trigger: OfferTrigger }
  /** A payment initiation: an order to be paid by SET. */
  | { readonly kind: 'orderFound'; readonly initiationUrl: string; readonly trigger: OfferTrigger }
  | { readonly kind: 'offerGone' };

// ---- Background → content ----

export type TabMessage =
  /** Report again what offer the page has, with trigger `asked`. */
  | { readonly kind: 'announce' }
  /**
   * Go to what was bought, or where the shop wants the shopper of an order, if this document reported that offer or
   * initiation (`offerUrl` for both) and is still of that origin. Answer: boolean.
   */
  | { readonly kind: 'deliver'; readonly offerUrl: string; readonly deliverUrl: string };

// ---- Pages → background: actions ----

/** Every action a page may ask for: what it takes. Each answers {@link ActionReply}. */
export interface WalletActions {
  /** The one click. */
  pay: { readonly purchaseId: string };
  /** Until the payment instructions are sent. */
  cancelPurchase: { readonly purchaseId: string };
  /** Sends what is unsettled again, or starts the card once more; the shopper may have accepted the last PIN try. */
  retryPurchase: { readonly purchaseId: string; readonly lastTryAccepted: boolean };
  /** Delivers again what was bought, without paying. */
  openAgain: { readonly purchaseId: string };
  /** Buys anew what could not be delivered again. */
  buyAnew: { readonly purchaseId: string };
  /** Asks the bank for a new Open To Buy before the old one is empty, and opens its sheet. */
  topUpAhead: Record<string, never>;
  openSheet: { readonly purchaseId: string };
  openPage: { readonly page: WalletPage };
  /** The receipt of a paid order, in a tab of its own. */
  openReceipt: { readonly purchaseId: string };
  startEnrolment: { readonly lastTryAccepted: boolean };
  cancelEnrolment: Record<string, never>;
  /** For a card without a chip: the form of its bank. The number is digits alone, the expiry YYYYMM. */
  askForForm: { readonly pan: string; readonly expiry: string };
  /** The answers to the form that is shown, by the names of its fields. */
  sendForm: { readonly answers: readonly { readonly name: string; readonly value: string }[] };
  cancelForm: Record<string, never>;
  /** Asks the bank now whether it has decided. */
  inquireEnrolment: Record<string, never>;
  reconnectHost: Record<string, never>;
}

/** Pages that stand for themselves. */
export type WalletPage = 'journal' | 'onboarding' | 'verify';

export type WalletAction = keyof WalletActions;

export type PageMessage = {
  [A in WalletAction]: { readonly action: A; readonly input: WalletActions[A] };
}[WalletAction];

export type ActionReply = { readonly ok: true } | { readonly ok: false; readonly problem: WalletProblem };

// ---- Background → pages: views, over a port ----

/**
 * A page's port is named by what it shows: `pay:<purchaseId>`, `receipt:<purchaseId>`, `popup:<tabId>`, `journal`,
 * `onboarding`.
 */
export type ViewName = 'pay' | 'receipt' | 'popup' | 'journal' | 'onboarding';

/** A page says this now and then, so that the worker lives while somebody looks. */
export const viewPing = 'ping';

/** What went wrong. */
export interface WalletProblem {
  /** A code of the protocol, of the host or of the wallet: `walletErrorCodes`. */
  readonly code: string;
  /** They fill the words of a locale. */
  readonly facts: Readonly<Record<string, string | number>>;
}

export type PurchaseStage =
  | 'checking'
  | 'ready'
  | 'alreadyBought'
  | 'unpayable'
  | 'paying'
  | 'topUp'
  /** An accepted order waits for the card, or for the shopper to go on. */
  | 'card'
  | 'authorizing'
  | 'settling'
  | 'delivering'
  | 'delivered'
  /** An order that the bank authorized. */
  | 'paid'
  /** A new Open To Buy was opened ahead of need. */
  | 'toppedUp'
  | 'failed'
  | 'cancelled'
  | 'lapsed';

/**
 * How an order is paid: certified by the card, PIN on the reader; or by the wallet's key alone, because the shop's
 * bank reads no chips or the card has none.
 */
export type PaymentWay = 'card' | 'chipUnread' | 'noChip';

/** How far a top-up or an order is; `paused` until the shopper goes on. */
export type TopUpStep = 'paused' | 'insertCard' | 'readingCard' | 'pin' | 'certifying' | 'askingBank';

/** How far an enrolment is. */
export type EnrolmentStep = 'askingBank' | 'pin' | 'certifying' | 'certificate';

export interface PurchaseView {
  readonly purchaseId: string;
  readonly stage: PurchaseStage;
  /** Seconds since 1970. */
  readonly at: number;
  readonly origin: string;
  /** Signed and certified data only; absent until the offer is checked. */
  readonly offer?: {
    readonly merchantName: string;
    readonly title: string;
    readonly amount: Money;
  };
  /** Of an order: what the merchant's own server described, word for word, and how it is paid. */
  readonly order?: { readonly text: string; readonly way: PaymentWay; readonly hasReceipt: boolean };
  /** With the card, for an order; a top-up has its own below. */
  readonly cardStep?: { readonly step: TopUpStep; readonly triesLeft?: number };
  readonly authorizationNumber?: string;
  /** What is left of the Open To Buy, and what will be after this purchase; absent when unknown or too little. */
  readonly otbLeft?: Money;
  readonly otbAfter?: Money;
  readonly topUp?: {
    readonly amount: Money;
    readonly step: TopUpStep;
    readonly triesLeft?: number;
  };
  readonly receiptId?: string;
  /** What the merchant gave back, and why; `isOwed`: a later clearing of the intermediary pays it. */
  readonly refund?: { readonly amount: Money; readonly reason: string; readonly isOwed: boolean };
  readonly problem?: WalletProblem;
  readonly canCancel: boolean;
  readonly canRetry: boolean;
  readonly canOpen: boolean;
  /** The tab was brought to what was bought. */
  readonly opened: boolean;
}

/** What a receipt says. */
export interface ReceiptFacts {
  /** Seconds since 1970. */
  readonly date: number;
  readonly merchantName: string;
  readonly merchantId: string;
  readonly amount: Money;
  readonly order: string;
  readonly authorizationNumber?: string;
  /** The card's cryptogram, 16 hexadecimal digits; absent when no card took part. */
  readonly cam?: string;
  readonly xid: string;
}

/** A receipt as it is shown, printed and exported. */
export interface ReceiptView extends ReceiptFacts {
  /** The file that can be verified offline. */
  readonly file: string;
}

export interface PopupView {
  readonly enrolled: boolean;
  /** The wallet has no bank, or the host is missing: what to do first. */
  readonly problem?: WalletProblem;
  readonly cardMasked?: string;
  readonly otb?: OtbView;
  readonly offer?: PurchaseView;
  readonly recent: readonly PurchaseView[];
}

export interface OtbView {
  readonly remaining: Money;
  readonly limit: Money;
  /** Seconds since 1970. */
  readonly expires: number;
}

export interface JournalView {
  readonly otb?: OtbView;
  readonly purchases: readonly PurchaseView[];
}

/** A bank's registration form, in the bank's own words. */
export interface EnrolmentForm {
  readonly panMasked: string;
  readonly bankName: string;
  readonly fields: readonly {
    readonly name: string;
    readonly desc: string;
    /** Longest answer, in characters. */
    readonly length: number;
    readonly required: boolean;
    /** The bank says that it is not filled in as asked. */
    readonly failed: boolean;
  }[];
  readonly policyText: string;
}

export interface OnboardingView {
  /** Why no bank can be asked: no or wrong configuration. */
  readonly configProblem?: WalletProblem;
  readonly host: {
    readonly state: 'connecting' | 'ready' | 'problem';
    readonly version?: string;
    readonly problem?: WalletProblem;
  };
  readonly reader?: { readonly readerName: string; readonly hasPinPad: boolean };
  readonly card: {
    readonly state: 'absent' | 'reading' | 'read' | 'problem';
    readonly panMasked?: string;
    readonly holderName?: string;
    /** YYYYMM. */
    readonly expiry?: string;
    readonly pinTriesLeft?: number;
    readonly bankName?: string;
    readonly problem?: WalletProblem;
  };
  readonly enrolment: {
    readonly state: 'none' | 'running' | 'done' | 'problem';
    readonly step?: EnrolmentStep;
    readonly triesLeft?: number;
    readonly problem?: WalletProblem;
    /** The bank's form for a card without a chip, while it is being filled in. */
    readonly form?: EnrolmentForm;
    /** A form was sent, and the bank looks at it. */
    readonly pended?: {
      readonly panMasked: string;
      readonly bankName: string;
      /** Seconds since 1970. */
      readonly askedAt: number;
    };
    /** The form's own exchange with the bank is under way, and what it ended with. */
    readonly formBusy: boolean;
    readonly formProblem?: WalletProblem;
    /** The card that is enrolled already, if any. */
    readonly enrolled?: {
      readonly panMasked: string;
      readonly bankName: string;
      /** Seconds since 1970. */
      readonly validUntil: number;
    };
  };
}

export interface Views {
  pay: PurchaseView;
  /** `problem` when there is no such receipt. */
  receipt: { readonly receipt?: ReceiptView; readonly problem?: WalletProblem };
  popup: PopupView;
  journal: JournalView;
  onboarding: OnboardingView;
}

// ---- Errors of the wallet itself ----

/** Every way the wallet can fail beyond the protocol's and the host's own codes. Docs: docs/errors.md. */
export const walletErrorCodes = [
  'ERR_HOST_NOT_INSTALLED',
  'ERR_HOST_MISPLACED',
  'ERR_HOST_FORBIDDEN',
  'ERR_HOST_CRASHED',
  'ERR_HOST_NONSENSE',
  'ERR_HOST_TIMEOUT',
  'ERR_NETWORK_UNREACHABLE',
  'ERR_NETWORK_TIMEOUT',
  'ERR_NETWORK_STATUS',
  'ERR_NETWORK_ANSWER',
  'ERR_NETWORK_REFUSED',
  'ERR_WALLET_NOT_CONFIGURED',
  'ERR_WALLET_CONFIG_INVALID',
  'ERR_WALLET_NOT_ENROLLED',
  'ERR_WALLET_NO_TOP_UP',
  'ERR_WALLET_CERTIFICATE_EXPIRED',
  'ERR_WALLET_CERTIFICATE_OTHER',
  'ERR_WALLET_BANK_UNKNOWN',
  'ERR_WALLET_STORAGE',
  'ERR_WALLET_INTERNAL',
  'ERR_WALLET_SENDER',
  'ERR_WALLET_PURCHASE_UNKNOWN',
  'ERR_WALLET_PURCHASE_STATE',
  'ERR_WALLET_DELIVERY_ORIGIN',
  'ERR_WALLET_TOP_UP_URL',
  'ERR_WALLET_TOP_UP_AMOUNT',
  'ERR_WALLET_OUTCOME_LOST',
  'ERR_WALLET_INITIATION_TYPE',
  'ERR_WALLET_BRAND',
  'ERR_WALLET_ORDER_KNOWN',
  'ERR_WALLET_ORDER_CHANGED',
  'ERR_WALLET_ORDER_PENDING',
  'ERR_WALLET_ORDER_REJECTED',
  'ERR_WALLET_RECEIPT_NONE',
  'ERR_ENROLMENT_SIG_VALIDATION_FAIL',
  'ERR_ENROLMENT_REJECTED_BY_ISSUER',
  'ERR_ENROLMENT_REJECTED_BY_CA',
  'ERR_ENROLMENT_INVALID_BIN',
  'ERR_ENROLMENT_PENDED',
  'ERR_ENROLMENT_FORM',
  'ERR_ENROLMENT_REFERRAL',
  'ERR_ENROLMENT_FORM_CHANGED',
  'ERR_ENROLMENT_FORM_REJECTED',
  'ERR_REFUSED_OVERLOADED',
  'ERR_REFUSED_SYSTEM_ERROR',
  'ERR_REFUSED_OFFER_INVALID',
  'ERR_REFUSED_MERCHANT_UNKNOWN',
  'ERR_REFUSED_PAYER_SUSPENDED',
  'ERR_REFUSED_OFFER_EXPIRED',
  'ERR_REFUSED_AMOUNT_OUT_OF_RANGE',
  'ERR_REFUSED_OFFER_ALREADY_PAID',
  'ERR_REFUSED_PAID_JUST_NOW',
  'ERR_REFUSED_LIMIT_REACHED',
  'ERR_REFUSED_OTB_INSUFFICIENT',
  'ERR_REFUSED_TOP_UP_PENDING',
  'ERR_REFUSED_TOP_UP_DECLINED',
  'ERR_REFUSED_DECLINED',
  'ERR_BANK_REFUSED',
  'ERR_BANK_DECLINED',
  'ERR_BANK_NO_REPLY',
  'ERR_BANK_CALL_ISSUER',
  'ERR_BANK_AMOUNT',
  'ERR_BANK_EXPIRED_CARD',
  'ERR_BANK_INVALID_TRANSACTION',
  'ERR_BANK_SYSTEM_ERROR',
  'ERR_BANK_PREVIOUSLY_USED',
  'ERR_BANK_INSTALMENTS',
  'ERR_BANK_MISMATCH',
  'ERR_BANK_SIGNATURE_REQUIRED',
  'ERR_BANK_BRAND_MISMATCH',
] as const;

export type WalletErrorCode = (typeof walletErrorCodes)[number];
