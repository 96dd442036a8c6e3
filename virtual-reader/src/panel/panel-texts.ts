/** What the panel's page says around the drawn reader, in English and French. */

export type PanelLanguage = 'en' | 'fr';

const en = {
  title: 'Card reader',
  intro:
    'A PIN pad reader and bank cards in software. Put a card in and press the keys as you would on the real thing.',
  reader: 'Reader',
  keypad: 'Keypad',
  keyOk: 'OK, confirm',
  keyClear: 'C, clear what was keyed',
  keyCancel: 'X, cancel',
  takeOut: 'Take the card out',
  keyboardHelp: 'On your keyboard: digits, Enter for OK, Backspace for C, Escape for X.',
  drawer: 'Drawer of demo cards',
  drawerEmpty: 'The drawer is empty: the bank has not issued a card yet.',
  insert: 'Insert',
  inserted: 'In the reader',
  insertCard: 'Insert {label}',
  blocked: 'PIN blocked',
  oneTry: '1 PIN try left',
  tries: '{count} PIN tries left',
  dead: 'Does not answer',
  oneDigit: '1 digit keyed',
  digits: '{count} digits keyed',
  offline: 'The reader is switched off. Start it again, then reload this page.',
  failed: 'That did not work: {message}.',
};

export type PanelTexts = typeof en;

const fr: PanelTexts = {
  title: 'Lecteur de carte',
  intro:
    'Un lecteur à clavier et des cartes bancaires logiciels. Insérez une carte et tapez comme sur un vrai lecteur.',
  reader: 'Lecteur',
  keypad: 'Clavier',
  keyOk: 'OK, valider',
  keyClear: 'C, corriger',
  keyCancel: 'X, annuler',
  takeOut: 'Retirer la carte',
  keyboardHelp: 'Au clavier : chiffres, Entrée pour OK, Retour arrière pour C, Échap pour X.',
  drawer: 'Tiroir de cartes de démonstration',
  drawerEmpty: 'Le tiroir est vide : la banque n’a pas encore émis de carte.',
  insert: 'Insérer',
  inserted: 'Dans le lecteur',
  insertCard: 'Insérer {label}',
  blocked: 'Code bloqué',
  oneTry: 'Reste 1 essai de code',
  tries: 'Reste {count} essais de code',
  dead: 'Ne répond pas',
  oneDigit: '1 chiffre tapé',
  digits: '{count} chiffres tapés',
  offline: 'Le lecteur est éteint. Redémarrez-le, puis rechargez cette page.',
  failed: 'Cela n’a pas marché : {message}.',
};

export const panelTexts: Readonly<Record<PanelLanguage, PanelTexts>> = { en, fr };

/** The first of the two languages in Accept-Language; quality values are in its order in every browser. */
export function preferredLanguage(header: string | undefined, otherwise: PanelLanguage): PanelLanguage {
  for (const range of (header ?? '').slice(0, 200).split(',')) {
    const language = range.trim().slice(0, 2).toLowerCase();
    if (language === 'en' || language === 'fr') return language;
  }
  return otherwise;
}
