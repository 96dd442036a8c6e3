/** Why the bank refused, as SET's AuthCode says it, in words for the shopper (SET Book 2, AuthRes). */
import type { Language, LocalText } from '../../catalogue/language.ts';
import { typeset } from '../../catalogue/typeset.ts';

const refusals: Readonly<Record<string, LocalText>> = {
  declined: {
    fr: 'La banque n’accepte pas ce paiement : solde, plafond ou opposition.',
    en: 'The bank does not accept this payment: balance, ceiling or a stop on the card.',
  },
  callIssuer: {
    fr: 'Votre banque souhaite que vous l’appeliez.',
    en: 'Your bank would like you to call.',
  },
  expiredCard: { fr: 'Cette carte a expiré.', en: 'This card has expired.' },
  amountError: {
    fr: 'Le montant présenté à la banque n’est pas celui que vous avez signé.',
    en: 'The amount shown to the bank is not the one you agreed to.',
  },
  signatureRequired: {
    fr: 'La banque n’accepte cette carte, ou ce montant, qu’avec le portefeuille.',
    en: 'The bank takes this card, or this amount, only with the wallet.',
  },
  noReply: {
    fr: 'La banque n’a pas répondu à temps ; ce qui était réservé a été libéré.',
    en: 'The bank did not answer in time; what was reserved has been released.',
  },
  systemError: {
    fr: 'La banque a un ennui technique. Réessayez plus tard.',
    en: 'The bank has a technical problem. Try again later.',
  },
  piPreviouslyUsed: {
    fr: 'Ce paiement a déjà été présenté une fois.',
    en: 'This payment was presented once before.',
  },
  piAuthMismatch: {
    fr: 'La commande et le paiement ne vont pas ensemble.',
    en: 'Order and payment do not belong together.',
  },
  installRecurMismatch: {
    fr: 'Cette librairie ne vend pas à tempérament.',
    en: 'This shop does not sell by instalments.',
  },
  cardMerchBrandMismatch: {
    fr: 'La librairie n’accepte pas cette marque de carte.',
    en: 'The shop does not take cards of this brand.',
  },
};

/** All of them, for a page that learns its code later. */
export function refusalsIn(language: Language): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(refusals).map(([code, text]) => [code, typeset(text[language], language)]),
  );
}

/** `undefined` for a code that says nothing to a shopper. */
export function refusalSays(authCode: string | undefined, language: Language): string | undefined {
  const text = authCode !== undefined && Object.hasOwn(refusals, authCode) ? refusals[authCode] : undefined;
  return text && typeset(text[language], language);
}
