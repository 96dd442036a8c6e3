/** French typography: the space before « : ; ? ! » and inside guillemets never breaks a line. */
import type { Language } from './language.ts';

const noBreakSpace = '\u00a0';
const narrowNoBreakSpace = '\u202f';

export function typeset(text: string, language: Language): string {
  if (language !== 'fr') return text;
  return text
    .replace(/ ([;?!])/g, `${narrowNoBreakSpace}$1`)
    .replace(/ ([:»])/g, `${noBreakSpace}$1`)
    .replace(/« /g, `«${noBreakSpace}`)
    .replace(/ – /g, `${noBreakSpace}– `);
}
