/**
 * The reader's two lines of 16 characters, in English and French.
 *
 * The language of a PIN entry is the host's (wLangId); at rest it is the reader's own setting.
 */
export type DisplayLanguage = 'en' | 'fr';
export type DisplayLines = readonly [string, string];

export const displayColumns = 16;

const frenchPrimaryLanguage = 0x0c;

const texts = {
  en: {
    insertCard: 'Insert card',
    cardReady: 'Card ready',
    enterPin: 'Enter PIN, OK',
    pinTooShort: 'PIN too short',
    checking: 'Checking...',
    pinCorrect: 'PIN correct',
    pinWrong: 'Incorrect PIN',
    triesLeft: (tries: number) => (tries === 1 ? '1 try left' : `${tries} tries left`),
    pinBlocked: 'PIN blocked',
    cancelled: 'Cancelled',
    timedOut: 'Time out',
    cardRemoved: 'Card removed',
    cardError: 'Card error',
  },
  fr: {
    insertCard: 'Insérez la carte',
    cardReady: 'Carte prête',
    enterPin: 'Tapez code et OK',
    pinTooShort: 'Code trop court',
    checking: 'Vérification...',
    pinCorrect: 'Code bon',
    pinWrong: 'Code faux',
    triesLeft: (tries: number) => (tries === 1 ? 'Reste 1 essai' : `Reste ${tries} essais`),
    pinBlocked: 'Code bloqué',
    cancelled: 'Abandon',
    timedOut: 'Temps dépassé',
    cardRemoved: 'Carte retirée',
    cardError: 'Carte muette',
  },
} as const;

export type DisplayTexts = (typeof texts)[DisplayLanguage];

export function displayTexts(language: DisplayLanguage): DisplayTexts {
  return texts[language];
}

/** The low ten bits of a LANGID are the language, the rest the country: 040C, 080C and 0C0C are all French. */
export function languageOf(languageId: number): DisplayLanguage {
  return (languageId & 0x3ff) === frenchPrimaryLanguage ? 'fr' : 'en';
}

export function displayLines(first: string, second = ''): DisplayLines {
  return [first.slice(0, displayColumns), second.slice(0, displayColumns)];
}

/** What the display says of the card's answer to a PIN: the status word's last two bytes. */
export function pinResultLines(answer: Uint8Array, language: DisplayLanguage): DisplayLines {
  const say = texts[language];
  const [sw1, sw2] = [answer.at(-2) ?? 0, answer.at(-1) ?? 0];
  if (sw1 === 0x90 && sw2 === 0x00) return displayLines(say.pinCorrect);
  if (sw1 === 0x63 && (sw2 & 0xf0) === 0xc0) return displayLines(say.pinWrong, say.triesLeft(sw2 & 0x0f));
  if (sw1 === 0x69 && (sw2 === 0x83 || sw2 === 0x84)) return displayLines(say.pinBlocked);
  return displayLines(say.cardError);
}
