/**
 * The bank's registration form (SET Book 2, RegFormRes): what a holder without a chip is asked, in whose words, and
 * whether the answers have the form's shape. What they must say is known to the bank alone.
 */
import type { FormAnswer, FormField, RegistrationForm } from '@ecomm/protocol';

export const cardFormId = 'banque-un-card-1';
export const partyFormId = 'banque-deux-party-1';

/** In French for French speakers, in English for everybody else. `language` as in RFC 5646. */
export function cardForm(language: string): RegistrationForm {
  const french = /^fr\b/i.test(language);
  return {
    regFormId: cardFormId,
    fields: [
      fieldOf('holderName', french ? 'Nom, comme sur la carte' : 'Name, as on the card', 26),
      fieldOf(
        'passphrase',
        french ? 'Phrase secrète de la lettre de votre banque' : 'Passphrase from your bank’s letter',
        64,
      ),
    ],
    policyText: french
      ? 'La banque certifie la clé de ce portefeuille pour votre carte. Prévenez-la si la carte ou cet ordinateur est perdu.'
      : 'The bank certifies this wallet’s key for your card. Tell it when the card or this computer is lost.',
  };
}

/** For merchants and gateways, who were registered at their bank's desk before; to renew they are asked nothing. */
export function partyForm(language: string, occasion: 'initial' | 'renewal'): RegistrationForm {
  const french = /^fr\b/i.test(language);
  return {
    regFormId: partyFormId,
    fields:
      occasion === 'renewal'
        ? []
        : [
            fieldOf(
              'code',
              french ? 'Code d’enregistrement, à usage unique' : 'Registration code, serves once',
              64,
            ),
          ],
    policyText: french
      ? 'L’acquéreur certifie les clés de la partie enregistrée sous cet identifiant.'
      : 'The acquirer certifies the keys of the party that is registered under this identifier.',
  };
}

/** Names of the fields that are missing, too long, unknown or given twice; empty when the form is well filled in. */
export function malformedAnswers(form: RegistrationForm, answers: readonly FormAnswer[]): string[] {
  const failed = new Set<string>();
  for (const { name, length, required } of form.fields) {
    const given = answers.filter((answer) => answer.name === name);
    const [answer] = given;
    const isMissing = answer === undefined || answer.value.trim() === '';
    if ((required && isMissing) || given.length > 1 || (answer?.value.length ?? 0) > length) failed.add(name);
  }
  for (const { name } of answers) if (!form.fields.some((field) => field.name === name)) failed.add(name);
  return [...failed];
}

/** The answer's text; empty when there is none. */
export function answerTo(answers: readonly FormAnswer[], name: string): string {
  return answers.find((answer) => answer.name === name)?.value ?? '';
}

function fieldOf(name: string, desc: string, length: number): FormField {
  return { name, desc, length, required: true, invisible: false };
}
