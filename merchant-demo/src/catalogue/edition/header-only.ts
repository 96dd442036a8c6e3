/** Its payment page has no offer in the body: a wallet finds it in the answer's headers, or not at all. */
import type { Article } from '../article.ts';

export const headerOnly: Article = {
  slug: 'header-only',
  section: { fr: 'Courrier', en: 'Letters' },
  title: { fr: 'Ce que dit l’enveloppe', en: 'What the envelope says' },
  standfirst: {
    fr: 'Une lettre se lit deux fois : dehors, puis dedans. Petit éloge de ce que l’on n’ouvre pas.',
    en: 'A letter is read twice: outside, then in. In small praise of what one does not open.',
  },
  author: 'Clémence Oudin',
  body: {
    fr: [
      'Ma grand-mère recevait peu de courrier et le lisait longuement avant de l’ouvrir. Elle posait l’enveloppe debout contre le sucrier. L’écriture disait qui, le cachet disait d’où, le timbre disait combien on tenait à elle : un beau timbre, c’était quelqu’un qui avait fait la queue. Elle savait presque tout quand elle prenait enfin le couteau.',
      'Nos messages aussi ont une enveloppe, que personne ne regarde. Avant la page viennent quelques lignes que le navigateur lit pour nous : voici d’où je viens, voici ma langue, ne me gardez pas, ceci se paie. On peut y mettre l’essentiel et laisser la feuille blanche. Tout est dit à qui sait lire l’adresse.',
      'Il y a là une vieille politesse. Le facteur porte la lettre parce que l’enveloppe lui parle, et il ne l’ouvre pas parce que le reste ne lui parle pas. Une bonne moitié de la confiance, en ce monde, tient dans un peu de colle.',
    ],
    en: [
      'My grandmother had few letters and read them at length before she opened them. She stood the envelope against the sugar bowl. The hand said who, the postmark said where from, the stamp said how much they cared: a handsome stamp meant somebody had queued. She knew nearly everything by the time she took up the knife.',
      'Our messages have an envelope too, which nobody looks at. Before the page come a few lines that the browser reads for us: this is where I come from, this is my language, do not keep me, this is to be paid. One may put all that matters there and leave the sheet blank. Everything is said to those who can read an address.',
      'There is an old courtesy in it. The postman carries the letter because the envelope speaks to him, and doesn’t open it because the rest does not. A good half of the trust in this world is a little glue.',
    ],
  },
  prices: { EUR: 10, FRF: 100 },
  offerInBody: false,
};
